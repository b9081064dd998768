import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  builtinDigits,
  builtinStages,
  builtinTest,
  builtinTraining,
} from "../../lib/dataset/builtin.ts";
import { CLASSES, type Digits, PIXELS, SIDE, slice } from "../../lib/dataset/digits.ts";
import { readMnist } from "../../lib/dataset/mnist_files.ts";
import { SKELETONS } from "../../lib/dataset/skeletons.ts";

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

/** Measures the hand of a digit: the width of its strokes in pixels, its slant, and its width. */
function handOf(image: Uint8Array) {
  let mass = 0, edge = 0, sumX = 0, sumY = 0;
  const at = (x: number, y: number) => x < SIDE && y < SIDE ? image[y * SIDE + x] / 255 : 0;
  let left = SIDE, right = -1, top = SIDE, bottom = -1;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const ink = at(x, y);
      mass += ink, sumX += ink * x, sumY += ink * y;
      edge += Math.hypot(at(x + 1, y) - ink, at(x, y + 1) - ink);
      if (ink < 0.5) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  let xy = 0, yy = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      xy -= at(x, y) * (x - sumX / mass) * (y - sumY / mass);
      yy += at(x, y) * (y - sumY / mass) ** 2;
    }
  }
  return {
    width: 2 * mass / edge, // a stroke of width w and length l has mass wl and an edge of 2l
    slant: xy / yy, // pixels to the right per pixel upwards
    proportions: (1 + right - left) / (1 + bottom - top), // width over height
  };
}

/** The values below which 2, 10, 50, 90 and 98 % lie. */
function quantiles(values: number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.02, 0.1, 0.5, 0.9, 0.98].map((share) => sorted[Math.floor(share * sorted.length)]);
}

Deno.test("the drawings of a style have the same points, stroke for stroke", () => {
  const shape = (drawing: string) =>
    drawing.split(" | ").map((stroke) =>
      stroke.split(" / ").map((piece) => piece.split(" ").length)
    );
  for (const [digit, styles] of SKELETONS.entries()) {
    for (const { drawings } of styles) {
      for (const drawing of drawings) {
        assert.match(drawing, /^-?\d+,-?\d+(( | \/ | \| )-?\d+,-?\d+)+$/, `a ${digit}`);
        assert.deepEqual(shape(drawing), shape(drawings[0]), `a ${digit}: ${drawing}`);
      }
    }
  }
});

Deno.test("builtinDigits() gives the same digits for the same seed, however many", () => {
  assert.deepEqual(builtinDigits({ count: 2_000, seed: 1 }), SET);
  const few = builtinDigits({ count: 10, seed: 1 });
  assert.deepEqual(few, { ...slice(SET, 0, 10), images: SET.images.slice(0, 10 * PIXELS) });
});

Deno.test("builtinDigits() gives the same digits on every machine", () => {
  const found = createHash("sha256").update(SET.images).update(SET.labels).digest("hex");
  // Whoever changes how the digits look changes this, and with it every result made on them.
  assert.equal(found, "a750508fd8ca7730bc2fbd2da09c0dd2266d81be92920de6972cc647a5125f0a");
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
  assert.ok(accuracy > 0.75, `${accuracy}`); // 0.805; they vary more than MNIST's, below
});

Deno.test("builtinDigits() refuses to make half a digit", () => {
  for (const count of [-1, 0.5, NaN]) {
    assert.throws(() => builtinDigits({ count, seed: 1 }), {
      name: "RangeError",
      message: `Cannot draw ${count} digits: need a whole number from 0 up`,
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
    assert.ok(accuracy > 0.8, `${accuracy}`);
  },
});

Deno.test({
  name: "builtinDigits() vary as MNIST's do: stroke width, slant and proportions of each digit",
  ignore: !mnistDir,
  fn: async () => {
    const mnist = slice(await readMnist(mnistDir!, "training"), 0, 4_000);
    const built = builtinDigits({ count: 4_000, seed: 3 });
    const hands = (set: Digits, digit: number) =>
      Array.from(set.labels.keys()).filter((i) => set.labels[i] === digit)
        .map((i) => handOf(set.images.subarray(i * PIXELS, (i + 1) * PIXELS)));
    for (let digit = 0; digit < CLASSES; digit++) {
      const ours = hands(built, digit), theirs = hands(mnist, digit);
      for (const measure of ["width", "slant", "proportions"] as const) {
        const drawn = quantiles(ours.map((hand) => hand[measure]));
        const real = quantiles(theirs.map((hand) => hand[measure]));
        const told = `${measure} of ${digit}: ${drawn} for ${real}`;
        // What most people do is in reach, and what nobody does is rare.
        assert.ok(drawn[0] <= real[1] && drawn[4] >= real[3], `too alike: ${told}`);
        assert.ok(drawn[1] < real[2] && drawn[3] > real[2], `elsewhere: ${told}`);
        assert.ok(drawn[3] - drawn[1] < 2 * (real[3] - real[1]), `too free: ${told}`);
      }
    }
  },
});

Deno.test("builtinStages() ends with the set's digit, and every stage changes it", () => {
  for (const index of [0, 7, 1_999]) {
    const stages = builtinStages(1, index);
    assert.deepEqual(stages.map(({ name }) => name), ["mixed", "shaken", "ends", "bent", "inked"]);
    assert.deepEqual(stages[4].image, slice(SET, index, index + 1).images);
    assert.equal(new Set(stages.map(({ image }) => image.join())).size, 5);
  }
});
