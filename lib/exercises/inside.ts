/** Notebook 07: what a network has learned, and what to think of its results. */

import type { Exercise } from "./exercise.ts";
import { predictionsOfValidation } from "./capstone.ts";

type Rows = number[][];

/** The nearest neighbour as somebody handed it in; see 07-9. */
const BUGGY = `\`\`\`
function answer(points, labels) {
  let right = 0;
  for (let i = 0; i < points.length; i++) {
    let nearest = 0, least = Infinity;
    for (let j = 0; j < points.length; j++) {
      const distance = points[i][0] - points[j][0] + points[i][1] - points[j][1];
      if (distance < least) [nearest, least] = [j, distance];
    }
    if (labels[nearest] === labels[i]) right++;
  }
  return right / points.length;
}
\`\`\``;

/** The exercises of notebook 07. */
export const inside: readonly Exercise[] = [
  {
    id: "07-1",
    level: "warm-up",
    question:
      "A network for three classes was tested on 30 pictures. Rows are true classes, columns " +
      "answers. What are the recall and the precision of class 1, the one in the middle? Answer " +
      "with `[recall, precision]`, as shares of 1.\n\n```\n        called 0  called 1  called 2\nis 0           8         2         0\n" +
      "is 1           1         6         3\nis 2           0         4         6\n```",
    answer: [0.6, 0.5],
    mistakes: [
      { answer: [0.5, 0.6], hint: "The other way round: recall goes along the row." },
      {
        answer: [0.6, 0.6],
        hint: "The precision is a share of all that were called 1: the column.",
      },
      { answer: [0.5, 0.5], hint: "The recall is a share of all that are a 1: the row." },
      { answer: [6, 12], hint: "Those are counts. Divide." },
      { answer: [60, 50], hint: "As shares of 1, please: 0.25, not 25." },
      {
        answer: [0.6, 2 / 3],
        hint: "20 of 30 is the accuracy, of all classes together. Look at one column.",
      },
      {
        answer: [0.2, 0.2],
        hint:
          "You divided by all 30 pictures. Divide by those of the row, and those of the column.",
      },
    ],
    hint: "Six ones were called 1. Of how many ones? And of how many that were called 1?",
    method:
      "Recall: the number on the diagonal over the sum of its row. Precision: the same number " +
      "over the sum of its column.",
    explanation:
      "Of 10 ones, 6 were called 1: recall 6 / 10 = 0.6. Of 2 + 6 + 4 = 12 that were called " +
      "1, 6 are one: precision 6 / 12 = 0.5. A network that calls everything a 1 has a recall of 1.",
  },
  {
    id: "07-2",
    level: "warm-up",
    question:
      "A network is right on 99.1 % of 10,000 test digits. What is the standard error of this " +
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
      { answer: 0.0009, hint: "Right so far. Two significant digits are asked for." },
      { answer: 0.009, hint: "That is the share of mistakes. How far may it be off?" },
    ],
    hint: "What are p, 1 − p and n?",
    method:
      "p = 0.991, 1 − p = 0.009, n = 10,000. Multiply the first two, divide by the third, and " +
      "take the root.",
    explanation:
      "√(0.991 · 0.009 / 10,000) = 0.00094, about a tenth of a percent. Two networks at 99.1 " +
      "and 99.2 % differ by one such error: that may be luck. More seeds do not help " +
      "against it, only more test digits; seeds show the other kind of luck, that of training.",
  },
  {
    id: "07-3",
    level: "medium",
    question:
      "Write the confusion matrix: a function that takes the predicted classes, the true ones " +
      "and the number of classes, and returns one row per true class, which counts how often each " +
      "class was predicted.",
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
        hint: "Rows and columns are swapped: a row is a true class, a column a prediction.",
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
      {
        answer: (predicted: number[], labels: number[], classes: number) =>
          confusion(labels, predicted, classes).map((row) =>
            row.map((count) => Math.min(count, 1))
          ),
        hint: "You note that it happened. Count how often: `++`, not `= 1`.",
      },
      {
        answer: (predicted: number[], labels: number[], classes: number) =>
          confusion(labels, predicted, classes).map((row, k) => row.map((n, j) => j === k ? 0 : n)),
        hint: "What is right counts too: it belongs on the diagonal.",
      },
    ],
    hint: "Which row and which column does one example belong to?",
    method: "Begin with zeros. For each example, add 1 at [true class][predicted class].",
    explanation:
      "One count per example, at its true row and predicted column. What is right lies on the " +
      "diagonal; a large number beside it names two digits that the network confuses.",
  },
  {
    id: "07-4",
    level: "medium",
    question:
      "Two networks read the same 10,000 digits. Both are wrong on 70 of them, only the first on 30, " +
      "only the second on 54. By McNemar's rule, the difference is how many times as large as luck " +
      "would make it? Two decimals.",
    answer: 2.62, // 24 / √84
    tolerance: 0.002,
    mistakes: [
      {
        answer: 24 / Math.sqrt(154),
        hint: "Digits on which both are wrong say nothing about which is better.",
      },
      { answer: 24, hint: "That is the difference. Luck makes it about as large as a root." },
      {
        answer: 24 / 84,
        hint: "You divided by how many there are. Luck makes a difference of their root.",
      },
      {
        answer: 0.24,
        hint: "√10,000: but digits that both read say nothing about which is better.",
      },
      {
        answer: 576 / 84,
        hint: "That is the square of it, as some tables have it. Take the root.",
      },
      { answer: Math.sqrt(84), hint: "That is how far luck reaches. How far apart are the two?" },
      { answer: 84 / 24, hint: "The other way round: the difference over the root." },
      {
        answer: -24 / Math.sqrt(84),
        hint: "Give its size. The sign only says which network is ahead.",
      },
    ],
    hint: "Which digits say which of the two is better? Luck is the root of how many they are.",
    method: "(54 − 30) / √(54 + 30).",
    explanation:
      "24 / √84 = 2.62. Luck alone goes beyond 2 about once in twenty, beyond 2.6 once in a " +
      "hundred. With standard errors computed apart (124 and 100 mistakes, each ± 10 or so), you " +
      "would have seen no more than a hint.",
  },
  {
    id: "07-5",
    level: "medium",
    question:
      "Read the table: a network's answers to 100 digits in three bins of confidence. What is its " +
      "expected calibration error? Each answer counts once.\n\n```\nanswers  mean confidence  right\n     60              0.9     51\n" +
      "     30              0.7     24\n     10              0.5      4\n```",
    answer: 0.07,
    mistakes: [
      { answer: 0.25 / 3, hint: "The bins do not count alike: each answer does." },
      {
        answer: 0.01,
        hint:
          "What is too sure does not make up for what is not sure enough: take each distance without its sign.",
      },
      { answer: 0.1, hint: "That is the largest distance. The error is a mean." },
      { answer: 7, hint: "That is in percent. As a share of 1, please." },
      { answer: 0.79, hint: "That is the accuracy." },
      { answer: 0.25, hint: "You added the distances. Take their mean, weighted by the answers." },
      { answer: 0.8, hint: "That is the mean confidence." },
    ],
    hint: "How far is the confidence of each bin from its share of right answers?",
    method:
      "51 / 60 = 0.85, 24 / 30 = 0.8, 4 / 10 = 0.4. Take each bin's distance from its confidence " +
      "times its share of the answers, and add.",
    explanation:
      "0.6 · |0.9 − 0.85| + 0.3 · |0.7 − 0.8| + 0.1 · |0.5 − 0.4| = 0.03 + 0.03 + 0.01 = 0.07. " +
      "It is too sure in the first bin and in the last one, and not sure enough in between.",
  },
  {
    id: "07-6",
    level: "medium",
    question:
      "Write the table of refusals: a function that takes the confidence of each answer, whether it is " +
      "right, and the least confidence that is accepted. It returns `[share of answers refused, number " +
      "of mistakes among the others]`. A confidence equal to the least is accepted.",
    signature: "(confidences: number[], right: boolean[], least: number) => number[]",
    answer: (confidences: number[], right: boolean[], least: number) =>
      refusals(confidences, right, (c) => c >= least),
    cases: () => [
      [[0.9, 0.6, 0.99, 0.5], [true, false, true, false], 0.6],
      [[0.9, 0.95, 0.3], [false, false, true], 0.5],
      [[0.2, 0.8, 0.7, 0.7, 1], [true, false, false, true, true], 0],
      [[0.5, 0.6], [true, false], 0.9],
    ],
    solution: `function answer(confidences: number[], right: boolean[], least: number): number[] {
  const accepted = [...confidences.keys()].filter((i) => confidences[i] >= least);
  const wrong = accepted.filter((i) => !right[i]).length;
  return [1 - accepted.length / confidences.length, wrong];
}`,
    mistakes: [
      {
        answer: (confidences: number[], right: boolean[], least: number) =>
          refusals(confidences, right, (c) => c > least),
        hint: "A confidence equal to the least is accepted: `>=`.",
      },
      {
        answer: (confidences: number[], right: boolean[], least: number) =>
          refusals(confidences, right, (c) => c < least),
        hint: "You refuse what is sure and accept what is not.",
      },
      {
        answer: (confidences: number[], right: boolean[], least: number) => {
          const [refused, wrong] = refusals(confidences, right, (c) => c >= least);
          return [1 - refused, wrong];
        },
        hint: "The first number is the share accepted. Return the share refused.",
      },
      {
        answer: (confidences: number[], right: boolean[], least: number) => {
          const [refused] = refusals(confidences, right, (c) => c >= least);
          return [refused, right.filter((is) => !is).length];
        },
        hint: "You count all mistakes, those that were refused as well.",
      },
      {
        answer: (confidences: number[], right: boolean[], least: number) => {
          const [refused] = refusals(confidences, right, (c) => c >= least);
          return [refused, confidences.filter((c, i) => c >= least && right[i]).length];
        },
        hint: "The second number counts right answers. Count the mistakes.",
      },
      {
        answer: (confidences: number[], right: boolean[], least: number) => {
          const [refused, wrong] = refusals(confidences, right, (c) => c >= least);
          return [Math.round(refused * confidences.length), wrong];
        },
        hint: "The first number is a count. Divide it by the number of answers.",
      },
    ],
    hint: "Which answers are accepted? Both numbers follow from those.",
    method:
      "Keep the places whose confidence is at least `least`; divide how many are missing by all; " +
      "count the wrong ones among those that are kept.",
    explanation:
      "The higher the bar, the more is refused and the fewer mistakes are left. Where to put " +
      "it depends on what a mistake costs, and what a look by a person does.",
  },
  {
    id: "07-7",
    level: "medium",
    question:
      "A little more ink in one pixel raises the score of the digit's own class by 2, and those " +
      "of the nine other classes by 3 each. What does it do to the probability of its own class?",
    options: {
      a: "it rises, since its score rises",
      b: "it falls",
      c: "it stays, since all scores rise",
      d: "that depends on which class was ahead",
      e: "it rises if it was below 10 %, and falls otherwise",
      f: "it becomes 2 / 29",
    },
    answer: "b",
    mistakes: [
      {
        answer: "a",
        hint: "That is the trap of a map of one raw score. What counts in a softmax?",
      },
      { answer: "c", hint: "It would, if all scores rose by the same." },
      {
        answer: "d",
        hint: "Compute p before and after for two examples, with another class ahead in each.",
      },
      {
        answer: "e",
        hint: "Divide p by each other class's probability: what becomes of the ratio?",
      },
      {
        answer: "f",
        hint: "Scores go through exp before they are shared out, and there were scores before.",
      },
    ],
    hint: "Softmax does not change if the same number is taken from all scores. Take 2.",
    method:
      "Subtract 2 from all changes: its own score stays, the nine others rise by 1. Then write down " +
      "the softmax.",
    explanation:
      "Only differences count: against each other class, its own falls behind by 1. On a map " +
      "of the raw score this pixel would be blue, though ink there speaks against the digit. So the " +
      "maps of this notebook take the lead.",
  },
  {
    id: "07-8",
    level: "medium",
    question:
      "Write the lead: a function that takes the scores of all classes and the right class, and returns " +
      "the score of the right class less the highest of the others.",
    signature: "(scores: number[], label: number) => number",
    answer: (scores: number[], label: number) => scores[label] - highestOther(scores, label),
    cases: () => [
      [[1, 4, 2.5], 1],
      [[1, 4, 2.5], 2],
      [[-3, -7, -5, -4], 0],
      [[2, 2, -1], 0],
      [[0.5, 9, 3, 8], 3],
    ],
    solution: `function answer(scores: number[], label: number): number {
  return scores[label] - Math.max(...scores.filter((_, k) => k !== label));
}`,
    mistakes: [
      {
        answer: (scores: number[], label: number) => scores[label] - Math.max(...scores),
        hint: "The right class is among those that you take the highest of, so it never leads.",
      },
      {
        answer: (scores: number[], label: number) => highestOther(scores, label) - scores[label],
        hint: "The other way round: a lead is positive if the right class is ahead.",
      },
      {
        answer: (scores: number[], label: number) => {
          const others = scores.filter((_, k) => k !== label);
          return scores[label] - others.reduce((a, b) => a + b) / others.length;
        },
        hint: "You take the mean of the others. Only the strongest rival counts.",
      },
      {
        answer: (scores: number[]) => {
          const [first, second] = scores.toSorted((a, b) => b - a);
          return first - second;
        },
        hint:
          "That is the lead of whichever class is ahead. If the right one is not, its lead is " +
          "negative.",
      },
      {
        answer: (scores: number[], label: number) =>
          scores[label] - Math.max(...scores.filter((score) => score !== scores[label])),
        hint:
          "Leave the right class out by its place, not by its score: another may have the same.",
      },
      {
        answer: (scores: number[], label: number) =>
          scores[label] - Math.max(0, ...scores.filter((_, k) => k !== label)),
        hint: "Scores may all be negative: begin with −∞, not with 0.",
      },
    ],
    hint: "Which scores compete with the right one?",
    method:
      "Leave out the score at the place `label`, take the highest of the rest, and subtract it from " +
      "`scores[label]`.",
    explanation:
      "Positive: right. Negative: wrong. Near zero: undecided. ln (p₁ / p₂) is the same " +
      "number, for softmax turns differences of scores into ratios of probabilities.",
  },
  {
    id: "07-9",
    level: "medium",
    question:
      "Find the bugs. This function is meant to return how often a point of a map, `[x, y]`, has the " +
      "same label as the nearest of the other points. It has two bugs. Write it correctly.\n\n" +
      BUGGY,
    signature: "(points: number[][], labels: number[]) => number",
    answer: (points: Rows, labels: number[]) => neighbours(points, labels, squared, false),
    cases: () => [
      [[[0, 0], [1, 0], [5, 5], [6, 5]], [1, 1, 2, 2]],
      [[[0, 0], [3, -3], [0, 1], [4, -4], [9, 0]], [7, 4, 7, 4, 7]],
      [[[0, 0], [2, 2], [0, 3], [8, 8]], [1, 2, 1, 2]],
      [[[-5, 1], [5, 1], [-4, -9], [6, 2]], [0, 1, 0, 0]],
    ],
    solution: `function answer(points: number[][], labels: number[]): number {
  let right = 0;
  for (let i = 0; i < points.length; i++) {
    let nearest = 0, least = Infinity;
    for (let j = 0; j < points.length; j++) {
      if (j === i) continue;
      const distance = (points[i][0] - points[j][0]) ** 2 + (points[i][1] - points[j][1]) ** 2;
      if (distance < least) [nearest, least] = [j, distance];
    }
    if (labels[nearest] === labels[i]) right++;
  }
  return right / points.length;
}`,
    mistakes: [
      {
        answer: (points: Rows, labels: number[]) => neighbours(points, labels, signed, true),
        hint: "Both bugs are there. Can a distance be negative? And which point is always nearest?",
      },
      {
        answer: (points: Rows, labels: number[]) => neighbours(points, labels, squared, true),
        hint: "One bug is left: every point is its own nearest neighbour, and so always right.",
      },
      {
        answer: (points: Rows, labels: number[]) => neighbours(points, labels, signed, false),
        hint: "One bug is left: without squares, differences may be negative and cancel.",
      },
      {
        answer: (points: Rows, labels: number[]) =>
          points.length * neighbours(points, labels, squared, false),
        hint: "That counts them. Divide by the number of points.",
      },
      {
        answer: (points: Rows, labels: number[]) =>
          neighbours(points, labels, (a, b) => (a[0] - b[0]) ** 2, false),
        hint: "Both coordinates count.",
      },
      {
        answer: (points: Rows, labels: number[]) =>
          neighbours(points, labels, (a, b) => -squared(a, b), false),
        hint: "You take the farthest point.",
      },
    ],
    hint: "Try it on two points with different labels, by hand.",
    method: "Square both differences before you add them, and skip j = i.",
    explanation:
      "Without squares a point up and to the right is at a negative distance, nearer than any. " +
      "And a point compared with itself is at distance 0: the function would return 1 for every map. A " +
      "result that is too good is a bug until proven otherwise.",
  },
  {
    id: "07-10",
    level: "hard",
    question:
      "Capstone, part 1: forward. Write a layer of your own: a convolution of one picture (as rows) with " +
      "several filters of 3 × 3, stride 2, no padding, one bias per filter, and ReLU. Return one map per " +
      "filter.",
    signature: "(x: number[][], w: number[][][], b: number[]) => number[][][]",
    answer: (x: Rows, w: Rows[], b: number[]) => forward(x, w, b),
    cases: layerCases,
    solution: `function answer(x: number[][], w: number[][][], b: number[]): number[][][] {
  const size = (n: number) => Math.floor((n - 3) / 2) + 1;
  return w.map((filter, f) => {
    const map: number[][] = [];
    for (let k = 0; k < size(x.length); k++) {
      map.push([]);
      for (let m = 0; m < size(x[0].length); m++) {
        let sum = b[f];
        filter.forEach((row, i) => row.forEach((v, j) => sum += x[2 * k + i][2 * m + j] * v));
        map[k].push(Math.max(0, sum));
      }
    }
    return map;
  });
}`,
    mistakes: [
      {
        answer: (x: Rows, w: Rows[], b: number[]) => forward(x, w, b, { relu: false }),
        hint: "ReLU is missing: what is negative becomes 0.",
      },
      {
        answer: (x: Rows, w: Rows[]) => forward(x, w, w.map(() => 0)),
        hint: "The biases are missing: one per filter, added before ReLU.",
      },
      {
        answer: (x: Rows, w: Rows[], b: number[]) => forward(x, w, b, { stride: 1 }),
        hint: "Your maps are too large: with a stride of 2, the window moves by two pixels.",
      },
      {
        answer: (x: Rows, w: Rows[], b: number[]) =>
          forward(x, w.map((filter) => filter.toReversed().map((row) => row.toReversed())), b),
        hint: "You turn the filters by 180°. Networks lay them on as they are.",
      },
      {
        answer: (x: Rows, w: Rows[], b: number[]) =>
          forward(x, w, w.map(() => 0)).map((map, f) => map.map((row) => row.map((y) => y + b[f]))),
        hint: "The bias is added before ReLU, not after it.",
      },
      {
        answer: (x: Rows, w: Rows[], b: number[]) => forward(x, w, b.map(() => b[0])),
        hint: "Every filter has a bias of its own.",
      },
    ],
    hint:
      "Take your convolution of exercise 02-6, run it once per filter, and add what is missing.",
    method:
      "y[f][k][m] = max(0, b[f] + Σ x[2k + i][2m + j] · w[f][i][j]), with i and j from 0 to 2.",
    explanation:
      "28 × 28 pixels become 13 × 13 numbers per filter: ⌊(28 − 3) / 2⌋ + 1 = 13. The stride " +
      "does what pooling does in the book's network: a quarter of the work is left.",
  },
  {
    id: "07-11",
    level: "hard",
    question:
      "Capstone, part 2: backward. For the same layer, write a function that takes the picture x, the " +
      "filters w, the biases b and the gradients dy at the layer's outputs (after ReLU), one map per " +
      "filter, and returns the gradient of the loss with respect to the filters.",
    signature: "(x: number[][], w: number[][][], b: number[], dy: number[][][]) => number[][][]",
    answer: (x: Rows, w: Rows[], b: number[], dy: Rows[]) => backward(x, w, b, dy),
    cases: () =>
      layerCases().map((inputs) => {
        const [x, w, b] = inputs as [Rows, Rows[], number[]];
        const dy = forward(x, w, b).map((map, f) =>
          map.map((row, k) => row.map((_, m) => (3 * f + 5 * k + 7 * m) % 4 - 1))
        );
        return [x, w, b, dy];
      }),
    solution: `function answer(
  x: number[][],
  w: number[][][],
  b: number[],
  dy: number[][][],
): number[][][] {
  return w.map((filter, f) => {
    const dW = filter.map((row) => row.map(() => 0)); // [3][3]
    dy[f].forEach((line, k) =>
      line.forEach((g, m) => {
        let sum = b[f]; // was the unit on?
        filter.forEach((row, i) => row.forEach((v, j) => sum += x[2 * k + i][2 * m + j] * v));
        if (sum <= 0) return;
        dW.forEach((row, i) => row.forEach((_, j) => row[j] += g * x[2 * k + i][2 * m + j]));
      })
    );
    return dW;
  });
}`,
    mistakes: [
      {
        answer: (x: Rows, w: Rows[], b: number[], dy: Rows[]) =>
          backward(x, w, b, dy, { gate: false }),
        hint: "You let everything through ReLU. Units that were off pass nothing back.",
      },
      {
        answer: (x: Rows, w: Rows[], _b: number[], dy: Rows[]) =>
          backward(x, w, w.map(() => 0), dy),
        hint: "Whether a unit was on depends on its bias, too.",
      },
      {
        answer: (x: Rows, w: Rows[], b: number[], dy: Rows[]) =>
          backward(x, w, b, dy.map((map) => map.map((row) => row.map((g) => -g)))),
        hint: "All signs are wrong: the gradient itself points uphill. The step goes against it.",
      },
      {
        answer: (x: Rows, w: Rows[], b: number[], dy: Rows[]) =>
          backward(x, w, b, dy, { stride: 1 }),
        hint: "The stride is missing: output (k, m) looked at the window from (2k, 2m).",
      },
      {
        answer: (x: Rows, w: Rows[], b: number[], dy: Rows[]) =>
          backward(x, w, b, dy).map((filter, f) =>
            filter.map((row) => row.map((g) => g / (dy[f].length * dy[f][0].length)))
          ),
        hint: "You return the mean over the places. It is the sum.",
      },
      {
        answer: (x: Rows, w: Rows[], b: number[], dy: Rows[]) =>
          backward(x, w, b, dy.map((map) => map.map((row) => row.map((g) => Math.max(0, g))))),
        hint: "You applied ReLU to the gradient. The unit's own sum decides what passes, not dy.",
      },
    ],
    hint: "Each weight meets one pixel at each place. Which places count?",
    method:
      "Where the unit was on, dW[f][i][j] += dy[f][k][m] · x[2k + i][2m + j]; where it was off, " +
      "nothing.",
    explanation:
      "It is exercise 02-13 with three additions: a stride, a gate and several filters. With " +
      "the same gate, the gradient of a bias is the sum of dy alone.",
  },
  {
    id: "07-12",
    level: "hard",
    question:
      "Capstone, part 3: learn. Train a network on your own layer, forward and backward written by you: " +
      "eight of your filters, a dense layer with softmax, plain descent or whatever you like, in plain " +
      "loops or with tensor operations of your choice. It must read 97 % of the validation digits. " +
      "Answer with what it says of them: 5,000 numbers from 0 to 9, in the set's order.",
    signature: "number[] or Uint8Array, one answer per validation digit",
    accepts: predictionsOfValidation,
    answer: "a network that reads 97 % of the validation digits",
    solution: `import { random } from "@pixel/convnet";
import { gather } from "@pixel/convnet/dataset";
const F = 8, PLACES = 169; // filters; places of a map of 13 × 13
const next = random(7);
const draw = (count: number, limit: number) =>
  Float64Array.from({ length: count }, () => limit * (2 * next() - 1));
const w = draw(9 * F, 0.3), b = new Float64Array(F); // the filters
const v = draw(10 * F * PLACES, 0.07), c = new Float64Array(10); // the dense layer
const y = new Float64Array(F * PLACES), dy = new Float64Array(F * PLACES);
// forward
function probabilities(x: Float32Array): Float64Array {
  for (let f = 0; f < F; f++) {
    for (let p = 0; p < PLACES; p++) {
      const at = 56 * Math.floor(p / 13) + 2 * (p % 13); // the window's first pixel
      let sum = b[f];
      for (let q = 0; q < 9; q++) sum += x[at + 28 * Math.floor(q / 3) + q % 3] * w[9 * f + q];
      y[f * PLACES + p] = Math.max(0, sum);
    }
  }
  const scores = c.slice();
  for (let k = 0; k < 10; k++) {
    for (let i = 0; i < y.length; i++) scores[k] += y[i] * v[k * y.length + i];
  }
  const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
}
// backward, and the step
function learn(x: Float32Array, label: number, rate: number): void {
  const g = probabilities(x); // becomes p − y, the gradient at the scores
  g[label] -= 1;
  dy.fill(0);
  for (let k = 0; k < 10; k++) {
    for (let i = 0; i < y.length; i++) {
      dy[i] += g[k] * v[k * y.length + i]; // before the weight moves
      v[k * y.length + i] -= rate * g[k] * y[i];
    }
    c[k] -= rate * g[k];
  }
  for (let f = 0; f < F; f++) {
    for (let p = 0; p < PLACES; p++) {
      if (y[f * PLACES + p] === 0) continue; // off: nothing goes back
      const at = 56 * Math.floor(p / 13) + 2 * (p % 13), d = rate * dy[f * PLACES + p];
      for (let q = 0; q < 9; q++) w[9 * f + q] -= d * x[at + 28 * Math.floor(q / 3) + q % 3];
      b[f] -= d;
    }
  }
}
const steps = 2 * training.labels.length; // two epochs, one digit per step
for (let step = 0; step < steps; step++) {
  const n = step % training.labels.length;
  learn(gather(training, [n]).images, training.labels[n], 0.03 * (1 - step / steps));
}
const answers = Array.from(validation.labels, (_, n) => {
  const p = probabilities(gather(validation, [n]).images);
  return p.indexOf(Math.max(...p));
});
await check("07-12", answers);`,
    mistakes: [
      { answer: 0.98, hint: "Not the accuracy: what it says of each digit, 5,000 numbers." },
      { answer: [7, 2, 1], hint: "One answer per validation digit, please: 5,000 in all." },
      {
        answer: new Float32Array(50_000).fill(0.1),
        hint: "Those look like probabilities, ten per digit. Answer with the place of the largest.",
      },
      {
        answer: new Float32Array(5_000).fill(0.5),
        hint: "Whole numbers from 0 to 9, please: the class that it names.",
      },
      {
        answer: new Uint8Array(5_000).fill(1),
        hint:
          "It gives the same answer to every digit. Has it learned at all? Look at the loss of the first " +
          "steps: it should begin near ln 10 and fall.",
      },
    ],
    hint: "Check your gradient against differences first, as in notebook 5, then train.",
    method:
      "Forward: your layer of part 1, flattened to 8 · 13 · 13 = 1,352 numbers, a dense layer, " +
      "softmax. Backward: p − y at the scores, the dense layer's dX to your layer's outputs, then part 2. " +
      "Start with random weights, steps of about 0.03 per digit, shorter ones towards the end.",
    explanation:
      "You have written all of it now: every multiplication forward and backward is yours, and " +
      "it reads handwriting. What the library adds is speed.",
  },
];

