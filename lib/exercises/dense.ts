/** Notebook 05: the dense layer, softmax, cross-entropy, backpropagation. */

import type { Exercise } from "./exercise.ts";

/** A function of one number. */
type Curve = (x: number) => number;

/** The exercises of notebook 05. */
export const dense: readonly Exercise[] = [
  {
    id: "05-1",
    level: "warm-up",
    question:
      "The last pooling leaves `[5, 5, 64]`. It is flattened and goes into a dense layer with " +
      "ten outputs, biases included. How many parameters has the dense layer?",
    answer: 16_010,
    mistakes: [
      { answer: 16_000, hint: "Those are the weights. Each output has a bias besides." },
      { answer: 1_600, hint: "That is the length of the flattened input." },
      { answer: 650, hint: "All 5×5×64 numbers go in, not only the channels." },
      { answer: 260, hint: "All 5×5×64 numbers go in: you left out the channels." },
      { answer: 17_600, hint: "A bias belongs to an output, not to an input." },
    ],
    hint: "How long is the flattened input? A weight for each input and output, a bias an output.",
    explanation:
      "5 · 5 · 64 = 1,600 inputs, times 10 outputs, and 10 biases: 16,010, nearly half of " +
      "the network's 34,826 parameters, and less than one in a hundred of its multiplications.",
  },
  {
    id: "05-2",
    level: "warm-up",
    question: "Compute the softmax of the logits `[0, ln 2, ln 5]`, by hand. Answer with three " +
      "numbers.",
    answer: [0.125, 0.25, 0.625],
    tolerance: 0.002,
    mistakes: [
      { answer: [1, 2, 5], hint: "Those are the powers of e. Divide by their sum." },
      {
        answer: [0, 0.301, 0.699],
        hint: "You divided the logits by their sum. Raise e to each of them first.",
      },
      { answer: [0, 0, 1], hint: "That is a hard maximum. The soft one gives each class a share." },
      { answer: [0.588, 0.294, 0.118], hint: "You took e to the power of −z." },
    ],
    hint: "e to the power of each logit, e.g. e^(ln 2) = 2; then divide by the sum.",
    explanation:
      "The powers are 1, 2 and 5, their sum is 8. The differences of the logits decide: " +
      "ln 2 more means twice the probability.",
  },
  {
    id: "05-3",
    level: "warm-up",
    question:
      "The network gives the right class a probability of 0.25. What is the cross-entropy " +
      "loss, with the natural logarithm? Three decimals.",
    answer: 1.386,
    tolerance: 0.001,
    mistakes: [
      { answer: 2, hint: "That is in bits, with the logarithm to base 2. Take the natural one." },
      {
        answer: 0.602,
        hint: "That is the logarithm to base 10. Take the natural one, `Math.log`.",
      },
      { answer: -1.386, hint: "The loss is −ln p: never negative." },
      { answer: 0.75, hint: "The loss is not what is missing to 1, but −ln p." },
      { answer: 0.288, hint: "That is −ln 0.75. The probability of the right class is 0.25." },
    ],
    hint: "−ln p of the right class; the other classes do not appear.",
    explanation:
      "−ln 0.25 = ln 4 = 1.386, as good as a blind guess among four classes. A network that " +
      "knows nothing of ten classes begins at ln 10 = 2.303: a good check before training.",
  },
  {
    id: "05-4",
    level: "medium",
    question:
      "The probabilities are `[0.125, 0.25, 0.625]`, and the right class is the second one. " +
      "What is the gradient of the cross-entropy with respect to the three logits?",
    answer: [0.125, -0.75, 0.625],
    mistakes: [
      {
        answer: [0, -4, 0],
        hint:
          "That is the gradient with respect to the probabilities. Go on through the softmax: a " +
          "logit moves all probabilities.",
      },
      { answer: [-0.125, 0.75, -0.625], hint: "The signs are the wrong way round." },
      { answer: [0.125, 0.25, 0.625], hint: "Take away what is true: 1 at the right class." },
      {
        answer: [-0.875, -0.75, -0.375],
        hint: "Only the right class has 1 taken away; what is true of the others is 0.",
      },
      { answer: [-0.875, 0.25, 0.625], hint: "The right class is the second one." },
    ],
    hint: "Probability less truth, where truth is 1 for the right class and 0 for the others.",
    explanation:
      "p − t = [0.125, 0.25 − 1, 0.625], with t = [0, 1, 0]. The numbers sum to 0: what the right class is to " +
      "gain, the others lose, each in proportion to what it claimed wrongly.",
  },
  {
    id: "05-5",
    level: "medium",
    question: "Why is a network not trained on its accuracy?",
    options: {
      a: "It takes too long to compute.",
      b: "It is a number between 0 and 1, and a loss must be able to grow without bound.",
      c: "Its gradient is zero for almost all values of the weights.",
      d: "It is higher when the network is better, and a loss must be lower.",
    },
    answer: "c",
    mistakes: [
      { answer: "a", hint: "It takes no longer than the loss: both need one way forward." },
      {
        answer: "b",
        hint: "Nothing forbids a bounded loss; the mean squared error of shares is one.",
      },
      { answer: "d", hint: "One could train on 1 − accuracy. Something else is in the way." },
    ],
    hint: "Change one weight a little. How does the accuracy change?",
    explanation:
      "A small change of a weight changes no decision, except at the rare places where two " +
      "classes are level. So accuracy is a staircase: flat, with jumps, and no slope to go down. " +
      "Cross-entropy sees each probability move.",
  },
  {
    id: "05-6",
    level: "medium",
    question:
      "Write a softmax that survives large logits, such as `[1000, 1000]`, and very negative " +
      "ones.",
    signature: "(logits: number[]) => number[]",
    answer: (z: number[]) => softmaxFrom(z, Math.max(...z)),
    cases: () => [
      [[0, Math.log(2), Math.log(5)]],
      [[1000, 1000]],
      [[-1000, -1001]],
      [[3000, 0, 0, 0]],
      [[400, -400]],
      [[0, 1000]],
      [[0, 0, 3000]],
      [[-2, 3, 0.5]],
    ],
    solution: `function answer(logits: number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}`,
    mistakes: [
      {
        answer: (z: number[]) => softmaxFrom(z, 0),
        hint:
          "Right in principle, but e^1000 is too large for a number: `Infinity / Infinity` is " +
          "`NaN`. Subtract the same number from all logits first; nothing changes by it. Which one?",
      },
      {
        answer: (z: number[]) => softmaxFrom(z, z.reduce((a, b) => a + b) / z.length),
        hint:
          "Subtracting the mean is not enough: with `[3000, 0, 0, 0]` 2,250 is left. Which number " +
          "leaves nothing above 0?",
      },
      {
        answer: (z: number[]) => softmaxFrom(z, Math.min(...z)),
        hint:
          "You subtract the least. Then large differences still overflow: subtract the largest.",
      },
      {
        answer: (z: number[]) => z.map((value) => Math.exp(value - Math.max(...z))),
        hint: "Divide by the sum: the probabilities must add up to 1.",
      },
      {
        answer: (z: number[]) => z.map((value) => value / z.reduce((a, b) => a + b)),
        hint: "Raise e to the logits before you divide by the sum.",
      },
    ],
    hint:
      "Subtract the largest logit from all, then e to the power of each, then divide by the sum.",
    explanation:
      "Subtracting m from all logits divides above and below by the same e^m, so nothing " +
      "changes; with m the largest, no exponent is over 0 and the sum is at least 1.",
  },
  {
    id: "05-7",
    level: "hard",
    question:
      "A dense layer is `y(k) = Σ x(i)·w(i,k) + b(k)`, with `w[i][k]` its weights. Write the " +
      "function that takes the gradient at the output and the weights, and returns the gradient at " +
      "the input.",
    signature: "(dy: number[], w: number[][]) => number[]",
    answer: (dy: number[], w: number[][]) => w.map((row) => dot(row, dy)),
    cases: () => [
      [[1, 0, -1], [[1, 2, 4], [3, 5, 7], [2, 2, 9]]],
      [[1, 10], [[1, 2], [3, 4]]],
      [[2, -3], [[0.5, 1], [4, 1]]],
      [[1, 2], [[1, 2], [3, 4], [5, 6]]],
      [[1, 2, 3], [[1, 0, 2], [4, 5, 6]]],
    ],
    solution: `function answer(dy: number[], w: number[][]): number[] {
  return w.map((weights) => weights.reduce((sum, weight, k) => sum + weight * dy[k], 0));
}`,
    mistakes: [
      {
        answer: (dy: number[], w: number[][]) => dy.map((_, k) => dot(w.map((row) => row[k]), dy)),
        hint:
          "You went down the columns of the weights, as on the way forward. Backward, input i " +
          "collects from all outputs k: along row i.",
      },
      {
        answer: (dy: number[], w: number[][]) => w.map((row) => row.map((x, k) => x * dy[k])),
        hint: "Add up: an input has its share in every output, so its gradient is a sum.",
      },
      {
        answer: (_: number[], w: number[][]) => w.map((row) => row.reduce((a, b) => a + b)),
        hint: "Weigh each output by its gradient dy(k) before you add.",
      },
      {
        answer: (dy: number[]) => dy,
        hint: "That is the gradient of the bias. For the input, the weights come in.",
      },
    ],
    hint: "`dx(i) = Σ_k w(i,k) · dy(k)`.",
    explanation:
      "x(i) goes into each y(k) with the weight w(i,k), so it answers for all of them: " +
      "`dx(i) = Σ_k w(i,k)·dy(k)`. Forward sums over i, backward over k: the transposed matrix.",
  },
  {
    id: "05-8",
    level: "hard",
    question:
      "Write the finite difference that checks all of this: a function that takes a function " +
      "of one number, a place and a step h, and returns the slope by central difference.",
    signature: "(f: (x: number) => number, x: number, h: number) => number",
    answer: (f: Curve, x: number, h: number) => (f(x + h) - f(x - h)) / (2 * h),
    cases: () => [
      [(x: number) => x * x, 3, 0.5],
      [(x: number) => x * x * x, 1, 0.1],
      [(x: number) => Math.max(0, x), 0, 0.25],
      [(x: number) => Math.exp(x), 0, 0.001],
    ],
    tolerance: 1e-9,
    solution: `function answer(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}`,
    mistakes: [
      {
        answer: (f: Curve, x: number, h: number) => (f(x + h) - f(x)) / h,
        hint:
          "That is the forward difference, whose error shrinks with h. Go h to either side, and " +
          "it shrinks with h².",
      },
      {
        answer: (f: Curve, x: number, h: number) => (f(x) - f(x - h)) / h,
        hint: "That is the backward difference, whose error shrinks with h. Go h to either side.",
      },
      {
        answer: (f: Curve, x: number, h: number) => (f(x + h) - f(x - h)) / h,
        hint: "The two places are 2h apart.",
      },
      {
        answer: (f: Curve, x: number, h: number) => (f(x + h) - f(x - h)) / 2 * h,
        hint: "`/ 2 * h` multiplies by h. Divide by `(2 * h)`.",
      },
      {
        answer: (f: Curve, x: number, h: number) => (f(x - h) - f(x + h)) / (2 * h),
        hint: "The sign is the wrong way round: right less left.",
      },
    ],
    hint: "Rise over run, from x − h to x + h.",
    explanation:
      "Rise over run: `(f(x + h) − f(x − h)) / 2h`. The error of going to both sides shrinks with h², of one " +
      "side only with h. At ReLU's kink it gives 1/2, neither of the two slopes: a gradient check " +
      "keeps away from there.",
  },
];

/** e to the power of z − offset, each a share of the sum. */
function softmaxFrom(z: number[], offset: number): number[] {
  const powers = z.map((value) => Math.exp(value - offset));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
