/** The answers in numbers, computed once more by the reference's loops or by trying it out. */

import assert from "node:assert/strict";
import {
  type Digits,
  findDigits,
  gather,
  PIXELS,
  slice,
  splitValidation,
} from "../../lib/dataset/mod.ts";
import { exercises } from "../../lib/exercises/mod.ts";
import { luhnDigit } from "../../lib/pictures/mod.ts";
import { same } from "../../lib/exercises/compare.ts";
import {
  activate,
  activateGradient,
  adamState,
  adamStep,
  averagePool,
  averagePoolGradient,
  cnnBackward,
  cnnForward,
  convolution,
  convolutionGradient,
  convolutionMultiplyAdds,
  convolutionParameters,
  crossEntropy,
  crossEntropyGradient,
  dense,
  denseGradient,
  denseMultiplyAdds,
  denseParameters,
  finiteDifference,
  flatten,
  fromRows,
  initialCnnWeights,
  locallyConnectedParameters,
  maxPool,
  maxPoolGradient,
  outputSize,
  places,
  receptiveFields,
  relu,
  sgdStep,
  sigmoid,
  softmax,
  toRows,
  trueConvolution,
  type Volume,
  volume,
  zeros,
} from "../../lib/reference/mod.ts";

const TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
const x = fromRows([[1, 2, 0], [0, 1, 3], [2, 1, 1]]);
const w = volume([2, 2, 1, 1], [1, 0, -1, 2]);
const dy = fromRows([[1, 2], [0, -1]]);
const picture = fromRows([[1, 3, 2, 0], [4, 2, 1, 5], [0, 1, 6, 2], [2, 9, 3, 1]]);
const small = fromRows([[1, 3, 2], [5, 4, 0], [2, 8, 6]]);
const claims = [Math.log(1), Math.log(2), Math.log(5)];

/**
 * The answers to the exercises in numbers, computed; the letters are for the reader of this test to
 * judge.
 */
