/** Notebook 05: the dense layer, softmax, cross-entropy, backpropagation. */

import type { Exercise } from "./exercise.ts";

/** A function of one number. */
type Curve = (x: number) => number;

/** A matrix, row by row. */
type Rows = number[][];

const BUGGY = "```ts\nfunction backward(x: number[], u: number[], dh: number[]): number[][] {\n" +
  "  const du = dh.map((g) => Math.max(0, g));\n" +
  "  return du.map((g) => x.map((value) => value * g));\n}\n```";

/** The exercises of notebook 05. */
export const dense: readonly Exercise[] = [
  {
    id: "05-1",
    level: "warm-up",
    question:
      "The last pooling leaves `[5, 5, 64]`. It is flattened and goes into a dense layer with " +
      "ten outputs, biases included. How many parameters does the dense layer have?",
    answer: 16_010,
    mistakes: [
      { answer: 16_000, hint: "Those are the weights. Each output has a bias besides." },
      { answer: 1_600, hint: "That is the length of the flattened input." },
      { answer: 650, hint: "All 5×5×64 numbers go in, not only the channels." },
      { answer: 260, hint: "All 5×5×64 numbers go in: you left out the channels." },
      { answer: 17_600, hint: "A bias belongs to an output, not to an input." },
      { answer: 16_001, hint: "Each of the ten outputs has a bias, not the layer." },
    ],
    hint: "How long is the flattened input?",
    method: "One weight per pair of input and output, one bias per output.",
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
      { answer: [12.5, 25, 62.5], hint: "Those are percent. As shares of 1, please." },
      {
        answer: [0, 0.301, 0.699],
        hint: "You divided the logits by their sum. Raise e to each of them first.",
      },
      { answer: [0, 0, 1], hint: "That is a hard maximum. The soft one gives each class a share." },
      { answer: [0.588, 0.294, 0.118], hint: "You took e to the power of −z." },
      {
        answer: [0.2, 0.4, 1],
        hint: "You divided by the largest power. Divide by the sum, so that they add up to 1.",
      },
      { answer: [0, 0.286, 0.714], hint: "e to the power of 0 is 1, not 0." },
    ],
    hint: "What is e to the power of ln 2?",
    method: "Raise e to each logit, then divide each result by the sum of all.",
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
      { answer: 0.75, hint: "The loss is not 1 − p, but −ln p." },
      { answer: 0.288, hint: "That is −ln 0.75. The probability of the right class is 0.25." },
    ],
    hint: "Which of the probabilities does the loss look at?",
    method:
      "−ln p of the right class; the other classes do not appear. `Math.log` is the natural " +
      "logarithm.",
    explanation:
      "−ln 0.25 = ln 4 = 1.386, what a blind guess among four classes costs. A network that " +
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
      {
        answer: [0, -0.75, 0],
        hint: "The other classes are told something as well: they claimed too much.",
      },
    ],
    hint: "What does the network claim, and what is true?",
    method: "Probability minus truth, with the truth 1 for the right class and 0 for the others.",
    explanation:
      "p − t = [0.125, 0.25 − 1, 0.625], with t = [0, 1, 0]. The numbers sum to 0: what the " +
      "right class is to gain, the others lose, each in proportion to what it claimed wrongly.",
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
      e: "It needs the labels, and the loss does not.",
      f: "It can only be measured on the validation digits.",
    },
    answer: "c",
    mistakes: [
      { answer: "a", hint: "It takes no longer than the loss: both need one forward pass." },
      {
        answer: "b",
        hint: "Nothing forbids a bounded loss; the squared error of probabilities is one.",
      },
      { answer: "d", hint: "One could train on 1 − accuracy. Something else is in the way." },
      { answer: "e", hint: "The cross-entropy needs them as well: −ln p of which class?" },
      { answer: "f", hint: "Nothing stops you from measuring the training accuracy." },
    ],
    hint:
      "Look at the two maps of section 5.6. What does the accuracy do between two of its cliffs?",
    method: "Change one weight a little. How does the accuracy change, and how does the loss?",
    explanation:
      "A small change of a weight changes no decision, except at the rare places with two " +
      "classes level. So accuracy is a staircase: flat, with jumps, and no slope to go down. " +
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
      [[-1000, 1]],
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
        answer: (z: number[]) =>
          softmaxFrom(z, z.reduce((a, b) => Math.abs(b) > Math.abs(a) ? b : a)),
        hint:
          "You subtract the logit that is largest in absolute value. With `[-1000, 1]` that is " +
          "−1000, and 1,001 is left. The sign counts.",
      },
      {
        answer: (z: number[]) => softmaxFrom(z.toSorted((a, b) => a - b), Math.max(...z)),
        hint: "Your probabilities are sorted. Keep each in its class's place.",
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
      "Which logit makes e^z overflow? What can you subtract from all without changing anything?",
    method:
      "Subtract the largest logit from all, raise e to the power of each, then divide by the sum.",
    explanation:
      "Subtracting m from all logits divides numerator and denominator by the same e^m, so " +
      "nothing changes; with m the largest, no exponent is above 0 and the sum is at least 1.",
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
      {
        answer: (dy: number[], w: number[][]) => w.map((row) => dot(row, dy) / dy.length),
        hint: "You return the mean over the outputs. It is their sum.",
      },
      {
        answer: (dy: number[], w: number[][]) => w.map((row) => -dot(row, dy)),
        hint: "All signs are wrong: the gradient itself points uphill. The step goes against it.",
      },
    ],
    hint: "Into which outputs does input i go, and with which weights?",
    method: "`dx(i) = Σ_k w(i,k) · dy(k)`: along row i of the weights.",
    explanation:
      "x(i) goes into each y(k) with the weight w(i,k), so it answers for all of them: " +
      "`dx(i) = Σ_k w(i,k)·dy(k)`. The forward pass sums over i, the backward pass over k: the " +
      "transposed matrix.",
  },
  {
    id: "05-8",
    level: "hard",
    question:
      "Write the finite difference that checks all of this: a function that takes a function " +
      "of one number, a place and a step h, and returns the slope as a central difference.",
    signature: "(f: (x: number) => number, x: number, h: number) => number",
    answer: (f: Curve, x: number, h: number) => (f(x + h) - f(x - h)) / (2 * h),
    cases: () => [
      [(x: number) => x * x, 3, 0.5],
      [(x: number) => x * x * x, 1, 0.1],
      [(x: number) => Math.max(0, x), 0, 0.25],
      [(x: number) => Math.exp(x), 0, 0.001],
      [(x: number) => x * x, -3, 0.5],
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
        hint: "The sign is the wrong way round: right minus left.",
      },
      {
        answer: (f: Curve, x: number, h: number) => Math.abs(f(x + h) - f(x - h)) / (2 * h),
        hint: "A slope has a sign. x² falls at −3.",
      },
    ],
    hint: "Rise over run. How long is the run?",
    method: "The rise is f at x + h minus f at x − h; the run is the distance of the two places.",
    explanation:
      "Rise over run: `(f(x + h) − f(x − h)) / 2h`. The error of going to both sides shrinks " +
      "with h², that of one side only with h. At ReLU's kink it gives 1/2, neither of the two slopes: a gradient check " +
      "keeps away from there.",
  },
  {
    id: "05-9",
    level: "medium",
    question:
      "Write a stable cross-entropy: a function that takes the logits and the number of the " +
      "right class, counted from 0, and returns the loss in nats. It has to survive `[0, 800]`.",
    signature: "(logits: number[], label: number) => number",
    answer: (z: number[], y: number) => lossFrom(z, y, Math.max(...z)),
    cases: () => [
      [[2, 1, -1], 1],
      [[0, 800], 0],
      [[0, 800], 1],
      [[0, 720], 0],
      [[-1000, -1003], 1],
      [[-1000, 1], 1],
      [[0, 0, 0, 0], 2],
    ],
    tolerance: 5e-5, // 32 bits leave no more of 3.05 beside scores of 1,000
    solution: `function answer(logits: number[], label: number): number {
  const m = Math.max(...logits);
  const sum = logits.reduce((total, z) => total + Math.exp(z - m), 0);
  return m + Math.log(sum) - logits[label];
}`,
    mistakes: [
      {
        answer: (z: number[], y: number) => -Math.log(softmaxFrom(z, Math.max(...z))[y]),
        hint:
          "Softmax is safe now, but p can still be too small for a number, and ln 0 is −∞. Put " +
          "the logarithm into the formula, so that no p is needed.",
      },
      {
        answer: (z: number[], y: number) => lossFrom(z, y, 0),
        hint: "e^800 is `Infinity`. Take the largest logit out of the sum first.",
      },
      {
        answer: (z: number[], y: number) => lossFrom(z, y, z[y]),
        hint:
          "You take out the score of the right class. If another one is far above it, e to the " +
          "power of the difference overflows: take out the largest.",
      },
      {
        answer: (z: number[], y: number) => lossFrom(z, y, Math.max(...z)) - Math.max(...z),
        hint: "You took m out of the exponents. Add it again, outside the logarithm.",
      },
      {
        answer: (z: number[], y: number) => -lossFrom(z, y, Math.max(...z)),
        hint: "The sign is the wrong way round: a loss is never negative.",
      },
      {
        answer: (z: number[]) => Math.max(...z) + Math.log(powersFrom(z, Math.max(...z))),
        hint: "That is the log-sum-exp. The score of the right class is still to be subtracted.",
      },
      {
        answer: (z: number[], y: number) => lossFrom(z, y, Math.max(...z)) / Math.LN2,
        hint: "That is in bits. Nats want the natural logarithm.",
      },
      {
        answer: (z: number[], y: number) =>
          -Math.log(Math.max(softmaxFrom(z, Math.max(...z))[y], 1e-12)),
        hint:
          "A floor under p hides the trouble: every loss above 27.6 becomes 27.6, and its slope 0.",
      },
    ],
    hint: "From which numbers can you compute the loss without ever computing p?",
    method: "L = m + ln Σ e^(z(l) − m) − z(y), with m the largest logit.",
    explanation:
      "The log-sum-exp of the scores minus the score of the right class. No exponent is " +
      "above 0, the sum is at least 1, and a loss of 800 comes out as 800.",
  },
  {
    id: "05-10",
    level: "medium",
    question: "A hidden layer's backward pass, by hand. x = `[1, 2]` goes into two hidden units, " +
      "whose sums are u = `[3, -1]`; then ReLU; then one output, y = 2·h(0) − 4·h(1). The loss says " +
      "dy = 0.5. What is the gradient of the hidden layer's weights, dW(i,j), with i the input and j " +
      "the unit? Answer with two rows.",
    answer: [[1, 0], [2, 0]],
    mistakes: [
      {
        answer: [[1, 2], [0, 0]],
        hint: "The right numbers. A row belongs to an input, not a unit.",
      },
      {
        answer: [[1, -2], [2, -4]],
        hint: "One of the two units was off. What does its ReLU let through?",
      },
      { answer: [[0.5, 0], [1, 0]], hint: "On its way back dy passes the weight 2 as well." },
      { answer: [[3, 0], [6, 0]], hint: "ReLU's slope where it is on is 1, not the sum u." },
      { answer: [[2, 0], [4, 0]], hint: "Those would be the numbers for dy = 1." },
      {
        answer: [1, 0],
        hint: "That is du, at the sums. Each weight still multiplies it by its x.",
      },
      { answer: [[1, 0], [1, 0]], hint: "The two inputs differ: multiply by x(i)." },
    ],
    hint: "What arrives at the two hidden units? What does ReLU do to it?",
    method: "dh(j) = dy times the weight of h(j). du(j) = dh(j) if u(j) > 0, otherwise 0. " +
      "dW(i,j) = x(i) · du(j).",
    explanation: "dh = [0.5 · 2, 0.5 · (−4)] = [1, −2]. The second unit was off, so du = [1, 0]. " +
      "Then dW(i,j) = x(i) · du(j): the first unit's weights get 1 and 2, the second's get nothing.",
  },
  {
    id: "05-11",
    level: "hard",
    question:
      "The minibatch form. X holds one example per row, dY one row of gradients per example. " +
      "Write the function that returns dW = XᵀdY, the gradient of the weights summed over the batch.",
    signature: "(X: number[][], dY: number[][]) => number[][]",
    answer: (X: Rows, dY: Rows) => product(transposed(X), dY),
    cases: () => [
      [[[1, 2], [3, 4]], [[1, -1], [0.5, 2]]],
      [[[1, 2, 3]], [[10, 1]]],
      [[[1, 0], [2, 5], [0, 3]], [[1, 2, 0], [0, 1, 1], [4, 0, 2]]],
      [[[1, 2], [2, 1]], [[3, 0], [1, 1]]],
    ],
    solution: `function answer(X: number[][], dY: number[][]): number[][] {
  const dW = X[0].map(() => dY[0].map(() => 0)); // [inputs, outputs]
  X.forEach((x, n) => {
    for (let i = 0; i < x.length; i++) {
      for (let k = 0; k < dY[n].length; k++) dW[i][k] += x[i] * dY[n][k];
    }
  });
  return dW;
}`,
    mistakes: [
      {
        answer: (X: Rows, dY: Rows) => product(transposed(dY), X),
        hint: "Rows and columns are swapped: dW has the shape of W, one row per input.",
      },
      {
        answer: (X: Rows, dY: Rows) =>
          product(transposed(X), dY).map((row) => row.map((value) => value / X.length)),
        hint: "You return the mean over the batch. XᵀdY is the sum; the mean comes in through dY.",
      },
      {
        answer: (X: Rows, dY: Rows) => X[0].map((x) => dY[0].map((g) => x * g)),
        hint: "You use the first example alone. Add up what all of them say.",
      },
      {
        answer: (X: Rows, dY: Rows) => X.at(-1)!.map((x) => dY.at(-1)!.map((g) => x * g)),
        hint: "Only the last example is left in your result: `=` overwrites, `+=` adds.",
      },
      {
        answer: (X: Rows, dY: Rows) => X[0].map(() => dY[0].map((_, k) => sum(column(dY, k)))),
        hint: "That is the gradient of the biases in each row. The inputs come in: x(i) · dy(k).",
      },
      {
        answer: (X: Rows, dY: Rows) =>
          product(transposed(X), dY).map((row) => row.map((value) => -value)),
        hint: "All signs are wrong. The minus belongs to the step, not to the gradient.",
      },
    ],
    hint: "What does a single example contribute to dW(i,k)? And the whole batch?",
    method:
      "Start with zeros, [inputs, outputs]. For each example n, add `X[n][i] * dY[n][k]` to " +
      "`dW[i][k]`.",
    explanation:
      "A product of matrices is a sum over the middle index, and here that index is the " +
      "example: dW(i,k) = Σ_n X(n,i)·dY(n,k). Every example adds its own x(i)·dy(k).",
  },
  {
    id: "05-12",
    level: "hard",
    question:
      "Find the bugs in this backward pass of a hidden layer, u = xW, h = relu(u). It gets x, u " +
      "and the gradient dh at the ReLU's output and should return dW. It has two bugs. Write it " +
      "correctly.\n\n" + BUGGY,
    signature: "(x: number[], u: number[], dh: number[]) => number[][]",
    answer: (x: number[], u: number[], dh: number[]) => outer(x, gate(dh, u)),
    cases: () => [
      [[1, 2, 3], [4, -1], [0.5, 7]],
      [[2, -1], [1, 3], [-2, 5]],
      [[1, 5], [-1, -2, 3], [1, -1, -4]],
      [[3], [0, 2], [1, 1]],
    ],
    solution: `function answer(x: number[], u: number[], dh: number[]): number[][] {
  const du = dh.map((g, j) => u[j] > 0 ? g : 0);
  return x.map((value) => du.map((g) => value * g));
}`,
    mistakes: [
      {
        answer: (x: number[], _: number[], dh: number[]) => outer(gate(dh, dh), x),
        hint:
          "Both bugs are there. Which number decides what passes a ReLU? What shape does dW have?",
      },
      {
        answer: (x: number[], _: number[], dh: number[]) => outer(x, gate(dh, dh)),
        hint: "One bug is left: it is u that decides what passes, not the sign of dh.",
      },
      {
        answer: (x: number[], u: number[], dh: number[]) => outer(gate(dh, u), x),
        hint: "One bug is left: dW has one row per input and one column per unit, as W has.",
      },
      {
        answer: (x: number[], u: number[], dh: number[]) => outer(x, gate(dh, u.map((v) => -v))),
        hint: "Your gate is open for the units that were off.",
      },
      {
        answer: (x: number[], u: number[], dh: number[]) =>
          outer(x, dh.map((g, j) => u[j] >= 0 ? g : 0)),
        hint: "At 0 the slope is 0 in this book, as in tfjs.",
      },
      {
        answer: (x: number[], u: number[], dh: number[]) =>
          outer(x, dh.map((g, j) => Math.max(0, u[j]) * g)),
        hint: "Multiply dh by ReLU's slope, 0 or 1, not by its output.",
      },
      {
        answer: (x: number[], _: number[], dh: number[]) => outer(x, dh),
        hint: "Nothing stops at the ReLU in your version. Which units were off?",
      },
    ],
    hint: "Try x = [1, 2, 3], u = [4, -1], dh = [-1, 5]. Which numbers may be other than 0?",
    method: "du(j) = dh(j) if u(j) > 0, otherwise 0; then dW(i,j) = x(i)·du(j), one row per input.",
    explanation:
      "ReLU's gate looks at what came in, u, and not at the gradient: negative gradients " +
      "pass as well. And dW has the shape of W. With as many inputs as units the second bug raises no " +
      "error; the network trains, only worse. A gradient check finds both at once.",
  },
  {
    id: "05-13",
    level: "medium",
    question: "Predict, then run. A network like this notebook's, but with all weights and all " +
      "biases 0. In how many of its six tensors is the gradient not zero everywhere? Guess first; " +
      "then set every tensor of a `structuredClone(weights)` to 0, call `loops.cnnForward` and " +
      "`loops.cnnBackward`, and count.",
    answer: 1,
    mistakes: [
      { answer: 6, hint: "A gradient is a product. With which factors, if all weights are 0?" },
      { answer: 0, hint: "The claims are wrong, a tenth for each class. Who is told so directly?" },
      { answer: 3, hint: "Do all biases get a gradient? What do the output's weights hand back?" },
      { answer: 2, hint: "The output's weights get x(i)·dy(k). What is x, behind two ReLUs of 0?" },
      { answer: 5, hint: "Follow the gradient back: what is dx if all weights are 0?" },
      { answer: 4, hint: "Nothing gets past the output layer: dx(i) = Σ W(i,k)·dy(k)." },
    ],
    hint: "What comes out of each layer in the forward pass? What does the output layer hand back?",
    method: "For each tensor of the gradient: `data.some((slope) => slope !== 0)`.",
    explanation: "Only the output's bias. All features are 0, so the output's weights get " +
      "x(i)·dy(k) = 0; and as these weights are 0, nothing is handed back. That is why weights begin " +
      "at random.",
  },
  {
    id: "05-14",
    level: "medium",
    question:
      "Read a figure. In “Forward and backward through a small graph”, x is raised from 2 to " +
      "2.01. By about how much does L change, according to the figure?",
    answer: -0.06,
    tolerance: 0.01,
    mistakes: [
      { answer: 0.06, hint: "Look at the sign of the gradient at x." },
      { answer: -6, hint: "That is the slope. The step is 0.01 long." },
      { answer: 0.12, hint: "That is what the same change of w would do." },
      { answer: -0.01, hint: "That is the step, with the sign of w. How steep is L at x?" },
      { answer: 0.01, hint: "That is the step itself. How steep is L at x?" },
      { answer: 6, hint: "A slope is not yet a change, and mind the sign." },
      { answer: -0.6, hint: "The step is a hundredth, not a tenth." },
    ],
    hint: "Which number below the box of x tells how L changes with it?",
    method: "Change of L ≈ gradient at x times the change of x.",
    explanation:
      "The gradient at x is −6, and −6 · 0.01 = −0.06. Indeed L(2.01) = 2.99² = 8.9401, " +
      "less by 0.0599; what is missing is curvature.",
  },
];

/** e to the power of z − offset, added up. */
function powersFrom(z: number[], offset: number): number {
  return sum(z.map((value) => Math.exp(value - offset)));
}

/** The cross-entropy from the logits, with an offset taken out of the powers. */
function lossFrom(z: number[], label: number, offset: number): number {
  return offset + Math.log(powersFrom(z, offset)) - z[label];
}

/** e to the power of z − offset, each a share of the sum. */
function softmaxFrom(z: number[], offset: number): number[] {
  const powers = z.map((value) => Math.exp(value - offset));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** The backward pass through a ReLU: the gradients of the units whose decider is positive. */
function gate(gradients: number[], deciders: number[]): number[] {
  return gradients.map((g, j) => deciders[j] > 0 ? g : 0);
}

function outer(a: number[], b: number[]): Rows {
  return a.map((x) => b.map((y) => x * y));
}

function column(rows: Rows, k: number): number[] {
  return rows.map((row) => row[k]);
}

function transposed(rows: Rows): Rows {
  return rows[0].map((_, k) => column(rows, k));
}

function product(a: Rows, b: Rows): Rows {
  return a.map((row) => b[0].map((_, k) => dot(row, column(b, k))));
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
