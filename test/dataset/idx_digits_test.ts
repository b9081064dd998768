import assert from "node:assert/strict";
import fc from "../properties.ts";
import { digits, PIXELS } from "../../lib/dataset/digits.ts";
import { writeIdx } from "../../lib/dataset/idx.ts";
import { readDigits, writeDigits } from "../../lib/dataset/idx_digits.ts";

const images = (n: number, height = 28) => ({
  file: "some-images",
  bytes: writeIdx({ shape: [n, height, 28], data: new Uint8Array(n * height * 28) }),
});
const labels = (...values: number[]) => ({
  file: "some-labels",
  bytes: writeIdx({ shape: [values.length], data: Uint8Array.from(values) }),
});

Deno.test("readDigits() reads back what writeDigits() wrote", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 }), fc.nat(), (ls, ink) => {
      const pixels = Uint8Array.from(
        { length: ls.length * PIXELS },
        (_, i) => (i * 31 + ink) & 255,
      );
      const set = digits("made up", pixels, Uint8Array.from(ls));
      const files = writeDigits(set);
      const read = readDigits(
        "made up",
        { file: "i", bytes: files.images },
        { file: "l", bytes: files.labels },
      );
      assert.deepEqual(read, set);
    }),
  );
});

Deno.test("readDigits() names the file of labels that holds one over 9", () => {
  assert.throws(() => readDigits("x", images(3), labels(1, 10, 2)), {
    name: "RangeError",
    message: "Cannot use some-labels: expected labels from 0 to 9, found 10 at position 1",
  });
});

Deno.test("readDigits() names both files where the counts differ", () => {
  assert.throws(() => readDigits("x", images(3), labels(1, 2)), {
    name: "RangeError",
    message: "Cannot pair some-images with some-labels: expected as many labels as images, " +
      "found 3 images and 2 labels",
  });
});

Deno.test("readDigits() refuses arrays that are not images or not labels", () => {
  const fiveChannels = {
    file: "c",
    bytes: writeIdx({ shape: [1, 2, 2, 5], data: new Uint8Array(20) }),
  };
  assert.throws(() => readDigits("x", fiveChannels, labels(1)), {
    name: "RangeError",
    message: "Cannot read images from c: expected unsigned bytes of shape [N, height, width], or " +
      "[N, height, width, channels] with at most 4 channels, found Uint8Array of shape [1, 2, 2, 5]",
  });
  const swapped = () => readDigits("x", labels(1), images(1));
  assert.throws(swapped, { name: "RangeError", message: /from some-labels: .* shape \[1\]$/ });
  const floats = { file: "f", bytes: writeIdx({ shape: [1], data: Float32Array.of(1) }) };
  assert.throws(() => readDigits("x", images(1), floats), {
    name: "RangeError",
    message: /labels from f: expected whole numbers of shape \[N\] or \[N, K\], found Float32Array/,
  });
});

Deno.test("readDigits() says of a file that is not IDX that it is not", () => {
  const text = { file: "page.html", bytes: new TextEncoder().encode("<!doctype html>") };
  assert.throws(() => readDigits("x", text, labels(1)), {
    name: "SyntaxError",
    message: /page\.html/,
  });
});

Deno.test("readDigits() turns pictures upright that are stored column by column, in colour too", () => {
  const columns = [[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]; // 2 columns of 3 pixels
  const stored = { shape: [1, 2, 3, 2], data: Uint8Array.from(columns.flat(2)) };
  const set = readDigits("x", { file: "i", bytes: writeIdx(stored) }, labels(1), {
    transposed: true,
  });
  assert.deepEqual(set.shape, [3, 2, 2]);
  assert.deepEqual([...set.images], [1, 2, 7, 8, 3, 4, 9, 10, 5, 6, 11, 12]);
});