const COMPUTED: Record<string, () => unknown> = {
  "01-1": () => 16 + 60_000 * 28 * 28,
  "01-3": () => Math.max(...TEST_COUNTS) / TEST_COUNTS.reduce((a, b) => a + b),
  "01-4": () => { // as the figure of notebook 01 shows them
    const darkness = [44.2, 19.4, 37.9, 36.1, 31, 32.8, 35, 29.3, 38.3, 31.3];
    const gaps = darkness.map((mean) => Math.abs(mean - 40));
    return gaps.indexOf(Math.min(...gaps));
  },
  "01-6": () => 10_000 * 60_000 * 784 / 1e9,
  "01-8": () => 100 * Math.sqrt(0.988 * 0.012 / 5_000),
  "02-1": () => toRows(convolution(x, w)),
  "02-2": () => outputSize(28, 5, { stride: 2, padding: 2 }),
  "02-3": () => convolutionParameters({ size: 11, channels: 3, filters: 96 }),
  "02-4": () => [
    denseMultiplyAdds(32 * 32, 28 * 28),
    locallyConnectedParameters(28, 28, { size: 5 }) - 28 * 28,
    convolutionParameters({ size: 5 }) - 1,
  ],
  "02-7": () => {
    const conv = { size: 3 }, pool = { size: 2, stride: 2 };
    return receptiveFields([conv, pool, conv, pool, conv]).at(-1)!.size;
  },
  "02-8": () => toRows(volume([2, 2, 1], convolutionGradient(dy, x, w).kernel.data)),
  "02-9": () => {
    const picture = volume([2, 2, 2], [1, 4, 2, 1, 0, 2, 3, 0]); // both channels of each pixel
    const filter = volume([2, 2, 2, 1], [2, 1, -1, 2, 1, -1, 1, 3]);
    return convolution(picture, filter, { bias: volume([1], [-2]) }).data;
  },
  "02-10": () => {
    const { before, after } = places(28, 5, { stride: 2, padding: "same" });
    return [before, after];
  },
  "02-14": () => {
    const picture = volume([5, 5, 1], Array.from({ length: 25 }, (_, p) => p));
    const middle = volume([3, 3, 1, 1], [0, 0, 0, 0, 1, 0, 0, 0, 0]); // the weight 5 alone
    return convolution(picture, middle).data[4];
  },
  "02-15": () => {
    const layer = (picture: Volume) => {
      const kernel = volume([1, 3, 1, 1], [1, 3, -2]);
      return convolution(convolution(picture, kernel, { stride: 2 }), kernel, { stride: 2 });
    };
    const shifted = (by: number) =>
      volume([1, 80, 1], Array.from({ length: 80 }, (_, p) => [2, 5, 1, 7, 3][p - 30 - by] ?? 0));
    const moved = (map: Volume, by: number) => map.data.map((_, p) => map.data[p - by] ?? 0).join();
    return [1, 2, 3, 4, 5, 6, 7, 8].find((by) =>
      [0, 1, 2].some((step) => layer(shifted(by)).data.join() === moved(layer(shifted(0)), step))
    );
  },
  "03-1": () => [-2, -0.5, 0, 3].map(relu.f),
  "03-2": () => {
    const layers = (p: number, q: number) => {
      const hidden = dense(
        volume([2], [p, q]),
        volume([2, 2], [1, 3, 2, -1]),
        volume([2], [1, -1]),
      );
      return dense(hidden, volume([2, 1], [2, 1]), volume([1], [5])).data[0];
    };
    const c = layers(0, 0);
    return [layers(1, 0) - c, layers(0, 1) - c, c];
  },
  "03-3": () => activateGradient(volume([4], [5, -1, 2, 7]), volume([4], [-1, 2, 0, 3]), relu).data,
  "03-4": () => sigmoid.derivative(0) ** 10,
  "03-8": () => {
    const y = (p: number, q: number, c: number) => relu.f(p + q) - c * relu.f(p + q - 1);
    const isOr = (c: number) =>
      y(0, 0, c) === 0 && [y(1, 0, c), y(0, 1, c), y(1, 1, c)].join() === "1,1,1";
    return [0, 1, 2, 3].find(isOr);
  },
  "03-9": () => Math.SQRT1_2 ** 10,
  "03-11": () => { // the least rate after which no corner is above 0, in steps of 1/10,000
    const after = (rate: number) => {
      const [w, v, bias] = [0.3, 0.2, 0.1].map((value) => value - rate * 0.6);
      return Math.max(bias, w + bias, v + bias, w + v + bias);
    };
    return Array.from({ length: 10_000 }, (_, i) => i / 10_000).find((rate) => after(rate) <= 0);
  },
  "03-14": () => {
    const knots = [-3, -2, -1, 0, 1, 2, 3, 4];
    const f = (x: number) =>
      knots.reduce((sum, knot, k) => sum + (k % 2 ? -2 : 2) * relu.f(x - knot), 0);
    const slopes = Array.from({ length: 100 }, (_, i) => f(i / 10 - 4.95) - f(i / 10 - 5));
    return slopes.filter((slope, i) => i === 0 || Math.abs(slope - slopes[i - 1]) > 1e-9).length;
  },
  "04-1": () => toRows(maxPool(picture).y),
  "04-2": () => [outputSize(11, 2, { stride: 2 }), outputSize(11, 2, { stride: 2 }), 64],
  "04-3": () => {
    const { winners } = maxPool(picture);
    return toRows(maxPoolGradient(fromRows([[1, 2], [3, 4]]), winners, picture.shape));
  },
  "04-4": () => {
    const layer = { channels: 32, filters: 64 },
      large = outputSize(26, 3),
      small = outputSize(13, 3);
    return convolutionMultiplyAdds(large, large, layer) /
      convolutionMultiplyAdds(small, small, layer);
  },
  "04-5": () => {
    const pooled = (place: number) => {
      const row = volume([1, 8, 1], Array.from({ length: 8 }, (_, i) => i === place ? 1 : 0));
      return maxPool(row, { padding: "same" }).y.data.join();
    };
    return [0, 1, 2, 3, 4, 5, 6].filter((place) => pooled(place) === pooled(place + 1)).length;
  },
  "04-7": () => convolutionParameters({ size: 2, channels: 64, filters: 64 }),
  "04-8": () => {
    const out = outputSize(13, 3, { stride: 2 });
    const seen = Array(13).fill(0);
    for (let k = 0; k < out; k++) for (let i = 0; i < 3; i++) seen[2 * k + i]++;
    return [out, seen.filter((windows) => windows === 2).length];
  },
  "04-9": () => {
    const { y, winners } = maxPool(small, { stride: 1 });
    const dx = Array(9).fill(0); // the function with the bug
    [1, 2, 3, 4].forEach((g, output) => dx[winners[output]] = g);
    return [dx[7], maxPoolGradient(volume(y.shape, [1, 2, 3, 4]), winners, small.shape).data[7]];
  },
  "04-10": () => { // a pixel under several windows is one that several means depend on
    const ones = fromRows([[1, 1], [1, 1]]);
    const { data } = averagePoolGradient(ones, small, { stride: 1 });
    return data.filter((share) => share > 0.25).length;
  },
  "04-12": () => denseParameters(64, 10),
  "05-1": () => denseParameters(flatten(volume([5, 5, 64], Array(1600).fill(0))).shape[0], 10),
  "05-2": () => softmax(volume([3], claims)).data,
  "05-3": () => crossEntropy(volume([2], [Math.log(0.25), Math.log(0.75)]), 0),
  "05-4": () => crossEntropyGradient(volume([3], claims), 1).data,
  "05-10": () => {
    const u = volume([2], [3, -1]), h = activate(u, relu);
    const toUnits = denseGradient(volume([1], [0.5]), h, volume([2, 1], [2, -4])).x;
    const du = activateGradient(toUnits, u, relu);
    return toRows(
      volume([2, 2, 1], denseGradient(du, volume([2], [1, 2]), zeros([2, 2])).weights.data),
    );
  },
  "05-13": () => {
    const sizes = { side: 12, filters: [2, 3], classes: 4 } as const;
    const weights = initialCnnWeights(() => 0.5, sizes); // the middle of every range is 0
    assert(
      weights.kernel1.data.every((w) => w === 0) && weights.weights3.data.every((w) => w === 0),
    );
    const picture = volume([12, 12, 1], Array.from({ length: 144 }, (_, p) => p / 144));
    const { image: _, ...learned } = cnnBackward(cnnForward(picture, weights), 1, weights);
    const all: Volume[] = Object.values(learned);
    return all.filter(({ data }) => data.some((slope) => slope !== 0)).length;
  },
  "05-14": () => {
    const x = Float64Array.of(2);
    return 0.01 * finiteDifference(() => relu.f(-1 * x[0] + 5) ** 2, x, 0);
  },
  "06-1": () => {
    let steps = 0;
    for (let start = 0; start + 128 <= 60_000 - 5_000; start += 128) steps++;
    return steps;
  },
  "06-2": () => {
    const weight = Float64Array.of(1);
    adamStep(weight, Float64Array.of(1000), adamState(1));
    return weight[0];
  },
  "06-3": () => {
    const nearer = (rate: number) => {
      const weight = Float64Array.of(1);
      sgdStep(weight, weight.map((w) => 4 * w), rate);
      return Math.abs(weight[0]) < 1;
    };
    const rates = Array.from({ length: 200 }, (_, i) => (i + 1) / 100);
    return rates.find((rate) => !nearer(rate));
  },
  "06-4": () => {
    const losses = [0.62, 0.48, 0.41, 0.43, 0.39, 0.4, 0.42, 0.38, 0.44, 0.47];
    for (let ended = 3; ended <= 10; ended++) {
      const kept = losses.indexOf(Math.min(...losses.slice(0, ended))) + 1;
      if (ended - kept === 2) return [ended, kept];
    }
  },
  "06-7": () => {
    let digits = 32;
    while (3.45 * Math.sqrt(32 / digits) > 1) digits++;
    return digits;
  },
  "06-10": () => {
    const rates = [0.001, 0.005, 0.01, 0.018, 0.0199, 0.021];
    const losses = rates.map((rate) => {
      const weights = Float64Array.of(-9, 1.5);
      for (let step = 0; step < 40; step++) {
        sgdStep(weights, Float64Array.of(weights[0], 100 * weights[1]), rate);
      }
      return (weights[0] ** 2 + 100 * weights[1] ** 2) / 2;
    });
    return rates[losses.indexOf(Math.min(...losses))];
  },
  "06-11": () => {
    const rests = (rate: number) => {
      let weight = 1, remembered = 0;
      for (let step = 0; step < 2_000; step++) {
        remembered = 0.9 * remembered + 100 * weight;
        weight -= rate * remembered;
      }
      return Math.abs(weight) < 1e-3;
    };
    let [low, high] = [0.01, 0.1];
    for (let i = 0; i < 30; i++) {
      const middle = (low + high) / 2;
      if (rests(middle)) low = middle;
      else high = middle;
    }
    return low;
  },
  "07-1": () => {
    const counts = [[8, 2, 0], [1, 6, 3], [0, 4, 6]];
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b);
    return [counts[1][1] / sum(counts[1]), counts[1][1] / sum(counts.map((row) => row[1]))];
  },
  "07-2": () => Math.sqrt(0.991 * (1 - 0.991) / 10_000),
  "07-4": () => (54 - 30) / Math.sqrt(54 + 30),
  "07-5": () =>
    [[60, 0.9, 51], [30, 0.7, 24], [10, 0.5, 4]].reduce(
      (sum, [count, confidence, right]) => sum + Math.abs(count * confidence - right) / 100,
      0,
    ),
  "08-1": () => luhnDigit("6496397"),
  "08-2": () => Array<number>(16).fill(0.99).reduce((product, p) => product * p),
  "08-5": () => 1 - 0.5 / 20,
  "08-9": () => 3.2 / 25,
  "09-1": () => Math.ceil(50_000 * 4 / 8),
  "09-2": () => 1e12 / 4.6 / 2e6,
  "09-5": () => (4 * 4 * convolutionMultiplyAdds(1, 1)) / (6 * 6),
  "09-7": () => {
    const plain = convolutionMultiplyAdds(1, 1, { channels: 64, filters: 128 });
    const windows = 64 * convolutionMultiplyAdds(1, 1);
    return plain /
      (windows + convolutionMultiplyAdds(1, 1, { size: 1, channels: 64, filters: 128 }));
  },
  "09-8": () => Math.min(50, 10 * 2),
  "09-10": () => {
    const b = -Math.log(0.01 / 0.04) / Math.log(16_000 / 1_000);
    return 1_000 * (0.04 / 0.005) ** (1 / b);
  },
};

