/** Computations of figures on their data, before they draw it. */

import assert from "node:assert/strict";
import {
  barChart,
  calibration,
  classCounts,
  computationGraph,
  confusionMatrix,
  digitGrid,
  embeddingScatter,
  featureMaps,
  filters,
  histogram,
  learningCurves,
  lineChart,
  mistakes,
  numberGrid,
  probabilityBars,
  roofline,
  saliency,
} from "../../lib/figures/mod.ts";
import { IMAGES, RING } from "./examples.ts";

Deno.test("calibration() finds the error that one finds by hand", () => {
  // Two answers at 0.9, one right: off by 0.4. One at 0.6, right: off by 0.4 as well.
  const { description } = calibration([0.9, 0.1, 0.1, 0.9, 0.6, 0.4], [0, 0, 0]);
  assert.match(description, /error 40\.00 %/);
});

Deno.test("calibration() of a network that is always sure and right has no error", () => {
  assert.match(calibration([1, 0, 0, 1], [0, 1]).description, /error 0\.00 %/);
});

Deno.test("mistakes() shows the misclassified digits, the surest first", () => {
  const images = new Uint8Array(4 * 784), labels = [0, 1, 0, 1];
  const { svg, description } = mistakes(
    { images, labels },
    [0.9, 0.1, 0.6, 0.4, 0.2, 0.8, 0.1, 0.9], // right, wrong, wrong and surer, right
  );
  assert.match(description, /2 of 4 .* a 0 taken for a 1/);
  assert.ok(svg.indexOf("said 1: 80 %") < svg.indexOf("said 0: 60 %"));
  assert.ok(svg.indexOf("said 1: 80 %") > 0);
});

Deno.test("confusionMatrix() sums up what is right and names the worst mistake", () => {
  const { description } = confusionMatrix([[8, 0, 2], [1, 9, 0], [0, 0, 10]]);
  assert.match(description, /27 of 30 right \(90\.00 %\); most often 0 was called 2, 2 times/);
  assert.match(confusionMatrix([[1, 0], [0, 1]]).description, /nothing was mistaken/);
});

Deno.test("classCounts() counts each class, also one without digits", () => {
  assert.match(
    classCounts([2, 0, 2], { classes: ["0", "1", "2", "3"] }).description,
    /0: 1, 1: 0, 2: 2, 3: 0/,
  );
});

Deno.test("classCounts() writes the numbers of short columns above them", () => {
  const labels = [...Array<number>(1000).fill(0), ...Array<number>(30).fill(1)];
  const { svg } = classCounts(labels, { classes: ["0", "1", "2"] });
  const places = Object.fromEntries(
    Array.from(
      svg.matchAll(/transform="translate\(([\d.]+),([\d.]+)\)"[^>]*>([\d,]+)</g),
      ([, , y, text]) => [text, Number(y)],
    ),
  );
  assert.ok(places["30"] < places["1,000"], "above its column, and not at the foot");
});

/** The widths of a drawing's rectangles, without the card. */
function widths(svg: string): number[] {
  return Array.from(svg.matchAll(/<rect [^>]*?width="([\d.]+)"/g), ([, w]) => Number(w)).slice(1);
}

Deno.test("barChart() draws nothing for 0, and from the axis's beginning where it has one", () => {
  assert.deepEqual(widths(barChart([{ label: "a", value: 0 }, { label: "b", value: 0 }]).svg), [
    0,
    0,
  ]);
  const bars = [{ label: "a", value: 0.92 }, { label: "b", value: 0.98 }];
  const axis = { label: "accuracy", percent: true, domain: [0.9, 1] as const };
  const [a, b] = widths(barChart(bars, { axis }).svg);
  assert.ok(Math.abs(b / a - 4) < 0.01, `${a}, ${b}: 8 points are four times 2`);
  assert.ok(b > 400, `${b}: 8 points of 10 fill most of the width`);
  assert.ok(widths(barChart([{ label: "x".repeat(200), value: 1 }]).svg)[0] > 100, "room is made");
});

Deno.test("barChart() gives a number the decimals of the largest, but 0 and whole numbers none", () => {
  const texts = (...values: number[]) =>
    barChart(values.map((value) => ({ label: "", value }))).description.match(/\d[\d.,]*(?=,|$)/g);
  assert.deepEqual(texts(44.2, 31, 0), ["44.2", "31.0", "0"]);
  assert.deepEqual(texts(0.5, 0.125, 0.05), ["0.500", "0.125", "0.050"]);
  assert.deepEqual(texts(1_234, 5), ["1,234", "5"]);
});

