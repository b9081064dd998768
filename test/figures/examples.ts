/** One small example of every figure, for the picture tests. */

import * as figures from "../../lib/figures/mod.ts";
import { normal, random } from "../../lib/random.ts";

/** `[2 × 784]` a thick ring and a slanted bar, anti-aliased: near enough to a 0 and a 1. */
export const IMAGES = Uint8Array.from({ length: 2 * 784 }, (_, p) => {
  const x = p % 28 - 13.5, y = Math.floor(p % 784 / 28) - 13.5;
  const outside = p < 784
    ? Math.abs(Math.hypot(x * 1.3, y) - 8.5) - 1.5
    : Math.max(Math.abs(x + 0.3 * y) - 1.5, Math.abs(y) - 9.5);
  return Math.round(255 * Math.min(Math.max(0.5 - outside, 0), 1));
});

/** `[784]` the ring. */
export const RING = IMAGES.subarray(0, 784);

/** `[784]` the bar. */
export const BAR = IMAGES.subarray(784);

const EPOCHS = [1, 2, 3].map((epoch) => ({
  epoch,
  loss: 0.4 / epoch,
  accuracy: 1 - 0.12 / epoch,
  validationLoss: 0.2 / epoch,
  validationAccuracy: 1 - 0.06 / epoch,
}));

const LAYERS = [
  {
    name: "conv1",
    kind: "Conv2D",
    outputShape: [26, 26, 32],
    parameters: 320,
    multiplyAdds: 194_688,
  },
  {
    name: "pool1",
    kind: "MaxPooling2D",
    outputShape: [13, 13, 32],
    parameters: 0,
    multiplyAdds: 0,
  },
  { name: "flatten", kind: "Flatten", outputShape: [5408], parameters: 0, multiplyAdds: 0 },
  { name: "dropout", kind: "Dropout", outputShape: [5408], parameters: 0, multiplyAdds: 0 },
  { name: "output", kind: "Dense", outputShape: [10], parameters: 54_090, multiplyAdds: 54_080 },
];

const INPUT = [[0, 1, 2, 0], [1, 3, 4, 1], [2, 4, 5, 0], [0, 1, 2, 1]];
const KERNEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]];

/**
 * Draws every example.
 *
 * @returns the figures by name; the name is that of the expected file
 */
