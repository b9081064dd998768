/** Notebook 02: convolution. */

import type { Exercise } from "./exercise.ts";

const PICTURE = "```\nx = 1 2 0        w =  1 0\n    0 1 3            -1 2\n    2 1 1\n```";

/** The exercises of notebook 02. */
export const convolution: readonly Exercise[] = [
  {
    id: "02-1",
    level: "warm-up",
    question: "Compute the convolution, as networks mean it, of picture x with kernel w; no " +
      "padding, stride 1, no bias. Answer with rows, such as `[[1, 2], [3, 4]]`.\n\n" + PICTURE,
    answer: [[3, 7], [0, 2]],
    mistakes: [
      {
        answer: [[1, 7], [0, 0]],
        hint: "You turned the kernel by 180°. Mathematicians do; networks lay it on as it is.",
      },
      {
        answer: [[3, 0], [7, 2]],
        hint: "The numbers are right, rows and columns are exchanged: go across first, then down.",
      },
      {
        answer: [[1, 0], [0, 2]],
        hint:
          "You multiplied, at the first place only. Add the four products, then move the kernel.",
      },
      { answer: 3, hint: "That is the top left place. The kernel fits in three more." },
    ],
    hint:
      "Lay the kernel on the four pixels, multiply each by the weight over it, add; then move " +
      "on by one. Four places in all.",
    explanation:
      "Top left: `1·1 + 2·0 + 0·(−1) + 1·2 = 3`. One to the right: `2·1 + 0·0 + 1·(−1) + 3·2 = 7`. " +
      "Below: `0·1 + 1·0 + 2·(−1) + 1·2 = 0`, and `1·1 + 3·0 + 1·(−1) + 1·2 = 2`.",
  },
  {
    id: "02-2",
    level: "warm-up",
    question: "A picture of 28×28, a kernel of 5×5, a stride of 2, and two pixels of padding on " +
      "each side: how many pixels high is the output?",
    answer: 14,
    mistakes: [
      {
        answer: 13,
        hint: "One is missing: the first place counts too (`+ 1`), and there is padding on both " +
          "sides.",
      },
      { answer: 14.5, hint: "Half a place is none: round down before you add 1." },
      { answer: 15, hint: "Round down, not up: a kernel that no longer fits gives no output." },
      { answer: 12, hint: "You left out the padding: it makes the picture 32 high." },
      { answer: 28, hint: "That is so for a stride of 1. Here every second place is left out." },
      { answer: 24, hint: "You left out padding and stride." },
    ],
    hint: "The formula: floor((input + 2·padding − kernel) / stride) + 1.",
    explanation:
      "floor((28 + 2·2 − 5) / 2) + 1 = floor(13.5) + 1 = 14. The last of the 32 padded " +
      "rows is under no kernel.",
  },
  {
    id: "02-3",
    level: "warm-up",
    question: "The second convolution of the book's network has 64 filters of 3×3 over 32 " +
      "channels, and a bias for each filter. How many parameters is that?",
    answer: 18_496,
    mistakes: [
      { answer: 18_432, hint: "Those are the weights. Each filter has a bias besides." },
      { answer: 640, hint: "Each filter has 3×3 weights for every one of the 32 channels." },
      { answer: 320, hint: "That is the first convolution: 32 filters over one channel." },
      { answer: 18_464, hint: "A bias for each filter, not for each channel: how many filters?" },
      {
        answer: 2_238_016,
        hint: "That would be with weights of its own for each of 11×11 places. They are shared.",
      },
    ],
    hint: "Weights of one filter: height times width times channels; one bias; times the filters.",
    explanation:
      "One filter has 3 · 3 · 32 = 288 weights and a bias; 64 of them make 18,496. The " +
      "size of the picture does not appear.",
  },
  {
    id: "02-4",
    level: "medium",
    question: "From 28×28 pixels to 26×26 outputs, one channel each, without biases: how many " +
      "weights has (1) a dense layer, (2) a locally connected layer with windows of 3×3, (3) a " +
      "convolution with a kernel of 3×3? Answer with three numbers, such as `[1, 2, 3]`.",
    answer: [529_984, 6_084, 9],
    mistakes: [
      { answer: [530_660, 6_760, 10], hint: "That is with biases. Leave them out here." },
      { answer: [9, 6_084, 529_984], hint: "Right numbers, in the order of the question, please." },
      {
        answer: [529_984, 7_056, 9],
        hint: "A locally connected layer has a window for each output, not for each pixel.",
      },
      {
        answer: [614_656, 6_084, 9],
        hint: "The dense layer goes from 28×28 pixels to 26×26 outputs, not to 28×28.",
      },
      {
        answer: [529_984, 6_084, 6_084],
        hint: "A convolution uses the same nine weights at all places.",
      },
    ],
    hint:
      "Dense: pixels times outputs. Locally connected: outputs times window. Convolution: one " +
      "window.",
    explanation: "784 · 676 = 529,984. Seeing only nearby pixels leaves 676 · 9 = 6,084. Sharing " +
      "the nine weights among all places leaves 9. The formula in the tutorial's §4.1 takes " +
      "neither step: its x(i,j) does not move with the output, and its W(k,m,i,j) is not shared.",
  },
  {
    id: "02-5",
    level: "medium",
    question: "Networks compute a cross-correlation. For which kernels does it give the same as " +
      "the convolution of mathematics, on every picture?",
    options: {
      a: "for all",
      b: "for those that a turn by 180° leaves as they are",
      c: "for those that a reflection in the diagonal (rows become columns) leaves as they are",
      d: "for none",
    },
    answer: "b",
    mistakes: [
      {
        answer: "a",
        hint: "Try a picture with a single bright pixel, and the kernel `1 2 3`: one of the two " +
          "draws `3 2 1`.",
      },
      {
        answer: "c",
        hint: "Convolution reverses rows and also columns. Does that exchange the two?",
      },
      { answer: "d", hint: "Think of a blur, all of whose weights are equal." },
    ],
    hint: "What does the one do to the kernel that the other does not?",
    explanation:
      "Convolution turns the kernel by 180° and then does what cross-correlation does. A " +
      "kernel that the turn leaves alone, such as a blur, gives the same. For a network, which " +
      "learns its kernels, the difference is only in how they are written down.",
  },
  {
    id: "02-6",
    level: "medium",
    question:
      "Write it: a function that takes a picture and a kernel, both as rows, and a stride, " +
      "and returns the convolution without padding, as rows. Neither picture nor kernel need be " +
      "square.",
    signature: "(x: number[][], w: number[][], stride: number) => number[][]",
    answer: (x: number[][], w: number[][], stride: number) => slide(x, w, stride, stride),
    cases: () => [
      [[[1, 2, 0], [0, 1, 3], [2, 1, 1]], [[1, 0], [-1, 2]], 1],
      [[[1, 2, 3, 4], [5, 6, 7, 8], [9, 1, 2, 3], [4, 5, 6, 7]], [[1, 2], [3, 5]], 2],
      [[[1, 2, 3, 4, 5], [6, 7, 8, 9, 1], [2, 3, 4, 5, 6], [7, 8, 9, 1, 2]], [[1, 2, 4]], 1],
      [
        [[1, 2, 3, 4, 5, 6], [6, 7, 8, 9, 1, 3], [2, 3, 4, 5, 6, 8], [1, 1, 2, 3, 5, 8]],
        [[1, -1], [2, 3]],
        3,
      ],
    ],
    solution: `function answer(x: number[][], w: number[][], stride: number): number[][] {
  const y: number[][] = [];
  for (let top = 0; top + w.length <= x.length; top += stride) {
    const row: number[] = [];
    for (let left = 0; left + w[0].length <= x[0].length; left += stride) {
      let sum = 0;
      for (let i = 0; i < w.length; i++) {
        for (let j = 0; j < w[0].length; j++) sum += x[top + i][left + j] * w[i][j];
      }
      row.push(sum);
    }
    y.push(row);
  }
  return y;
}`,
    mistakes: [
      {
        answer: (x: number[][], w: number[][], stride: number) =>
          slide(x, w.toReversed().map((row) => row.toReversed()), stride, stride),
        hint: "You turn the kernel by 180°. Networks lay it on as it is.",
      },
      {
        answer: (x: number[][], w: number[][]) => slide(x, w, 1, 1),
        hint: "You move by one pixel always. Move by the stride.",
      },
      {
        answer: (x: number[][], w: number[][], stride: number) => slide(x, w, stride, 1),
        hint: "The stride counts across too, not only down.",
      },
      {
        answer: (x: number[][], w: number[][], stride: number) =>
          slide(
            x.slice(0, -1).map((row) => row.slice(0, -1)),
            w,
            stride,
            stride,
          ),
        hint: "You stop one pixel too early: the kernel may touch the last row and column.",
      },
    ],
    hint: "Four loops: down and across the places, down and across the kernel.",
    explanation: "Two loops go over the places where the kernel fits, two over the kernel. The " +
      "output's size needs no formula here: the loops end where the kernel would leave the picture.",
  },
  {
    id: "02-7",
    level: "hard",
    question:
      "Three convolutions of 3×3 with stride 1, and a pooling of 2×2 with stride 2 after the " +
      "first and after the second. How many pixels of the picture wide is the receptive field of " +
      "one number after the third convolution?",
    answer: 18,
    mistakes: [
      { answer: 10, hint: "That is after the second pooling. The third convolution sees further." },
      {
        answer: 9,
        hint:
          "You added the windows as if all lay on the picture. After a pooling, two neighbours " +
          "are two pixels of the picture apart; after two poolings, four.",
      },
      {
        answer: 7,
        hint: "You left out the poolings: they widen the field, and they double every step after " +
          "them.",
      },
      { answer: 14, hint: "After two poolings, one step is four pixels of the picture, not two." },
      { answer: 22, hint: "One step after two poolings is four pixels of the picture." },
    ],
    hint: "Go layer by layer with two numbers: the field r, and the step j in pixels of the " +
      "picture. r ← r + (size − 1)·j, then j ← j·stride.",
    explanation: "The field grows 1 → 3 → 4 → 8 → 10 → 18; the jump is 1, 1, 2, 2, 4, 4. A third " +
      "convolution adds eight pixels at once, for its three inputs are four pixels apart.",
  },
  {
    id: "02-8",
    level: "hard",
    question: "The same x and w as in 02-1. The layers that follow tell how the loss changes " +
      "with each output: `dy = [[1, 2], [0, -1]]`. Compute the gradient of the loss with respect to the four " +
      "weights, as rows.\n\n" + PICTURE,
    answer: [[4, -1], [1, 6]],
    mistakes: [
      { answer: [[-4, 1], [-1, -6]], hint: "All signs are wrong: a gradient points uphill." },
      {
        answer: [[0, 3], [5, 2]],
        hint:
          "You turned dy by 180°. For the weights it is laid on x as it is; the turn belongs to " +
          "the gradient with respect to x.",
      },
      { answer: [[4, 1], [-1, 6]], hint: "The numbers are right; rows and columns are exchanged." },
      { answer: 2, hint: "The sum of dy is the gradient of a bias. There are four weights." },
      {
        answer: [[1, 4], [0, -1]],
        hint: "A weight has its share in all four outputs, not only in one: add over the places.",
      },
    ],
    hint:
      "`dW(i,j) = Σ dy(k,m) · x(k+i, m+j)`, over the four places (k,m). It is a convolution of x, " +
      "with dy as the kernel.",
    explanation:
      "Each weight meets one pixel at each place: `dW(0,0) = 1·1 + 2·2 + 0·0 − 1·1 = 4`, " +
      "`dW(0,1) = 1·2 + 2·0 + 0·1 − 1·3 = −1`, `dW(1,0) = 1·0 + 2·1 + 0·2 − 1·1 = 1`, " +
      "`dW(1,1) = 1·1 + 2·3 + 0·1 − 1·1 = 6`. Because a weight is shared, its gradient is a sum " +
      "over all places.",
  },
];

/** Cross-correlation with a stride down and one across. */
function slide(x: number[][], w: number[][], down: number, across: number): number[][] {
  const rows = Math.floor((x.length - w.length) / down) + 1;
  const columns = Math.floor((x[0].length - w[0].length) / across) + 1;
  return Array.from(
    { length: rows },
    (_, k) =>
      Array.from(
        { length: columns },
        (_, m) =>
          w.flatMap((row, i) => row.map((weight, j) => weight * x[k * down + i][m * across + j]))
            .reduce((a, b) => a + b),
      ),
  );
}