Deno.test("histogram() counts numbers at the edges of bins, equal ones and none", () => {
  const heights = (values: number[], domain?: [number, number]) =>
    Array.from(
      histogram(values, { bins: 10, x: { label: "x", domain } })
        .svg.matchAll(/<rect [^>]*height="([\d.]+)"/g),
      ([, height]) => Number(height),
    ).slice(1);
  const tenths = Array.from({ length: 10 }, (_, i) => i / 10);
  assert.equal(new Set(heights(tenths, [0, 1])).size, 1, "one in each bin");
  assert.match(histogram([3, 3]).description, /from 1\.5 to 4\.5/);
  assert.match(histogram([]).description, /0 numbers from −1 to 1/);
  const { svg, description } = histogram([1, NaN, 2, Infinity]);
  assert.match(svg, />2 values that are not finite are left out\.</);
  assert.match(description, /from 1 to 2/);
});

Deno.test("histogram() counts what lies beyond the axis at its ends", () => {
  // Bars from 0: the one with three numbers is three times as high as the one with one.
  const { svg } = histogram([-5, 0.1, 0.2, 9], { bins: 2, x: { label: "x", domain: [0, 2] } });
  const heights = Array.from(
    svg.matchAll(/<rect [^>]*height="([\d.]+)"/g),
    ([, height]) => Number(height),
  ).slice(1); // the card comes first
  assert.equal(heights.length, 2);
  assert.ok(Math.abs(heights[0] / heights[1] - 3) < 0.01, `${heights}`);
});

Deno.test("learningCurves() leaves room for the epochs to come", () => {
  const epochs = [{ epoch: 1, loss: 1, accuracy: 0.5 }];
  assert.ok(learningCurves({ epochs }, { epochs: 4 }).svg.includes(">4<"));
  assert.ok(!learningCurves({ epochs }).svg.includes(">4<"));
});

Deno.test("learningCurves() has room for epochs that do not begin at 1, and around one height", () => {
  const epochs = [5, 6, 7].map((epoch) => ({ epoch, loss: 1, accuracy: 0.9441 }));
  const { svg } = learningCurves({ epochs });
  assert.ok(svg.includes(">7<"));
  assert.ok(svg.includes(">94.4<") && !svg.includes("94.410000"), "ticks that can be read");
});