export function examples(): Record<string, figures.Figure> {
  const next = random(1);
  const normals = (length: number) => Float32Array.from({ length }, () => normal(next));
  const cross = Array.from(RING, (value, p) => (p % 28 === 13 ? value : value / 4) / 255);
  return {
    activation_functions: figures.activationFunctions([
      { name: "ReLU", f: (x) => Math.max(0, x), derivative: (x) => x > 0 ? 1 : 0 },
      { name: "square", f: (x) => x * x, derivative: (x) => 2 * x },
    ], { title: "Two functions" }),
    bar_chart: figures.barChart([
      { label: "chance", value: 0.1 },
      { label: "CNN", value: 0.99, low: 0.985, high: 0.995, marked: true },
    ], {
      axis: { label: "accuracy (%)", percent: true, domain: [0, 1] },
      limit: { value: 0.95, label: "good" },
    }),
    boxed_picture: figures.boxedPicture({
      width: 28,
      height: 28,
      data: Uint8Array.from({ length: 4 * 784 }, (_, i) => i % 4 === 3 ? 255 : 255 - RING[i >> 2]),
    }, [
      { x: 7, y: 5, width: 14, height: 18, text: "0" },
      { x: 1, y: 1, width: 4, height: 4, text: "?", marked: true },
    ], { title: "What was found", width: 112 }),
    calibration: figures.calibration([0.9, 0.1, 0.8, 0.2, 0.35, 0.65], [0, 1, 1], {
      title: "Calibration",
    }),
    class_counts: figures.classCounts([0, 0, 1, 2], { classes: ["0", "1", "2"] }),
    computation_graph: figures.computationGraph([
      { name: "w", value: -1, gradient: 12 },
      { name: "x", value: 2, gradient: -6 },
      { name: "w · x", value: -2, gradient: 6, inputs: [0, 1] },
      { name: "b", value: 5, gradient: 6 },
      { name: "+", value: 3, gradient: 6, inputs: [2, 3] },
      { name: "h", value: 3, gradient: 6, inputs: [4] },
      { name: "L = h · h", value: 9, gradient: 1, inputs: [5, 5] },
    ], { title: "Forward and backward" }),
    confusion_matrix: figures.confusionMatrix([[90, 3], [0, 85]], { title: "Two classes" }),
    connections: figures.connections({ title: "Three ways", inputs: 5 }),
    convolution_step: figures.convolutionStep({
      input: INPUT,
      kernel: KERNEL,
      output: [[-7, 9], [-7, 10]],
      at: [0, 1],
    }, { title: "One number" }),
    convolution_step_padded: figures.convolutionStep({
      input: [[0, 0, 0, 0, 0], [0, 1, 2, 3, 0], [0, 4, 5, 6, 0], [0, 7, 8, 9, 0], [0, 0, 0, 0, 0]],
      kernel: KERNEL,
      output: [[-9, 9], [-21, 21]],
      stride: 2,
      padding: 1,
    }, { title: "Stride and padding" }),
    digit_grid: figures.digitGrid({ images: IMAGES, labels: [0, 1] }, { title: "Two digits" }),
    embedding_scatter: figures.embeddingScatter(
      normals(24),
      Array.from({ length: 12 }, (_, i) => i % 4),
    ),
    feature_maps: figures.featureMaps(normals(6 * 6 * 3), [6, 6, 3], { title: "Three maps" }),
    feature_maps_relu: figures.featureMaps(
      normals(6 * 6 * 3).map((v) => Math.max(v, 0)),
      [6, 6, 3],
      {
        ownScale: true,
      },
    ),
    filters: figures.filters(normals(3 * 3 * 2 * 4), [3, 3, 2, 4], { channel: 1 }),
    histogram: figures.histogram([0, 1, 1, 2, 2, 2, 3], { bins: 4, x: { label: "value (units)" } }),
    histogram_two: figures.histogram([
      { name: "before", values: [0, 1, 1, 2] },
      { name: "after", values: [1, 2, 3, 9] },
    ], { bins: 4, x: { label: "value", domain: [0, 4] } }),
    kernel_gallery: figures.kernelGallery(BAR, [{
      name: "vertical edges",
      kernel: KERNEL,
      output: convolve(BAR, KERNEL),
    }], { zoom: 2 }),
    kernel_gallery_grey: figures.kernelGallery(BAR, [{
      name: "outline",
      kernel: [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
      output: convolve(BAR, [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    }], { zoom: 2, grey: true }),
    layer_costs: figures.layerCosts(LAYERS, { title: "Costs" }),
    learning_curves: figures.learningCurves({
      epochs: EPOCHS,
      stepLosses: Array.from({ length: 300 }, (_, i) => 2.3 / (1 + i / 20)),
    }, { title: "One run" }),
    learning_curves_cut: figures.learningCurves({ epochs: EPOCHS }, { maxLoss: 0.3 }),
    learning_curves_begun: figures.learningCurves({ epochs: [] }, { epochs: 5 }),
    learning_curves_two: figures.learningCurves([
      { name: "cnn", epochs: EPOCHS },
      { name: "mlp", epochs: EPOCHS.map((epoch) => ({ ...epoch, loss: 2 * epoch.loss })) },
    ]),
    line_chart: figures.lineChart([
      { name: "measured", points: [{ x: 8, y: 3, low: 2, high: 4 }, { x: 64, y: 9 }] },
      { name: "limit", points: [{ x: 8, y: 1 }, { x: 64, y: 8 }], dashed: true },
    ], {
      title: "Time of a step",
      x: { label: "batch size (images)", log: true, ticks: [8, 16, 32, 64] },
      y: { label: "time (ms)", zero: true },
      limit: { value: 10, label: "too slow" },
    }),
    mistakes: figures.mistakes(
      { images: IMAGES, labels: [0, 1] },
      [0.2, 0.8, 0.1, 0.9],
      { title: "One mistake" },
    ),
    mistakes_none: figures.mistakes({ images: IMAGES, labels: [0, 1] }, [0.9, 0.1, 0.1, 0.9]),
    network_diagram: figures.networkDiagram(LAYERS, { title: "A small network" }),
    number_grid: figures.numberGrid([0, 128, 255, 64, 32, 16], { width: 3 }),
    number_steps: figures.numberSteps([
      { name: "before", rows: [[-2, 1], [3, -1]], marked: [0, 3] },
      { name: "after", rows: [[0, 1], [3, 0]] },
    ]),
    number_steps_ringed: figures.numberSteps([
      { name: "before", rows: [[1, 3], [2, 0]], ringed: [1, 1] },
      { name: "after", rows: [[3]] },
    ]),
    number_steps_one_scale: figures.numberSteps([
      { name: "before", rows: [[-2, 1], [3, -4]] },
      { name: "after", rows: [[0, 1], [3, 0]] },
    ], { oneScale: true }),
    pooling_windows: figures.poolingWindows({
      input: INPUT,
      output: [[3, 4], [4, 5]],
      winners: [5, 6, 9, 10],
    }, { title: "Max pooling" }),
    pooling_windows_overlapping: figures.poolingWindows({
      input: [[1, 3, 2], [5, 4, 0], [2, 8, 6]],
      output: [[5, 4], [8, 8]],
      size: 2,
      stride: 1,
      winners: [3, 4, 7, 7],
    }),
    probability_bars: figures.probabilityBars([0.7, 0.1, 0.2], { digit: RING, truth: 2 }),
    receptive_field: figures.receptiveFieldFigure(RING, [
      { name: "conv1", size: 3, jump: 1 },
      { name: "pool1", size: 4, jump: 2 },
    ]),
    roofline: figures.roofline([
      { name: "two cores", gflops: 100, gigabytes: 12 },
      { name: "one core", gflops: 52, gigabytes: 12 },
    ], [
      { name: "ReLU", intensity: 0.125, gflops: 1.1 },
      { name: "dense", intensity: 4.5, gflops: 20 },
      { name: "convolution", intensity: 60, gflops: 48 },
    ], { title: "A machine and three layers" }),
    saliency: figures.saliency([{ digit: RING, map: cross, caption: "a ring" }], {
      label: "share",
    }),
    saliency_signed: figures.saliency(
      [{ digit: RING, map: cross.map((value, p) => p % 2 ? -value : value) }],
      { ownScale: true },
    ),
    scatter_chart: figures.scatterChart([
      { name: "cnn", points: [{ x: 34_826, y: 0.991 }, { x: 34_826, y: 0.989 }] },
      { name: "mlp", points: [{ x: 101_770, y: 0.979 }] },
    ], {
      x: { label: "parameters", log: true },
      y: { label: "accuracy (%)", percent: true },
    }),
  };
}

/** `[26 × 26]` cross-correlation of a 28 × 28 picture, without padding. */
function convolve(picture: Uint8Array, kernel: readonly (readonly number[])[]): number[] {
  return Array.from({ length: 26 * 26 }, (_, p) => {
    const top = Math.floor(p / 26), left = p % 26;
    return kernel.flatMap((row, i) =>
      row.map((weight, j) => weight * picture[(top + i) * 28 + left + j])
    ).reduce((sum, product) => sum + product, 0);
  });
}
