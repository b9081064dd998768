/** The answers in numbers, computed once more by the reference's loops or by trying it out. */

import assert from "node:assert/strict";
import { exercises } from "../../lib/exercises/mod.ts";
import { same } from "../../lib/exercises/compare.ts";
import {
  activateGradient,
  adamState,
  adamStep,
  averagePool,
  convolution,
  convolutionGradient,
  convolutionMultiplyAdds,
  convolutionParameters,
  crossEntropy,
  crossEntropyGradient,
  dense,
  denseMultiplyAdds,
  denseParameters,
  flatten,
  fromRows,
  locallyConnectedParameters,
  maxPool,
  maxPoolGradient,
  outputSize,
  receptiveFields,
  relu,
  sgdStep,
  sigmoid,
  softmax,
  toRows,
  trueConvolution,
  volume,
} from "../../lib/reference/mod.ts";

const TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
const x = fromRows([[1, 2, 0], [0, 1, 3], [2, 1, 1]]);
const w = volume([2, 2, 1, 1], [1, 0, -1, 2]);
const dy = fromRows([[1, 2], [0, -1]]);
const picture = fromRows([[1, 3, 2, 0], [4, 2, 1, 5], [0, 1, 6, 2], [2, 9, 3, 1]]);
const claims = [Math.log(1), Math.log(2), Math.log(5)];

/** What each exercise in numbers comes to; the letters are for the reader of this test to judge. */
const COMPUTED: Record<string, () => unknown> = {
  "01-1": () => 16 + 60_000 * 28 * 28,
  "01-3": () => Math.max(...TEST_COUNTS) / TEST_COUNTS.reduce((a, b) => a + b),
  "01-4": () => denseParameters(784, 10),
  "01-6": () => 10_000 * 60_000 * 784 / 1e9,
  "02-1": () => toRows(convolution(x, w)),
  "02-2": () => outputSize(28, 5, { stride: 2, padding: 2 }),
  "02-3": () => convolutionParameters({ channels: 32, filters: 64 }),
  "02-4": () => [
    denseMultiplyAdds(28 * 28, 26 * 26),
    locallyConnectedParameters(26, 26) - 26 * 26,
    convolutionParameters() - 1,
  ],
  "02-7": () => {
    const conv = { size: 3 }, pool = { size: 2, stride: 2 };
    return receptiveFields([conv, pool, conv, pool, conv]).at(-1)!.size;
  },
  "02-8": () => toRows(volume([2, 2, 1], convolutionGradient(dy, x, w).kernel.data)),
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
  "05-1": () => denseParameters(flatten(volume([5, 5, 64], Array(1600).fill(0))).shape[0], 10),
  "05-2": () => softmax(volume([3], claims)).data,
  "05-3": () => crossEntropy(volume([2], [Math.log(0.25), Math.log(0.75)]), 0),
  "05-4": () => crossEntropyGradient(volume([3], claims), 1).data,
  "06-1": () => {
    let steps = 0;
    for (let start = 0; start < 60_000 - 5_000; start += 128) steps++;
    return steps;
  },
  "06-2": () => {
    const weight = Float64Array.of(2);
    sgdStep(weight, weight.map((w) => 2 * (w - 5)), 0.1);
    return weight[0];
  },
  "06-3": () => {
    const weight = Float64Array.of(1);
    adamStep(weight, Float64Array.of(1000), adamState(1));
    return weight[0];
  },
  "06-4": () => {
    const nearer = (rate: number) => {
      const weight = Float64Array.of(1);
      sgdStep(weight, weight.map((w) => 4 * w), rate);
      return Math.abs(weight[0]) < 1;
    };
    const rates = Array.from({ length: 200 }, (_, i) => (i + 1) / 100);
    return rates.find((rate) => !nearer(rate));
  },
  "06-6": () => Math.sqrt(0.991 * (1 - 0.991) / 10_000),
};

for (const { id, answer, tolerance } of exercises) {
  if (typeof answer === "function" || typeof answer === "string") continue;
  Deno.test(`the answer to ${id} is what it comes to`, () => {
    const computed = COMPUTED[id]();
    assert(same(answer, computed, tolerance), `${answer}, but it comes to ${computed}`);
  });
}

/** Wrong answers that are right answers to another question. */
const MISTAKEN: [id: string, () => unknown][] = [
  ["02-1", () => toRows(trueConvolution(x, w))],
  ["02-3", () => 11 * 11 * convolutionParameters({ channels: 32, filters: 64 })],
  ["02-4", () => [denseParameters(784, 676), locallyConnectedParameters(26, 26), 10]],
  ["02-8", () => toRows(trueConvolution(x, volume([2, 2, 1, 1], dy.data)))],
  ["04-1", () => toRows(averagePool(picture))],
  ["04-1", () => toRows(maxPool(picture, { stride: 1 }).y)],
  ["04-4", () => 24 / 11],
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