Deno.test("learningCurves() draws no dot above the largest loss that is shown", () => {
  const epochs = [{ epoch: 1, loss: 5, accuracy: 0.5 }, { epoch: 2, loss: 1, accuracy: 0.6 }];
  const dots = (maxLoss?: number) =>
    // squares, in two panels
    learningCurves({ epochs }, { maxLoss }).svg.match(/<path d="M-2\.\d+,-2\.\d+h/g)!.length;
  assert.equal(dots(), 4);
  assert.equal(dots(2), 3);
});

Deno.test("learningCurves() explains validation only where there is one", () => {
  const epochs = [{ epoch: 1, loss: 1, accuracy: 0.5 }];
  assert.ok(!learningCurves({ epochs }).svg.includes("validation"));
});

Deno.test("featureMaps() says beside its colours what the numbers are", () => {
  assert.match(featureMaps([1, -2], [1, 2, 1]).svg, />activation</);
  assert.match(featureMaps([1, -2], [1, 2, 1], { label: "gradient" }).svg, />gradient</);
});

Deno.test("featureMaps() says how many maps are silent", () => {
  assert.match(featureMaps([1, 0, 0, 2, 0, 0], [1, 2, 3]).description, /3 maps.*, 2 of them zero/);
});

Deno.test("featureMaps() and saliency() take as many numbers as there are", () => {
  assert.match(featureMaps(new Float32Array(64 ** 3), [64, 64, 64]).description, /64 maps/);
  const digit = RING, maps = Array.from({ length: 200 }, () => ({ digit, map: RING }));
  assert.match(saliency(maps).description, /200 digits/);
});

Deno.test("confusionMatrix() makes room for the names of classes", () => {
  const classes = ["T-shirt/top", "ankle boot"];
  const width = (svg: string) => Number(svg.match(/width="(\d+)"/)![1]);
  const named = width(confusionMatrix([[1, 0], [0, 1]], { classes }).svg);
  assert.ok(named >= 2 * 11 * 7, `${named}`);
});

Deno.test("digitGrid() shows no more pictures than there are", () => {
  assert.match(digitGrid({ images: IMAGES }).description, /2 pictures/);
  assert.match(digitGrid({ images: IMAGES }, { count: 1 }).description, /1 picture of/);
});

Deno.test("figures refuse data of the wrong length with a sentence", () => {
  const cases: [() => unknown, RegExp][] = [
    [() => digitGrid({ images: [1, 2, 3] }), /3 pixels are not whole pictures of 28 × 28/],
    [() => digitGrid({ images: [] }), /0 pixels/],
    [() => numberGrid([1, 2, 3], { width: 2 }), /3 numbers do not make whole rows of 2/],
    [() => filters([1, 2], [3, 3, 1, 1]), /2 weights are not \[3,3,1,1\]/],
    [() => filters([1], [1, 1, 1, 1], { channel: 1 }), /no input channel 1 among 1/],
    [() => featureMaps([1], [2, 2, 1]), /1 numbers are not \[2,2,1\]/],
    [
      () => mistakes({ images: IMAGES, labels: [0, 1] }, [1, 2, 3]),
      /3 probabilities: .* for 2 digits/,
    ],
    [
      () => calibration([1, 2, 3], [0, 1]),
      /3 probabilities: they do not make whole rows for 2 digits/,
    ],
    [() => calibration([NaN, NaN, 0.2, 0.8], [0, 1]), /digit 0: they are NaN\. Did training/],
    [() => mistakes({ images: IMAGES, labels: [0, 1] }, [0, 1, NaN, 0]), /digit 1: they are NaN/],
    [() => probabilityBars([NaN, 0.5]), /they are NaN/],
    [() => probabilityBars([]), /0 probabilities/],
    [() => classCounts([11]), /label 11: the classes are 0 to 9/],
    [() => saliency([]), /Cannot draw pictures: there are none/],
    [() => digitGrid({ images: IMAGES }, { count: 0 }), /there are none/],
    [() => embeddingScatter([1, 2, 3], [0]), /3 numbers for 1 digits/],
  ];
  for (const [draw, message] of cases) assert.throws(draw, { name: "RangeError", message });
});

Deno.test("a heading that is a question needs no colon after it", () => {
  const { description } = digitGrid({ images: IMAGES }, { title: "Whose digits?" });
  assert.match(description, /^Whose digits\? 2 pictures/);
});

Deno.test("lineChart() names a limit on the side where the lines are farther away", () => {
  const axes = { x: { label: "x" }, y: { label: "y" }, limit: { value: 1, label: "limit" } };
  const anchorOf = (...heights: number[]) =>
    lineChart({ points: heights.map((y, x) => ({ x, y })) }, axes)
      .svg.match(/text-anchor="(\w+)"[^>]*>(?:<[^>]*>)?limit</)?.[1];
  assert.deepEqual([anchorOf(1, 9), anchorOf(9, 1)], ["end", "start"]);
});

Deno.test("lineChart() writes all heights alike, with exponents if one of them is tiny", () => {
  const points = [{ x: 0, y: 1 }, { x: 1, y: 1e-7 }];
  const { svg } = lineChart({ points }, { x: { label: "x" }, y: { label: "y", log: true } });
  assert.match(svg, />1e−6</);
  assert.match(svg, />1e0</);
  assert.doesNotMatch(svg, />0\.0/);
});

Deno.test("lineChart() describes rounding errors as 0", () => {
  const points = [{ x: 0, y: 1 }, { x: 1, y: -4.44e-16 }];
  const { description } = lineChart({ points }, { x: { label: "x" }, y: { label: "y" } });
  assert.match(description, /to 0 at 1$/);
});

Deno.test("classCounts() counts the last class, and refuses a label behind it", () => {
  assert.match(
    classCounts([3, 3, 0], { classes: [..."abcd"] }).description,
    /a: 1, b: 0, c: 0, d: 2/,
  );
  assert.throws(() => classCounts([4], { classes: [..."abcd"] }), RangeError);
});

Deno.test("of equal probabilities the first class is the answer", () => {
  const { description } = mistakes({ images: IMAGES, labels: [1, 0] }, [0.5, 0.5, 0.5, 0.5]);
  assert.match(description, /1 of 2 .* a 1 taken for a 0/);
});

Deno.test("computationGraph() refuses a value that comes before what it is computed from", () => {
  const a = { name: "a", value: 2 },
    double = (input: number) => ({ name: "a + a", value: 4, inputs: [input, input] });
  assert.match(computationGraph([a, double(0)]).description, /a = 2; a \+ a = 4/);
  for (const input of [1, 2, -1]) {
    assert.throws(() => computationGraph([a, double(input)]), RangeError);
  }
});

Deno.test("roofline() says where memory stops being the limit, and refuses what has no logarithm", () => {
  const roof = { name: "one core", gflops: 50, gigabytes: 10 };
  const { svg, description } = roofline([roof], [{ name: "conv", intensity: 60, gflops: 30 }]);
  assert.match(description, /one core 50 GFLOPS from 5 operations per byte, 10 GB\/s below/);
  assert.match(description, /conv 30 GFLOPS at 60/);
  assert.match(svg, />one core, 50 GFLOPS</);
  assert.throws(() => roofline([], []), RangeError);
  assert.throws(() => roofline([{ ...roof, gflops: 0 }], []), RangeError);
  assert.throws(() => roofline([roof], [{ name: "idle", intensity: 1, gflops: 0 }]), RangeError);
});