/** Two pictures with two filters, and one with one: rows, filters, biases. */
function layerCases(): unknown[][] {
  const picture = (height: number, width: number, seed: number): Rows =>
    Array.from(
      { length: height },
      (_, i) =>
        Array.from({ length: width }, (_, j) => (seed * (i + 1) + 3 * i * j + 2 * j) % 5 - 1),
    );
  const w = [
    [[1, 0, -1], [2, 0, -2], [1, 1, -1]],
    [[0, 1, 0], [1, -3, 1], [0.5, 1, -1]],
  ];
  return [
    [picture(5, 5, 2), w, [0.5, -1]],
    [picture(7, 6, 3), w, [-2, 1]],
    [picture(4, 9, 1), w.slice(1), [0.25]],
  ];
}

/** A layer, and parts of it that a reader may have left out. */
interface Layer {
  readonly stride?: number;
  readonly relu?: boolean;
  readonly gate?: boolean;
}

/** The sum that goes into a unit. */
function unit(x: Rows, filter: Rows, bias: number, top: number, left: number): number {
  let sum = bias;
  filter.forEach((row, i) => row.forEach((weight, j) => sum += x[top + i][left + j] * weight));
  return sum;
}

function forward(x: Rows, w: Rows[], b: number[], options: Layer = {}): Rows[] {
  const { stride = 2, relu = true } = options;
  const size = (n: number) => Math.floor((n - 3) / stride) + 1;
  return w.map((filter, f) =>
    Array.from(
      { length: size(x.length) },
      (_, k) =>
        Array.from({ length: size(x[0].length) }, (_, m) => {
          const sum = unit(x, filter, b[f], stride * k, stride * m);
          return relu ? Math.max(0, sum) : sum;
        }),
    )
  );
}

