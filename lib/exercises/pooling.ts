/** Notebook 04: pooling. */

import type { Exercise } from "./exercise.ts";

const PICTURE = "```\n1 3 2 0\n4 2 1 5\n0 1 6 2\n2 9 3 1\n```";

/** The exercises of notebook 04. */
export const pooling: readonly Exercise[] = [
  {
    id: "04-1",
    level: "warm-up",
    question: "Max-pool this picture with windows of 2×2 and a stride of 2. Answer with rows.\n\n" +
      PICTURE,
    answer: [[4, 5], [9, 6]],
    mistakes: [
      { answer: [[2.5, 2], [3, 3]], hint: "That is average pooling. Keep the largest." },
      {
        answer: [[4, 3, 5], [4, 6, 6], [9, 9, 6]],
        hint: "Your windows overlap. With a stride of 2 there are four of them.",
      },
      { answer: [[1, 0], [0, 1]], hint: "You kept the smallest of each window." },
      { answer: [[1, 2], [0, 6]], hint: "You kept the first of each window. Keep the largest." },
      { answer: [[4, 9], [5, 6]], hint: "Right numbers; rows and columns are exchanged." },
      { answer: 9, hint: "That is the largest of all. There are four windows." },
    ],
    hint: "Cut the picture into four squares of 2×2 and keep the largest number of each.",
    explanation:
      "Each square of 2×2 leaves its largest number: 4 of `1 3 4 2`, 5 of `2 0 1 5`, 9 of " +
      "`0 1 2 9`, 6 of `6 2 3 1`.",
  },
  {
    id: "04-2",
    level: "warm-up",
    question:
      "After the second convolution of the book's network the shape is `[11, 11, 64]`. What is " +
      "it after max pooling with windows of 2×2, stride 2 and no padding? Answer with three numbers.",
    answer: [5, 5, 64],
    mistakes: [
      { answer: [6, 6, 64], hint: "A row and a column are left over; without padding they fall." },
      { answer: [5.5, 5.5, 64], hint: "Half a pixel is none. Which way is it rounded?" },
      { answer: [5, 5, 32], hint: "Each channel is pooled by itself; their number stays." },
      { answer: [10, 10, 64], hint: "That is for a stride of 1." },
      { answer: [5, 5, 1], hint: "Channels are not pooled together: each keeps its own picture." },
    ],
    hint: "The output-size formula holds for pooling too, for height and width.",
    explanation:
      "floor((11 − 2) / 2) + 1 = 5, high and wide; the 64 channels stay. The eleventh row " +
      "and column are under no window: their pixels count for nothing.",
  },
  {
    id: "04-3",
    level: "medium",
    question:
      "The picture of 04-1 was max-pooled as there. The gradient at the output is `[[1, 2], " +
      "[3, 4]]`. What is the gradient at the input? Answer with four rows.\n\n" + PICTURE,
    answer: [[0, 0, 0, 0], [1, 0, 0, 2], [0, 0, 4, 0], [0, 3, 0, 0]],
    mistakes: [
      {
        answer: [
          [0.25, 0.25, 0.5, 0.5],
          [0.25, 0.25, 0.5, 0.5],
          [0.75, 0.75, 1, 1],
          [0.75, 0.75, 1, 1],
        ],
        hint: "That is average pooling, where each pixel has a share. Here one pixel took it all.",
      },
      {
        answer: [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]],
        hint: "Would the output change if one of the smaller pixels of a window changed a little?",
      },
      {
        answer: [[1, 0, 2, 0], [0, 0, 0, 0], [3, 0, 4, 0], [0, 0, 0, 0]],
        hint: "You gave it to the first pixel of each window. It belongs to the largest.",
      },
      {
        answer: [[0, 0, 0, 0], [4, 0, 0, 10], [0, 0, 24, 0], [0, 27, 0, 0]],
        hint:
          "Right places. The slope of the winner is 1, whatever its size: do not multiply by it.",
      },
    ],
    hint: "In each window, the gradient goes to the pixel that won; the others get 0.",
    explanation:
      "A maximum follows its winner and no other pixel. So each number goes back to the " +
      "place that won on the way forward, which is why that place is remembered.",
  },
  {
    id: "04-4",
    level: "medium",
    question:
      "Without the first pooling, the second convolution (3×3, 32 channels to 64 filters) " +
      "would have to go over 26×26 instead of 13×13. How many times as many multiplications would " +
      "that be? Two decimals.",
    answer: 4.76,
    tolerance: 0.002,
    mistakes: [
      {
        answer: 4,
        hint:
          "That is the ratio of the inputs' areas. Count outputs: without padding, the kernel " +
          "has 24×24 and 11×11 places.",
      },
      { answer: 2.18, hint: "That is along one side. The kernel goes down and across." },
      { answer: 2, hint: "The kernel goes down and across, and fits in fewer places than pixels." },
      { answer: 0.21, hint: "The other way round: with pooling, that many times." },
      { answer: 5.59, hint: "Without the pooling the input is 26×26, so the output is 24×24." },
    ],
    hint: "The multiplications at each place are the same. How many places are there in each case?",
    explanation:
      "24² / 11² = 576 / 121 = 4.76: each place costs 3·3·32·64 multiplications either " +
      "way. Most of the network's arithmetic is in this layer, so pooling makes it nearly five times " +
      "cheaper.",
  },
  {
    id: "04-5",
    level: "medium",
    question:
      "A row of eight pixels, a single one of them bright, is max-pooled with windows of 2 and " +
      "a stride of 2. Then the bright pixel moves one to the right. From how many of the seven " +
      "places 0 to 6 does it move without a change of the output?",
    answer: 4,
    mistakes: [
      { answer: 7, hint: "Pooling forgives a shift within a window, not one across its border." },
      { answer: 0, hint: "From place 0 to place 1: does the pixel leave its window?" },
      { answer: 3, hint: "From those places it crosses into the next window. Count the others." },
    ],
    hint: "The windows are 0–1, 2–3, 4–5, 6–7. When does the pixel stay in its own?",
    explanation:
      "From 0, 2, 4 and 6 it stays in its window; from 1, 3 and 5 it crosses into the next. " +
      "Pooling makes a network tolerant of some shifts, not invariant to them.",
  },
  {
    id: "04-6",
    level: "medium",
    question:
      "Write max pooling for one channel: a function that takes a picture as rows, the side of " +
      "the window and the stride, and returns rows. Windows that do not fit are left out.",
    signature: "(x: number[][], size: number, stride: number) => number[][]",
    answer: (x: number[][], size: number, stride: number) => pool(x, size, stride, largest),
    cases: () => [
      [[[1, 3, 2, 0], [4, 2, 1, 5], [0, 1, 6, 2], [2, 9, 3, 1]], 2, 2],
      [[[1, 3, 2, 0, 7], [4, 2, 1, 5, 7], [0, 1, 6, 2, 7], [2, 9, 3, 1, 7]], 3, 1],
      [[[-1, -3, -2, -4], [-4, -2, -1, -5]], 2, 2],
      [[[1, 2, 3], [4, 5, 6], [7, 8, 9]], 2, 2],
      [[[5, 1, 2, 8, 0], [3, 7, 4, 4, 1]], 1, 2],
    ],
    solution: `function answer(x: number[][], size: number, stride: number): number[][] {
  const y: number[][] = [];
  for (let top = 0; top + size <= x.length; top += stride) {
    const row: number[] = [];
    for (let left = 0; left + size <= x[0].length; left += stride) {
      let largest = -Infinity;
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) largest = Math.max(largest, x[top + i][left + j]);
      }
      row.push(largest);
    }
    y.push(row);
  }
  return y;
}`,
    mistakes: [
      {
        answer: (x: number[][], size: number, stride: number) =>
          pool(x, size, stride, (window) => Math.max(0, ...window)),
        hint:
          "Right for positive numbers. You begin with 0, which wins against negative ones: begin " +
          "with `-Infinity`.",
      },
      {
        answer: (x: number[][], size: number, stride: number) =>
          pool(x, size, stride, (window) => window.reduce((a, b) => a + b) / window.length),
        hint: "That is average pooling. Keep the largest.",
      },
      {
        answer: (x: number[][], size: number) => pool(x, size, size, largest),
        hint: "You move by the window's side. Move by the stride, which may be another number.",
      },
      {
        answer: (x: number[][], size: number, stride: number) =>
          pool(x, size, stride, largest, size - 1),
        hint:
          "Windows that stick out of the picture do not count: end where the window no longer " +
          "fits.",
      },
      {
        answer: (x: number[][], size: number, stride: number) => pool(x, size, stride, largest, -1),
        hint: "You stop one pixel too early: a window may touch the last row and column.",
      },
    ],
    hint: "The loops are those of the convolution; instead of a sum, keep the largest.",
    explanation:
      "The loops of the convolution, with a maximum in the place of the sum. It begins at " +
      "−∞, so that a window of negative numbers has its largest too.",
  },
  {
    id: "04-7",
    level: "hard",
    question:
      "Instead of max pooling, one can halve a picture with a convolution of 2×2 and stride 2. " +
      "With 64 channels in and 64 filters out: how many parameters, biases included, is that " +
      "more than max pooling?",
    answer: 16_448,
    mistakes: [
      { answer: 0, hint: "It is max pooling that has none. The convolution has weights." },
      { answer: 16_384, hint: "Each of the 64 filters has a bias too." },
      {
        answer: 320,
        hint:
          "You gave each filter one channel, as pooling does. A filter of a convolution sees all " +
          "64 channels.",
      },
      { answer: 16_192, hint: "Max pooling learns nothing: there is nothing to subtract." },
      { answer: 4_160, hint: "That is for a window of 1×1." },
    ],
    hint:
      "Max pooling has nothing to learn. Count the convolution: window, channels, filters, biases.",
    explanation:
      "(2 · 2 · 64 + 1) · 64 = 16,448, against none: nearly half of what the whole network of " +
      "34,826 has. In return it learns how to summarise, and can mix the channels.",
  },
];

function largest(window: number[]): number {
  return Math.max(...window);
}

/** Pools; a window may stick out by so many pixels. */
function pool(
  x: number[][],
  size: number,
  stride: number,
  summary: (window: number[]) => number,
  out = 0,
): number[][] {
  const y: number[][] = [];
  for (let top = 0; top + size <= x.length + out; top += stride) {
    const row: number[] = [];
    for (let left = 0; left + size <= x[0].length + out; left += stride) {
      const rows = x.slice(top, top + size);
      row.push(summary(rows.flatMap((pixels) => pixels.slice(left, left + size))));
    }
    y.push(row);
  }
  return y;
}
