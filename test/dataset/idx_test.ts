import assert from "node:assert/strict";
import fc from "../properties.ts";
import { type IdxArray, type IdxData, readIdx, writeIdx } from "../../lib/dataset/idx.ts";

/** Every type of IDX with the numbers that it can hold. */
const TYPES: [code: number, name: string, data: fc.Arbitrary<(length: number) => IdxData>][] = [
  [0x08, "unsigned bytes", items(fc.integer({ min: 0, max: 255 }), Uint8Array)],
  [0x09, "signed bytes", items(fc.integer({ min: -128, max: 127 }), Int8Array)],
  [0x0b, "shorts", items(fc.integer({ min: -32768, max: 32767 }), Int16Array)],
  [0x0c, "ints", items(fc.integer(), Int32Array)],
  [0x0d, "floats", items(fc.float(), Float32Array)],
  [0x0e, "doubles", items(fc.double(), Float64Array)],
];

/** Arrays of any length: the numbers drawn, over and over. */
function items(
  value: fc.Arbitrary<number>,
  array: { from(items: ArrayLike<number>, map: (v: number, i: number) => number): IdxData },
): fc.Arbitrary<(length: number) => IdxData> {
  return fc.array(value, { minLength: 1, maxLength: 50 }).map((values) => (length) =>
    array.from({ length }, (_, i) => values[i % values.length])
  );
}

const SHAPE = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 });

for (const [code, name, data] of TYPES) {
  Deno.test(`readIdx() reads back what writeIdx() wrote: ${name} of any shape`, () => {
    fc.assert(fc.property(SHAPE, data, (shape, make) => {
      const array: IdxArray = { shape, data: make(shape.reduce((a, b) => a * b, 1)) };
      const bytes = writeIdx(array);
      assert.equal(bytes[2], code);
      assert.deepEqual(readIdx(bytes, "x"), array);
    }));
  });

  Deno.test(`readIdx() refuses ${name} that are cut or have a byte too many`, () => {
    fc.assert(fc.property(SHAPE, data, fc.nat(), (shape, make, at) => {
      const bytes = writeIdx({ shape, data: make(shape.reduce((a, b) => a * b, 1)) });
      assert.throws(() => readIdx(bytes.subarray(0, at % bytes.length), "x"), SyntaxError);
      assert.throws(() => readIdx(Uint8Array.of(...bytes, 0), "x"), SyntaxError);
    }));
  });
}

Deno.test("writeIdx() writes what LeCun describes, big-endian", () => {
  const bytes = writeIdx({ shape: [1, 2], data: Int16Array.of(1, -2) });
  // 0 0, short, 2 dimensions; 1; 2; 1; -2
  assert.deepEqual([...bytes], [0, 0, 0x0b, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0xff, 0xfe]);
});

Deno.test("readIdx() reads floats byte for byte", () => {
  const array = readIdx(Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0), "x");
  assert.deepEqual(array, { shape: [1], data: Float32Array.of(1.5) });
});

Deno.test("readIdx() reads a view that starts anywhere in its buffer", () => {
  const bytes = writeIdx({ shape: [3], data: Int32Array.of(7, -8, 9) });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual(readIdx(shifted.subarray(3), "x").data, Int32Array.of(7, -8, 9));
});

Deno.test("readIdx() says which file is wrong, what it expected and what it found", () => {
  const label = writeIdx({ shape: [2], data: Uint8Array.of(3, 4) });
  const cases: [bytes: Uint8Array, message: RegExp][] = [
    [Uint8Array.of(0, 0), /Cannot read t as IDX: .* magic number is 4 bytes, found .* has 2$/],
    [Uint8Array.of(1, 2, 8, 1), /first two bytes are 0x0000, found 0x0102$/],
    [Uint8Array.of(0x1f, 0x8b, 8, 0), /found 0x1F8B \(gzip: decompress it first\)$/],
    [Uint8Array.of(0, 0, 0x0a, 1), /0x08 \(unsigned byte\), .*0x0E \(double\), found 0x0A$/],
    [Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1), /header of 3 dimensions is 16 bytes, found .* has 8$/],
    [label.subarray(0, 9), /2 unsigned byte items take 10 bytes, found the file has 9$/],
    [Uint8Array.of(...label, 0), /2 unsigned byte items take 10 bytes, found the file has 11$/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(() => readIdx(bytes, "t"), { name: "SyntaxError", message });
  }
});

Deno.test("readIdx() refuses dimensions whose product is beyond any file", () => {
  const bytes = new Uint8Array(4 + 4 * 255).fill(0xff);
  bytes.set([0, 0, 0x0e, 255]);
  assert.throws(() => readIdx(bytes, "huge"), SyntaxError);
  bytes.fill(0, bytes.length - 4); // the last dimension is 0, so there are no items
  assert.equal(readIdx(bytes, "empty").data.length, 0);
});

Deno.test("writeIdx() refuses what IDX cannot hold", () => {
  const data = Uint8Array.of(1, 2);
  assert.throws(() => writeIdx({ shape: [3], data }), {
    name: "RangeError",
    message: "Cannot write IDX: shape [3] needs 3 items, there are 2",
  });
  for (const size of [-1, 1.5, 2 ** 32, NaN]) {
    const message = new RegExp(`not ${size}$`);
    assert.throws(() => writeIdx({ shape: [size], data }), { name: "RangeError", message });
  }
  assert.throws(() => writeIdx({ shape: Array(256).fill(1), data: Uint8Array.of(1) }), RangeError);
  const wrong = { shape: [2], data: Uint32Array.of(1, 2) } as unknown as IdxArray;
  assert.throws(() => writeIdx(wrong), { name: "TypeError", message: /not Uint32Array$/ });
});

Deno.test("readIdx() says in a short sentence what is wrong with a file of many dimensions", () => {
  const bytes = new Uint8Array(4 + 4 * 255).fill(7);
  bytes.set([0, 0, 8, 255]);
  assert.throws(() => readIdx(bytes, "deep"), (error: Error) => {
    assert.ok(error instanceof SyntaxError);
    assert.match(error.message, /^Cannot read deep as IDX: .*(117901063 × ){8}… unsigned byte/);
    assert.ok(error.message.length < 250, error.message);
    return true;
  });
});