/** Answers that come out of an experiment with MNIST; see the end of this file. */
const MEASURED = ["01-10", "02-11"];

for (const { id, answer, tolerance } of exercises) {
  if (typeof answer === "function" || typeof answer === "string") continue;
  if (MEASURED.includes(id)) continue;
  Deno.test(`the answer to ${id} is what it comes to`, () => {
    const computed = COMPUTED[id]();
    assert(same(answer, computed, tolerance), `${answer}, but it comes to ${computed}`);
  });
}

/** Wrong answers that are right answers to another question. */
const MISTAKEN: [id: string, () => unknown][] = [
  ["02-1", () => toRows(trueConvolution(x, w))],
  ["02-3", () => 55 * 55 * convolutionParameters({ size: 11, channels: 3, filters: 96 })],
  ["02-4", () => [
    denseParameters(1_024, 784),
    locallyConnectedParameters(28, 28, { size: 5 }),
    convolutionParameters({ size: 5 }),
  ]],
  ["02-1", () => toRows(convolution(x, volume([2, 2, 1, 1], [1, -1, 0, 2])))],
  ["02-1", () => toRows(convolution(x, volume([2, 2, 1, 1], [1, 0, 1, 2])))],
  ["02-8", () => toRows(trueConvolution(x, volume([2, 2, 1, 1], dy.data)))],
  ["04-1", () => toRows(averagePool(picture))],
  ["04-1", () => toRows(maxPool(picture, { stride: 1 }).y)],
  ["04-3", () => toRows(averagePoolGradient(fromRows([[1, 2], [3, 4]]), picture))],
  ["04-4", () => 24 / 11],
  ["04-4", () => (24 / 10) ** 2],
  ["04-8", () => [outputSize(13, 3), 13 - 4]],
  ["04-12", () => denseParameters(1_600, 10)],
  ["05-3", () => -Math.log2(0.25)],
  ["05-2", () => softmax(volume([3], claims.map((z) => -z))).data],
];