function backward(x: Rows, w: Rows[], b: number[], dy: Rows[], options: Layer = {}): Rows[] {
  const { stride = 2, gate = true } = options;
  return w.map((filter, f) =>
    filter.map((row, i) =>
      row.map((_, j) => {
        let sum = 0;
        dy[f].forEach((line, k) =>
          line.forEach((g, m) => {
            const isOn = unit(x, filter, b[f], 2 * k, 2 * m) > 0;
            if (isOn || !gate) sum += g * x[stride * k + i][stride * m + j];
          })
        );
        return sum;
      })
    )
  );
}

/** Counts, one row per value of the first. */
function confusion(rows: number[], columns: number[], classes: number): Rows {
  const matrix = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  rows.forEach((row, i) => matrix[row][columns[i]]++);
  return matrix;
}

function highestOther(scores: number[], label: number): number {
  return Math.max(...scores.filter((_, k) => k !== label));
}

function refusals(
  confidences: number[],
  right: boolean[],
  accepts: (confidence: number) => boolean,
): number[] {
  const kept = [...confidences.keys()].filter((i) => accepts(confidences[i]));
  return [1 - kept.length / confidences.length, kept.filter((i) => !right[i]).length];
}

const squared = (a: number[], b: number[]) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
const signed = (a: number[], b: number[]) => a[0] - b[0] + a[1] - b[1];

/** The accuracy of the nearest neighbour on a map. */
function neighbours(
  points: Rows,
  labels: number[],
  distance: (a: number[], b: number[]) => number,
  countsItself: boolean,
): number {
  const right = points.filter((point, i) => {
    let nearest = 0, least = Infinity;
    points.forEach((other, j) => {
      if (j === i && !countsItself) return;
      const d = distance(point, other);
      if (d < least) [nearest, least] = [j, d];
    });
    return labels[nearest] === labels[i];
  });
  return right.length / points.length;
}
