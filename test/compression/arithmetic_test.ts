import assert from "node:assert/strict";
import { decodeSymbols, encodeSymbols } from "../../lib/compression/mod.ts";
import { normal, random } from "../../lib/random.ts";

const next = random(6);

function bell(length: number, most: number, width: number): Uint16Array {
  return Uint16Array.from(
    { length },
    () => Math.max(0, Math.min(2 * most, Math.round(most + width * normal(next)))),
  );
}

Deno.test("decodeSymbols() gives back what encodeSymbols() was given, run by run", () => {
  const runs = [
    { alphabet: 15, symbols: bell(2_000, 7, 2) },
    { alphabet: 255, symbols: bell(40, 127, 60) },
    { alphabet: 3, symbols: bell(500, 1, 1) },
    { alphabet: 15, symbols: bell(3, 7, 2) },
    { alphabet: 1, symbols: new Uint16Array(9) },
    { alphabet: 2, symbols: new Uint16Array(0) },
    { alphabet: 65_535, symbols: Uint16Array.of(0, 65_534, 1) },
  ];
  const bytes = encodeSymbols(runs);
  const lengths = runs.map(({ alphabet, symbols }) => ({ alphabet, count: symbols.length }));
  assert.deepEqual(decodeSymbols(bytes, lengths), runs.map(({ symbols }) => symbols));
});

Deno.test("decodeSymbols() gives back every short message of three symbols", () => {
  for (let message = 0; message < 3 ** 6; message++) {
    const symbols = Uint16Array.from({ length: 6 }, (_, i) => Math.floor(message / 3 ** i) % 3);
    const bytes = encodeSymbols([{ alphabet: 3, symbols }]);
    assert.deepEqual(decodeSymbols(bytes, [{ alphabet: 3, count: 6 }]), [symbols]);
  }
});

Deno.test("encodeSymbols() comes within 3 % of the entropy of many symbols", () => {
  const symbols = bell(50_000, 7, 2), counts = new Array(15).fill(0);
  symbols.forEach((symbol) => counts[symbol]++);
  const bits = counts.filter((n) => n > 0)
    .reduce((sum, n) => sum - n * Math.log2(n / symbols.length), 0);
  const { length } = encodeSymbols([{ alphabet: 15, symbols }]);
  assert.ok(8 * length >= bits && 8 * length < 1.03 * bits, `${8 * length} of ${bits}`);
});