for (const [id, compute] of MISTAKEN) {
  Deno.test(`a wrong answer to ${id} is the right one to another question: ${compute}`, () => {
    const { mistakes, tolerance } = exercises.find((exercise) => exercise.id === id)!;
    assert(mistakes.some(({ answer }) => same(answer, compute(), tolerance)), `${compute()}`);
  });
}

const mnist = Deno.env.get("MNIST_DIR");

Deno.test({
  name: "the answer to 01-10 is what 500 neighbours reach, and its mistakes are other experiments",
  ignore: !mnist,
  async fn() {
    const source = await findDigits({ data: mnist });
    const { training, validation } = splitValidation(await source.loadTraining());
    const [kept, last] = [slice(training, 0, 500), slice(training, 54_500)];
    const few = slice(validation, 0, 500), earlier = slice(training, 50_000);
    const { answer, mistakes } = exercises.find(({ id }) => id === "01-10")!;
    assert.equal(neighbourAccuracy(kept, validation), answer);
    const others = [[last, validation], [kept, few], [kept, earlier], [kept, kept]]
      .map(([examples, judged]) => neighbourAccuracy(examples, judged));
    for (const other of others) {
      assert(mistakes.some(({ answer }) => answer === other), `${other} has no hint`);
    }
  },
});

Deno.test({
  name: "the answer to 02-11 is the rate that ends with the smallest loss",
  ignore: !mnist,
  async fn() {
    const source = await findDigits({ data: mnist });
    const { images } = gather(await source.loadTraining(), [...Array(20).keys()]);
    const lessons = Array.from(
      { length: 20 },
      (_, n) => volume([28, 28, 1], images.subarray(784 * n, 784 * (n + 1))),
    );
    const secret = volume([3, 3, 1, 1], [-2, -1, 0, -1, 1, 1, 0, 1, 2]);
    const { answer, mistakes } = exercises.find(({ id }) => id === "02-11")!;
    const rates = [answer, ...mistakes.map((mistake) => mistake.answer)] as number[];
    const losses = rates.map((rate) => lossAfter(51, lessons, secret, rate));
    assert.equal(losses.indexOf(Math.min(...losses)), 0, `${rates}: ${losses}`);
  },
});

