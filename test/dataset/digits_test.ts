import assert from "node:assert/strict";
import fc from "../properties.ts";
import {
  batches,
  type Digits,
  digits,
  epochOrder,
  gather,
  PIXELS,
  slice,
  splitValidation,
} from "../../lib/dataset/digits.ts";

/** `n` digits; the first pixel of each tells which one it is. */
function numbered(n: number): Digits {
  const images = new Uint8Array(n * PIXELS);
  for (let i = 0; i < n; i++) images[i * PIXELS] = i;
  return digits("numbered", images, Uint8Array.from({ length: n }, (_, i) => i % 10));
}

/** Finds which digits of {@linkcode numbered} these are. */
function which(set: { images: Uint8Array }): number[] {
  return Array.from({ length: set.images.length / PIXELS }, (_, i) => set.images[i * PIXELS]);
}

Deno.test("digits() refuses images and labels that do not belong together", () => {
  assert.throws(() => digits("odd", new Uint8Array(PIXELS + 1), new Uint8Array(1)), {
    name: "RangeError",
    message: "Cannot pair images and labels in odd: 1 labels need 784 pixels, there are 785",
  });
});

Deno.test("digits() refuses a label over 9", () => {
  assert.throws(() => digits("odd", new Uint8Array(2 * PIXELS), Uint8Array.of(9, 10)), {
    name: "RangeError",
    message: "Cannot use odd: label 1 is 10, expected 0 to 9",
  });
});

Deno.test("slice() views the digits it is asked for", () => {
  const set = numbered(10);
  const part = slice(set, 3, 6, "part");
  assert.equal(part.name, "part");
  assert.deepEqual(which(part), [3, 4, 5]);
  assert.deepEqual([...part.labels], [3, 4, 5]);
  assert.equal(part.images.buffer, set.images.buffer);
  assert.deepEqual(which(slice(set, 8)), [8, 9]);
  assert.equal(slice(set, 8).name, "numbered");
});

Deno.test("slice() refuses parts that the set does not have", () => {
  const set = numbered(10);
  assert.equal(slice(set, 10).labels.length, 0);
  for (const [start, end] of [[1.5], [-1], [11], [NaN], [0, 11], [5, 4], [0, 2.5]]) {
    assert.throws(() => slice(set, start, end), {
      name: "RangeError",
      message: `Cannot take ${start} to ${end ?? 10} of numbered: need whole numbers in order, ` +
        "from 0 to 10",
    });
  }
});

Deno.test("splitValidation() splits off the last digits", () => {
  const { training, validation } = splitValidation(numbered(10), 3);
  assert.deepEqual(which(training), [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(which(validation), [7, 8, 9]);
  assert.equal(training.name, "numbered, training part");
  assert.equal(validation.name, "numbered, validation part");
});

Deno.test("splitValidation() splits off 5,000 by default, or none", () => {
  const labels = new Uint8Array(6_000);
  const set = digits("large", new Uint8Array(labels.length * PIXELS), labels);
  assert.equal(splitValidation(set).validation.labels.length, 5_000);
  assert.equal(splitValidation(set, 0).training.labels.length, 6_000);
});

Deno.test("splitValidation() refuses to leave nothing to train on", () => {
  for (const count of [10, 11, -1, 1.5, NaN]) {
    assert.throws(() => splitValidation(numbered(10), count), RangeError);
  }
});

Deno.test("epochOrder() is a permutation, the same for the same seed and epoch", () => {
  fc.assert(fc.property(fc.nat(200), fc.nat(), fc.nat(50), (n, seed, epoch) => {
    const order = epochOrder(n, seed, epoch);
    assert.deepEqual([...order].sort((a, b) => a - b), [...Array(n).keys()]);
    assert.deepEqual(epochOrder(n, seed, epoch), order);
  }));
});

Deno.test("epochOrder() differs from epoch to epoch and from seed to seed", () => {
  const order = epochOrder(100, 1, 0);
  assert.notDeepEqual(epochOrder(100, 1, 1), order);
  assert.notDeepEqual(epochOrder(100, 2, 0), order);
});

Deno.test("gather() turns bytes into floats from 0 to 1, in the order asked for", () => {
  const batch = gather(numbered(256), [255, 0, 51]);
  assert.deepEqual([...batch.labels], [5, 0, 1]);
  const first = [0, 1, 2].map((b) => batch.images[b * PIXELS]);
  assert.deepEqual(first, [1, 0, Math.fround(51 / 255)]);
  assert.equal(batch.images[1], 0);
});

Deno.test("batches() are all of one size and hold no digit twice", () => {
  fc.assert(fc.property(fc.nat(40), fc.integer({ min: 1, max: 12 }), fc.nat(), (n, size, seed) => {
    const set = numbered(n);
    const order = epochOrder(n, seed, 0);
    const seen: number[] = [];
    for (const batch of batches(set, size, order)) {
      assert.equal(batch.labels.length, size);
      assert.equal(batch.images.length, size * PIXELS);
      for (let b = 0; b < size; b++) seen.push(Math.round(batch.images[b * PIXELS] * 255));
    }
    assert.deepEqual(seen, [...order.subarray(0, Math.floor(n / size) * size)]);
  }));
});

Deno.test("gather() refuses positions that the set does not have", () => {
  for (const position of [3, -1, 0.5, NaN]) {
    assert.throws(() => gather(numbered(3), [0, position]), {
      name: "RangeError",
      message: `Cannot take picture ${position} of numbered: it has 3, from 0 up`,
    });
  }
});

Deno.test("batches() refuses a size that is not a whole number from 1 up", () => {
  for (const size of [0, -1, 1.5, NaN]) {
    const all = batches(numbered(3), size, epochOrder(3, 1, 0));
    assert.throws(() => all.next(), { name: "RangeError", message: new RegExp(`of ${size}: `) });
  }
});
