import assert from "node:assert/strict";
import { seal, sha256, unseal } from "../lib/checksum.ts";
import { sha256InPlain } from "../lib/sha256.ts";
import { random } from "../lib/random.ts";

const JSON_TEXT = JSON.stringify({ name: "π", numbers: [1, 2.5, null] });
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a sealed object is JSON that any program reads, and is unsealed to what it was", () => {
  const sealed = seal(JSON_TEXT);
  const { sha256, ...rest } = JSON.parse(sealed);
  assert.deepEqual(rest, JSON.parse(JSON_TEXT));
  assert.match(sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual(unseal(bytes(sealed)), { json: JSON_TEXT, sealed: true });
});

Deno.test("unseal() refuses a sealed object in which any one bit of content or checksum changed", () => {
  const sealed = bytes(seal(JSON_TEXT));
  for (let place = '{"sha256"'.length; place < sealed.length; place++) {
    const damaged = sealed.slice();
    damaged[place] ^= 1;
    assert.throws(() => unseal(damaged), RangeError, `byte ${place}`);
  }
  assert.throws(() => unseal(sealed.slice(0, -1)), /does not match its checksum/);
});

Deno.test("unseal() passes on JSON that was never sealed, and says so", () => {
  assert.deepEqual(unseal(bytes(JSON_TEXT)), { json: JSON_TEXT, sealed: false });
  assert.deepEqual(unseal(bytes("")), { json: "", sealed: false });
});

Deno.test("SHA-256 in plain JavaScript is Node's, for every length of up to five blocks, in pieces", () => {
  const next = random(1);
  for (let length = 0; length <= 320; length++) {
    const bytes = Uint8Array.from({ length }, () => 256 * next());
    const pieces = [bytes.subarray(0, length / 3), bytes.subarray(length / 3)];
    assert.equal(sha256InPlain(pieces), sha256(bytes), `${length} bytes`);
  }
  assert.equal( // FIPS 180-4's first example
    sha256InPlain([bytes("abc")]),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
