/** Notebook 06: training, and what to think of its results. */

import type { Exercise } from "./exercise.ts";

/** The exercises of notebook 06. */
export const training: readonly Exercise[] = [
  {
    id: "06-1",
    level: "warm-up",
    question:
      "Of 60,000 training images, the last 5,000 are kept for validation. With batches of 128 " +
      "images, the last one smaller than the others, how many steps are an epoch?",
    answer: 430,
    mistakes: [
      { answer: 429, hint: "A few images are left over. They make a batch too, a smaller one." },
      {
        answer: 429.6875,
        hint: "There is no part of a step: the last batch is a step like others.",
      },
      { answer: 469, hint: "You trained on the validation images. Only 55,000 are for training." },
      { answer: 55_000, hint: "Those are the images. A step takes 128 of them." },
    ],
    hint: "How many images are left for training? Divide by the batch, and round up.",
    explanation:
      "55,000 / 128 = 429.7: 429 full batches, and one of 88 images. (The loop of this " +
      "notebook leaves the 88 out, and so takes 429.)",
  },
  {
    id: "06-2",
    level: "warm-up",
    question:
      "One weight, `w = 2`, and the loss `L = (w − 5)²`. Where is w after one step of gradient " +
      "descent with a learning rate of 0.1?",
    answer: 2.6,
    mistakes: [
      { answer: 1.4, hint: "You went uphill. The step goes against the gradient." },
      { answer: 2.3, hint: "The derivative of a square is twice what is inside." },
      { answer: 8, hint: "Multiply the gradient by the learning rate." },
      { answer: 5, hint: "That is where the minimum is. One step does not reach it." },
      { answer: 0.6, hint: "That is how far the step goes. Where does it end?" },
      { answer: 1.1, hint: "The gradient is the derivative of the loss, not the loss itself." },
    ],
    hint: "dL/dw = 2·(w − 5); then w − 0.1 times that.",
    explanation:
      "The gradient is 2·(2 − 5) = −6, so w becomes 2 + 0.1·6 = 2.6: a fifth of the way to " +
      "the minimum.",
  },
  {
    id: "06-3",
    level: "medium",
    question:
      "A weight w = 1 has a gradient of 1000. Where is it after Adam's first step, with a " +
      "learning rate of 0.001 and the usual β₁ = 0.9, β₂ = 0.999? Three decimals.",
    answer: 0.999,
    tolerance: 6e-5,
    mistakes: [
      {
        answer: 0,
        hint:
          "That is plain gradient descent. Adam divides the mean gradient by the root of the mean " +
          "square.",
      },
      { answer: 1.001, hint: "You went uphill. The step goes against the gradient." },
      {
        answer: 0.99684,
        hint:
          "You left out the correction: m and s begin at 0, and are divided by 1 − β₁ and 1 − β₂ " +
          "after the first step.",
      },
      { answer: 0.001, hint: "That is how far the step goes. Where does it end?" },
    ],
    hint: "After the first step, corrected, m̂ = g and v̂ = g². What is m̂ / √v̂?",
    explanation: "m̂ / √ŝ = 1000 / 1000 = 1, so the first step is as long as the learning rate, " +
      "whatever the gradient's size: from 1 to 0.999. A factor on the loss does not disturb Adam; it " +
      "would throw plain gradient descent away.",
  },
  {
    id: "06-4",
    level: "hard",
    question:
      "The loss `L = 2·w²` is a valley around 0. Gradient descent makes `w − η·4·w` of w. From " +
      "which learning rate η on does w no longer come nearer to 0?",
    answer: 0.5,
    mistakes: [
      {
        answer: 0.25,
        hint: "With that one it arrives in a single step. It may go further, how far?",
      },
      { answer: 1, hint: "With η = 1, w becomes −3·w: it flies away." },
      { answer: 2, hint: "With η = 2, w becomes −7·w: it flies away." },
      { answer: 0, hint: "With a small η it comes nearer, slowly. Where does that end?" },
    ],
    hint: "Each step multiplies w by 1 − 4η. When is that smaller than 1 in size?",
    explanation:
      "Each step multiplies w by 1 − 4η. Up to η = 0.25 it creeps in from one side, up to " +
      "0.5 it jumps across and still comes nearer, at 0.5 it jumps from w to −w for ever, beyond it " +
      "flies away. The bound is 2 over the curvature: the steepest direction sets it for all.",
  },
  {
    id: "06-5",
    level: "medium",
    question:
      "From the third epoch on, the training loss goes on falling while the validation loss " +
      "rises. What helps?",
    options: {
      a: "train longer",
      b: "a larger network",
      c: "more dropout, more data, or stopping earlier",
      d: "a higher learning rate",
    },
    answer: "c",
    mistakes: [
      { answer: "a", hint: "It is getting worse on what it has not seen. More of the same?" },
      { answer: "b", hint: "A larger one can learn even more of the training images by heart." },
      {
        answer: "d",
        hint: "The training loss falls as it should: the steps are fine. What it learns is the " +
          "trouble.",
      },
    ],
    hint: "What does it say that the network improves on what it has seen, and only there?",
    explanation: "It learns the training images by heart: overfitting. Dropout and more data (or " +
      "shifted and turned copies) make that harder; stopping early keeps the weights from before.",
  },
  {
    id: "06-6",
    level: "medium",
    question:
      "A network is right on 99.1 % of 10,000 test images. What is the standard error of this " +
      "accuracy, √(p·(1 − p)/n), as a share of 1? Two significant digits, such as `0.0012`.",
    answer: 0.00094,
    tolerance: 0.02,
    mistakes: [
      {
        answer: 0.0944,
        hint: "Either n is missing under the root, or this is in percent: a share of 1, please.",
      },
      { answer: 8.919e-7, hint: "That is the variance. Take the root." },
      { answer: 0.00000944, hint: "The root is over n too: divide by √10,000 = 100." },
      { answer: 0.00996, hint: "Multiply by 1 − p under the root." },
    ],
    hint: "p = 0.991, 1 − p = 0.009, n = 10,000.",
    explanation:
      "√(0.991 · 0.009 / 10,000) = 0.00094, about a tenth of a percent. Two networks at 99.1 " +
      "and 99.2 % differ by one such error: that may be luck. More seeds do not help " +
      "against it, only more test digits; seeds show the other kind of luck, that of training.",
  },
  {
    id: "06-7",
    level: "medium",
    question:
      "Write the confusion matrix: a function that takes the predicted classes, the true ones " +
      "and the number of classes, and returns a row for each true class, in it how often each class " +
      "was predicted.",
    signature: "(predicted: number[], labels: number[], classes: number) => number[][]",
    answer: (predicted: number[], labels: number[], classes: number) =>
      confusion(labels, predicted, classes),
    cases: () => [
      [[0, 1, 1, 2, 2, 2], [0, 1, 2, 2, 2, 0], 3],
      [[1, 1, 1], [0, 0, 1], 2],
      [[3, 0], [3, 1], 4],
      [[0, 1], [1, 0], 5],
    ],
    solution: `function answer(predicted: number[], labels: number[], classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) matrix[labels[i]][predicted[i]]++;
  return matrix;
}`,
    mistakes: [
      {
        answer: (predicted: number[], labels: number[], classes: number) =>
          confusion(predicted, labels, classes),
        hint: "Rows and columns are exchanged: a row is a true class, a column a prediction.",
      },
      {
        answer: (predicted: number[], labels: number[], classes: number) => {
          const column = confusion(labels, predicted, classes)
            .reduce((sums, row) => sums.map((sum, k) => sum + row[k]));
          return Array.from({ length: classes }, () => column);
        },
        hint:
          "All rows are the same: `Array(n).fill([])` puts one and the same array in each place. " +
          "Make a new one for each row, with `Array.from`.",
      },
      {
        answer: (predicted: number[], labels: number[], classes: number) =>
          confusion(labels, predicted, classes).map((row) => {
            const sum = row.reduce((a, b) => a + b);
            return row.map((count) => sum ? count / sum : 0);
          }),
        hint: "Those are shares. Count, please.",
      },
      {
        answer: (predicted: number[], labels: number[]) =>
          labels.filter((label, i) => label === predicted[i]).length / labels.length,
        hint: "That is the accuracy. The matrix says which classes are taken for which.",
      },
    ],
    hint: "Begin with zeros; for each example, add 1 at [true class][predicted class].",
    explanation:
      "One count an example, at its true row and predicted column. What is right lies on the " +
      "diagonal; a large number beside it names two digits that the network confuses.",
  },
  {
    id: "06-8",
    level: "hard",
    question:
      "Write dropout as it is while training: a function that takes numbers, a rate, and as many " +
      "draws, uniform in [0, 1). A number is dropped (becomes 0) where its draw is less than the " +
      "rate; the others are scaled so that the mean is kept.",
    signature: "(x: number[], rate: number, draws: number[]) => number[]",
    answer: (x: number[], rate: number, draws: number[]) =>
      x.map((value, i) => draws[i] < rate ? 0 : value / (1 - rate)),
    cases: () => [
      [[1, 2, 3, 4], 0.75, [0.1, 0.9, 0.74, 0.75]],
      [[5, 6], 0, [0, 0.5]],
      [[1, 1, 1, -1, 1], 0.2, [0.5, 0.19, 0.2, 0.99, 0.05]],
    ],
    solution: `function answer(x: number[], rate: number, draws: number[]): number[] {
  return x.map((value, i) => draws[i] < rate ? 0 : value / (1 - rate));
}`,
    mistakes: [
      {
        answer: (x: number[], rate: number, draws: number[]) =>
          x.map((value, i) => draws[i] < rate ? 0 : value),
        hint:
          "What is left must be scaled: with a quarter of the numbers, each must count four times.",
      },
      {
        answer: (x: number[], rate: number, draws: number[]) =>
          x.map((value, i) => draws[i] < rate ? 0 : value * (1 - rate)),
        hint: "You make what is left smaller. It must make up for what was dropped: divide.",
      },
      {
        answer: (x: number[], rate: number, draws: number[]) =>
          x.map((value, i) => draws[i] < rate ? 0 : value / rate),
        hint: "Divide by the share that is kept, 1 − rate, not by the share that is dropped.",
      },
      {
        answer: (x: number[], rate: number, draws: number[]) =>
          x.map((value, i) => draws[i] < rate ? value / (1 - rate) : 0),
        hint: "You drop the wrong ones: a draw less than the rate drops its number.",
      },
      {
        answer: (x: number[], rate: number, draws: number[]) =>
          x.filter((_, i) => !(draws[i] < rate)).map((value) => value / (1 - rate)),
        hint: "A dropped number becomes 0 and keeps its place.",
      },
    ],
    hint: "0 where the draw is less than the rate; otherwise the number divided by 1 − rate.",
    explanation:
      "A number is kept with probability 1 − rate and then divided by it: its mean stays " +
      "what it was, and nothing needs to be scaled when the network is used.",
  },
];

/** Counts, with a row for each value of the first. */
function confusion(rows: number[], columns: number[], classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  rows.forEach((row, i) => matrix[row][columns[i]]++);
  return matrix;
}
