import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { builtinDigits, builtinTest, builtinTraining } from "../../lib/dataset/builtin.ts";
import { CLASSES, type Digits, PIXELS, SIDE, slice } from "../../lib/dataset/digits.ts";
import { readMnist } from "../../lib/dataset/mnist_files.ts";

const SET = builtinDigits({ count: 2_000, seed: 1 });

/** The part of `set` that a nearest neighbour in `reference` labels right, by squared distance. */
function nearestNeighbour(reference: Digits, set: Digits): number {
  let right = 0;
  for (let i = 0; i < set.labels.length; i++) {
    let nearest = -1, least = Infinity;
    for (let j = 0; j < reference.labels.length; j++) {
      let distance = 0;
      for (let p = 0; p < PIXELS; p++) {
        const difference = set.images[i * PIXELS + p] - reference.images[j * PIXELS + p];
        distance += difference * difference;
      }
      if (distance < least) [nearest, least] = [j, distance];
    }
    if (reference.labels[nearest] === set.labels[i]) right++;
  }
  return right / set.labels.length;
}

Deno.test("builtinDigits() gives the same digits for the same seed, however many", () => {
  assert.deepEqual(builtinDigits({ count: 2_000, seed: 1 }), SET);
  const few = builtinDigits({ count: 10, seed: 1 });
  assert.deepEqual(few, { ...slice(SET, 0, 10), images: SET.images.slice(0, 10 * PIXELS) });
});

Deno.test("builtinDigits() gives the same digits on every machine", () => {
  const found = createHash("sha256").update(SET.images).update(SET.labels).digest("hex");
  // Whoever changes how the digits look changes this, and with it every result made on them.
  assert.equal(found, "14dce371cb40289de1d5059103a8e4b33c5b7bb60d1e85add74d2bfa07be57e6");
});

Deno.test("builtinDigits() gives other digits for another seed", () => {
  const other = builtinDigits({ count: 2_000, seed: 2 });
  assert.notDeepEqual(other.labels, SET.labels);
  const seen = new Set<string>();
  for (const set of [SET, other]) {
    for (let i = 0; i < 2_000; i++) {
      seen.add(set.images.subarray(i * PIXELS, (i + 1) * PIXELS).join());
    }
  }
  assert.equal(seen.size, 4_000);
});

Deno.test("builtinDigits() makes about as many of each digit", () => {
  const counts = new Array<number>(CLASSES).fill(0);
  for (const label of SET.labels) counts[label]++;
  for (const count of counts) assert.ok(count > 140 && count < 260, `${counts}`); // 200 ± 4.5 sigma
});

Deno.test("builtinDigits() are as dark as MNIST: mean 0.1307, standard deviation 0.3081", () => {
  let sum = 0, squares = 0;
  for (const value of SET.images) {
    sum += value / 255;
    squares += (value / 255) ** 2;
  }
  const mean = sum / SET.images.length;
  const deviation = Math.sqrt(squares / SET.images.length - mean ** 2);
  assert.ok(Math.abs(mean - 0.1307) < 0.006, `mean ${mean}`);
  assert.ok(Math.abs(deviation - 0.3081) < 0.006, `standard deviation ${deviation}`);
});

Deno.test("builtinDigits() lie in the image as MNIST's do", () => {
  for (let i = 0; i < SET.labels.length; i++) {
    let mass = 0, sumX = 0, sumY = 0, left = SIDE, right = -1, top = SIDE, bottom = -1;
    for (let p = 0; p < PIXELS; p++) {
      const value = SET.images[i * PIXELS + p], x = p % SIDE, y = Math.floor(p / SIDE);
      mass += value;
      sumX += value * (x + 0.5);
      sumY += value * (y + 0.5);
      if (value < 128) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
    // The box is 20 × 20; pressure and grain move an edge by a pixel at most.
    const size = 1 + Math.max(right - left, bottom - top);
    assert.ok(size >= 18 && size <= 22, `digit ${i}, a ${SET.labels[i]}, is ${size} pixels large`);
    // Moved by whole pixels, so half a pixel off at most; one more where the edge was in the way.
    const off = Math.max(Math.abs(sumX / mass - SIDE / 2), Math.abs(sumY / mass - SIDE / 2));
    assert.ok(off < 1.5, `digit ${i}, a ${SET.labels[i]}, is ${off} pixels off the middle`);
  }
});

Deno.test("builtinDigits() can be told apart", () => {
  const accuracy = nearestNeighbour(SET, builtinTest(200));
  assert.ok(accuracy > 0.93, `${accuracy}`);
});

Deno.test("builtinDigits() refuses to make half a digit", () => {
  for (const count of [-1, 0.5, NaN]) {
    assert.throws(() => builtinDigits({ count, seed: 1 }), {
      name: "RangeError",
      message: `Cannot make ${count} digits: need a whole number from 0 up`,
    });
  }
  assert.equal(builtinDigits({ count: 0, seed: 1 }).labels.length, 0);
});

Deno.test("builtinTraining() and builtinTest() share no digit", () => {
  const training = builtinTraining(300), test = builtinTest(300);
  assert.deepEqual([training.name, test.name], ["built-in training", "built-in test"]);
  const images = (set: Digits) =>
    Array.from(
      set.labels,
      (_, i) => set.images.subarray(i * PIXELS, (i + 1) * PIXELS).join(),
    );
  assert.ok(new Set(images(training)).isDisjointFrom(new Set(images(test))));
});

const mnistDir = Deno.env.get("MNIST_DIR");

Deno.test({
  name: "builtinDigits() resemble the real MNIST, where there is one",
  ignore: !mnistDir,
  fn: async () => {
    const test = slice(await readMnist(mnistDir!, "test"), 0, 300);
    const accuracy = nearestNeighbour(SET, test); // 0.9 is what as many real digits reach
    assert.ok(accuracy > 0.7, `${accuracy}`);
  },
});
