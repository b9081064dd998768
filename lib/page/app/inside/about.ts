/** Descriptions of layers, a sentence each. */

import type { Layer } from "../network/layers.ts";
import { say, type Words } from "../parts/language.ts";

const WORDS = {
  picture: [
    "28 × 28 grey values, 0 for paper to 1 for ink. This is all that the network gets.",
    "28 × 28 个灰度值，0 是纸，1 是墨。网络得到的只有这些。",
  ],
  convolution: [
    "{count} filters of {size} × {size}. Each number is a weighted sum of the {size} × {size} numbers at its place in all {inputs} maps before, plus a bias{relu}.",
    "{count} 个 {size} × {size} 的滤波器。每个数是前面全部 {inputs} 张图中同一位置 {size} × {size} 个数的加权和，再加偏置{relu}。",
  ],
  first: [
    "{count} filters of {size} × {size}. Each number is a weighted sum of the {size} × {size} pixels at its place, plus a bias{relu}.",
    "{count} 个 {size} × {size} 的滤波器。每个数是同一位置 {size} × {size} 个像素的加权和，再加偏置{relu}。",
  ],
  relu: ["; ReLU then sets what is negative to 0", "；然后 ReLU 把负数变成 0"],
  max: [
    "Of each {size} × {size} numbers the largest stays: the maps become smaller, and a stroke may shift a little.",
    "每 {size} × {size} 个数只留最大的：图变小，笔画稍微移动也没关系。",
  ],
  average: [
    "Of each {size} × {size} numbers the mean stays.",
    "每 {size} × {size} 个数取平均值。",
  ],
  normalisation: [
    "Batch normalisation: each map is scaled and shifted by two numbers of its own, so that all maps are about equally large. Negative numbers may come back.",
    "批归一化：每张图用自己的两个数缩放和平移，使各图大小相近。负数可能重新出现。",
  ],
  flattening: [
    "The maps become one row of {count} numbers. Nothing is computed.",
    "把各图排成一行 {count} 个数，不做计算。",
  ],
  activation: ["Each number passes {activation}.", "每个数经过 {activation}。"],
  dense: [
    "{count} numbers, each a weighted sum of all {inputs} numbers before, plus a bias{softmax}.",
    "{count} 个数，每个都是前面全部 {inputs} 个数的加权和，再加偏置{softmax}。",
  ],
  softmax: [
    "; softmax makes them probabilities, which sum to 1",
    "；softmax 把它们变成概率，总和为 1",
  ],
} as const satisfies Record<string, Words>;

const KINDS: Readonly<Record<Layer["kind"], Words>> = {
  convolution: ["convolution", "卷积"],
  pooling: ["pooling", "池化"],
  normalisation: ["normalisation", "归一化"],
  flattening: ["flatten", "展平"],
  activation: ["activation", "激活"],
  dense: ["dense", "全连接"],
};

/**
 * The kind of a layer, in a word.
 *
 * @param layer the layer
 * @returns the word
 */
export function kindOf(layer: Layer): string {
  return say(KINDS[layer.kind]);
}

/**
 * Describes a layer.
 *
 * @param layer the layer; undefined for the picture before all layers
 * @param input the shape of its input
 * @returns a sentence
 */
export function about(layer: Layer | undefined, input: readonly number[]): string {
  if (!layer) return say(WORDS.picture);
  const inputs = input.at(-1)!;
  switch (layer.kind) {
    case "convolution": {
      const [size, , , count] = layer.kernel.shape;
      const relu = layer.activation === "relu" ? say(WORDS.relu) : "";
      return say(inputs === 1 ? WORDS.first : WORDS.convolution, { size, count, inputs, relu });
    }
    case "pooling":
      return say(WORDS[layer.by], { size: layer.size });
    case "flattening":
      return say(WORDS.flattening, { count: input.reduce((product, n) => product * n, 1) });
    case "activation":
      return say(WORDS.activation, { activation: layer.activation });
    case "dense": {
      const softmax = layer.activation === "softmax"
        ? say(WORDS.softmax)
        : layer.activation === "relu"
        ? say(WORDS.relu)
        : "";
      return say(WORDS.dense, { count: layer.weights.shape[1], inputs, softmax });
    }
    default:
      return say(WORDS[layer.kind]);
  }
}