/** The loss of the last of some steps that learn a kernel from nothing. */
function lossAfter(steps: number, lessons: Volume[], secret: Volume, rate: number): number {
  const kernel = zeros(secret.shape), numbers = lessons.length * 26 * 26;
  let loss = 0;
  for (let step = 0; step < steps; step++) {
    const gradient = zeros(kernel.shape);
    loss = 0;
    for (const x of lessons) {
      const aim = convolution(x, secret), y = convolution(x, kernel);
      const error = y.data.map((value, p) => value - aim.data[p]);
      loss += error.reduce((sum, e) => sum + e * e, 0) / (2 * numbers);
      const dy = volume(y.shape, error.map((e) => e / numbers));
      convolutionGradient(dy, x, kernel).kernel.data.forEach((g, i) => gradient.data[i] += g);
    }
    sgdStep(kernel.data, gradient.data, rate);
  }
  return loss;
}

/** The accuracy of the nearest neighbour. */
function neighbourAccuracy(kept: Digits, judged: Digits): number {
  let right = 0;
  for (let n = 0; n < judged.labels.length; n++) {
    let nearest = Infinity, answer = -1;
    for (let other = 0; other < kept.labels.length; other++) {
      let sum = 0;
      for (let p = 0; p < PIXELS && sum < nearest; p++) {
        sum += (judged.images[n * PIXELS + p] - kept.images[other * PIXELS + p]) ** 2;
      }
      if (sum < nearest) [nearest, answer] = [sum, kept.labels[other]];
    }
    if (answer === judged.labels[n]) right++;
  }
  return right / judged.labels.length;
}

Deno.test({
  name: "the counts of 01-3 are those of MNIST's test labels",
  ignore: !mnist,
  async fn() {
    const file = await Deno.open(`${mnist}/t10k-labels-idx1-ubyte.gz`);
    const unpacked = file.readable.pipeThrough(new DecompressionStream("gzip"));
    const labels = (await new Response(unpacked).bytes()).subarray(8);
    const counts = Array(10).fill(0);
    for (const label of labels) counts[label]++;
    assert.deepEqual(counts, TEST_COUNTS);
    const { question } = exercises.find(({ id }) => id === "01-3")!;
    assert(question.includes(counts.join(", ")));
  },
});
