import assert from "node:assert/strict";
import {
  behindText,
  benchTable,
  comparisons,
  type Measured,
  median,
  stepTable,
  trainingTable,
} from "../../../lib/cli/upkeep/bench_table.ts";

Deno.test("median() is the number in the middle, and of an even count the mean of the two", () => {
  assert.equal(median([5]), 5);
  assert.equal(median([10, 9, 1]), 9); // by size, not as text
  assert.equal(median([4, 1, 3, 100]), 3.5);
});

Deno.test("median() leaves its numbers in their order", () => {
  const values = [3, 1, 2];
  median(values);
  assert.deepEqual(values, [3, 1, 2]);
});

/** Measurements of two peers, one of which does not train. */
const MEASURED: Measured = {
  machine: "2 cores",
  cores: { alone: 50, together: [40, 30] },
  copy: 100,
  work: { cnn: { forward: 1e6, step: 2.5e6, parameters: 1_000, pixels: 784 } },
  versions: { Deno: "2.9.6", Slow: "1", Quick: "2" },
  absent: {},
  apart: [],
  threads: [1, 2],
  batches: [16, 128],
  losses: {},
  step: {
    "cnn, 128 digits, 1 thread": { "this library": 0.01, "Slow": 0.02 },
    "cnn, 16 digits, 1 thread": { "this library": 0.003, "Slow": 0.002 },
    "cnn, 128 digits, 2 threads": { "this library": 0.008 },
  },
  prediction: { "cnn, 1 thread": { "this library": 0.6, "Slow": 0.9, "Quick": 0.5 } },
  single: { "this library": { p50: 1e-4, p99: 2e-4 }, "Quick": { p50: 4e-5, p99: 4e-4 } },
  trainings: [{
    what: "to 98 %",
    seconds: { "this library": 2, "Slow": 4 },
    accuracy: { "this library": 0.981, "Slow": 0.979 },
  }],
  first: { "this library": 1, "Slow": 5 },
  memory: { "this library": 4e8, "Slow": 6e8 },
  installation: {},
  kernels: { speeds: [], limit: 50 },
  growth: { batch: [], channels: [], sides: [], workers: [] },
};

Deno.test("this library is compared with the best peer, in all that a peer was measured in", () => {
  const found = comparisons(MEASURED).map((
    { what, peer, ratio },
  ) => [what, peer, ratio.toFixed(2)]);
  assert.deepEqual(found, [
    ["a step of cnn, 16 digits, 1 thread", "Slow", "1.50"],
    ["a step of cnn, 128 digits, 1 thread", "Slow", "0.50"],
    ["prediction of 10,000 digits by cnn, 1 thread", "Quick", "1.20"],
    ["a single prediction, median", "Quick", "2.50"],
    ["a single prediction, 99th percentile", "Quick", "0.50"],
    ["training to 98 %", "Slow", "0.50"],
    ["the time to the first step", "Slow", "0.20"],
    ["peak memory", "Slow", "0.67"],
  ]);
});

const AIMS =
  "Aims, as shares of the best peer's time: 100 % for a step of 32 digits or more (80 % for " +
  "`mlp`), 70 % for predictions of 10,000 digits, 50 % for a single one. ";

Deno.test("where this library is behind is said first, the worst before the rest, with the limit", () => {
  assert.equal(
    behindText(MEASURED),
    "This library is behind the best peer in 3 of 8 measurements:\n\n" +
      "- a single prediction, median: 2.50 × Quick, 5.0 × the limit\n" +
      "- a step of cnn, 16 digits, 1 thread: 1.50 × Slow, 3.8 × the limit\n" +
      "- prediction of 10,000 digits by cnn, 1 thread: 1.20 × Quick, 3.0 × the limit\n\n" +
      `${AIMS}2 of 4 are met. The limit rules out none of the others.`,
  );
  const ahead = { ...MEASURED, step: {}, prediction: {}, single: {} };
  assert.match(behindText(ahead), /is ahead of the best peer in all 3 measurements/);
});

Deno.test("an aim below the limit is named, since no program of 128-bit SIMD could meet it", () => {
  const heavy = { cnn: { forward: 2e6, step: 2.5e6, parameters: 1_000, pixels: 784 } }; // 0.4 s of 0.5 s
  const text = behindText({ ...MEASURED, work: heavy });
  assert.ok(
    text.endsWith(
      `${AIMS}2 of 4 are met. The limit alone is above the aim, so that no program of ` +
        "128-bit SIMD could meet it, in 2 of the others: prediction of 10,000 digits by cnn, " +
        "1 thread; a single prediction, median.",
    ),
    text,
  );
});

Deno.test("the table of steps tells times, and ratios where there is a peer", () => {
  assert.deepEqual(stepTable(MEASURED).rows, [
    ["`cnn`", "1", "3.00 ms, 1.50 ×", "10.0 ms, 0.50 ×"],
    ["`cnn`", "2", "–", "8.00 ms"],
  ]);
});

Deno.test("the table of contenders has a dash where one was not measured", () => {
  const [own, , quick] = benchTable(MEASURED).rows;
  assert.deepEqual(own.slice(0, 4), ["this library", "10.0 ms", "8.00 ms", "0.60 s"]);
  assert.deepEqual(quick.slice(0, 4), ["Quick 2", "–", "–", "0.50 s"]);
  assert.deepEqual(quick.slice(5), ["0.040 ms (0.40 ms)", "–", "–", "–"]);
});

Deno.test("the table of trainings tells seconds and accuracy, and who the peer is", () => {
  assert.deepEqual(trainingTable(MEASURED).rows, [
    ["to 98 %", "2.0 s (98.10 %)", "Slow: 4.0 s (97.90 %)"],
  ]);
});
