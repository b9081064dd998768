/** Notebook 06: training, and what decides how well it goes. */

import type { Exercise } from "./exercise.ts";

type Rows = number[][];

/** Early stopping as somebody handed it in; see 06-9. */
const BUGGY = `\`\`\`
function answer(losses, patience) {
  let best = 0, waited = 0;
  for (let epoch = 1; epoch < losses.length; epoch++) {
    if (losses[epoch] < losses[epoch - 1]) best = epoch;
    else if (++waited === patience) break;
  }
  return best;
}
\`\`\``;

/** The exercises of notebook 06. */
export const training: readonly Exercise[] = [
  {
    id: "06-1",
    level: "warm-up",
    question:
      "Of 60,000 training digits, the last 5,000 are kept for validation. The batches have 128 " +
      "digits, and what is left over at the end of an epoch is left out, as in the loop of this " +
      "notebook. How many steps does an epoch have?",
    answer: 429,
    mistakes: [
      {
        answer: 430,
        hint:
          "You made a last, smaller batch of what is left over. Keras would, this loop does not.",
      },
      { answer: 429.6875, hint: "There is no part of a step. What becomes of the rest?" },
      {
        answer: 469,
        hint: "The validation digits are not for training, and the rest is left out.",
      },
      { answer: 468, hint: "You trained on the validation digits. Only 55,000 are for training." },
      { answer: 55_000, hint: "Those are the digits. A step takes 128 of them." },
      {
        answer: 39,
        hint: "That many batches fit into the validation digits. Train on the others.",
      },
    ],
    hint: "How many digits are left for training, and how many full batches do they make?",
    method: "Divide the number of training digits by the size of a batch, and round down.",
    explanation: "55,000 / 128 = 429.7: 429 full batches. The 88 digits that are left over are " +
      "others in each epoch, since the order is drawn anew.",
  },
  {
    id: "06-2",
    level: "medium",
    question:
      "A weight w = 1 has a gradient of 1000. Where is it after Adam's first step, with a " +
      "learning rate of 0.001 and the usual β₁ = 0.9, β₂ = 0.999? Three decimals.",
    answer: 0.999,
    tolerance: 6e-5,
    mistakes: [
      {
        answer: 0,
        hint: "That is plain gradient descent. Adam divides the running mean of the gradient by " +
          "the root of the running mean of its square.",
      },
      { answer: 1.001, hint: "You went uphill. The step goes against the gradient." },
      {
        answer: 0.99684,
        hint: "You left out the correction: m and s begin at 0, and are divided by 1 − β₁ and " +
          "1 − β₂ after the first step.",
      },
      { answer: 0.001, hint: "That is how far the step goes. Where does it end?" },
      {
        answer: 0.9,
        hint: "You left out the learning rate: the step is m̂ / √ŝ times it.",
      },
      { answer: 0.9999, hint: "You corrected s and forgot to correct m." },
    ],
    hint: "How long is Adam's first step, whatever the gradient?",
    method: "After the first step, corrected, m̂ = g and ŝ = g². What is m̂ / √ŝ?",
    explanation: "m̂ / √ŝ = 1000 / 1000 = 1, so the first step is as long as the learning rate, " +
      "whatever the gradient's size: from 1 to 0.999. A factor on the loss does not disturb Adam. " +
      "Plain gradient descent would have gone from 1 to 0.",
  },
  {
    id: "06-3",
    level: "medium",
    question:
      "The loss `L = 2·w²` is a valley around 0. A step of gradient descent turns `w` into " +
      "`w − η·4·w`. What is the smallest η at which w stops approaching 0?",
    answer: 0.5,
    mistakes: [
      {
        answer: 0.25,
        hint: "With that one it arrives in a single step. How much longer may it be?",
      },
      { answer: 1, hint: "With η = 1, w becomes −3·w: it diverges. So the limit is below." },
      { answer: 2, hint: "With η = 2, w becomes −7·w: it diverges. So the limit is below." },
      { answer: 0, hint: "With a small η it does approach 0, slowly. Where does that end?" },
      { answer: 4, hint: "That is the curvature. The steeper a valley, the shorter the steps." },
      { answer: 0.125, hint: "With that one, each step halves w. Longer steps work as well." },
    ],
    hint: "By which factor does a step multiply w? When does that make w smaller in size?",
    method: "Each step multiplies w by 1 − 4η. Solve |1 − 4η| = 1.",
    explanation:
      "Each step multiplies w by 1 − 4η. Up to η = 0.25 it creeps in from one side, up to " +
      "0.5 it jumps across and still comes closer. At 0.5 it jumps between w and −w forever, and " +
      "beyond that it diverges. The bound is 2 over the curvature: the steepest direction sets it for all.",
  },
  {
    id: "06-4",
    level: "medium",
    question:
      "Read the curve. The validation losses of ten epochs would be 0.62, 0.48, 0.41, 0.43, " +
      "0.39, 0.40, 0.42, 0.38, 0.44 and 0.47. Early stopping with a patience of 2 ends training after " +
      "two epochs in a row without a new lowest loss, and keeps the weights of the best epoch. " +
      "Answer with `[the last epoch trained, the epoch whose weights are kept]`; the first epoch is " +
      "1.",
    answer: [7, 5],
    mistakes: [
      {
        answer: [10, 8],
        hint: "You ran all ten epochs. Two in a row without a new lowest loss come earlier.",
      },
      { answer: [7, 7], hint: "It ends there. But it keeps the weights of the best epoch so far." },
      { answer: [4, 3], hint: "That would be a patience of 1." },
      { answer: [9, 8], hint: "Epoch 8 is never reached: count the epochs after the fifth." },
      { answer: [5, 7], hint: "Right numbers, wrong order: first the last epoch trained." },
      { answer: [6, 4], hint: "The first epoch is number 1, not 0." },
      { answer: [6, 5], hint: "One epoch without a new lowest loss is forgiven; two are not." },
      { answer: [10, 5], hint: "You know which to keep. But why go on to the end?" },
    ],
    hint: "Go through the list and keep two numbers: the lowest so far, and how long ago it was.",
    method:
      "New lowest: epochs 1, 2, 3 and, after one miss, another one. Where do two misses in a " +
      "row come?",
    explanation:
      "Epoch 4 misses, 5 sets a new lowest loss, 6 and 7 miss: it ends after 7 and keeps " +
      "the weights of 5. Epoch 8 would have been better. Patience is a bet.",
  },
  {
    id: "06-5",
    level: "medium",
    question:
      "Somebody's network does not learn: the validation accuracy stays at 10 %. The first loss is " +
      "2.31, the last one 2.30. No hidden unit is dead. It learns one batch of 32 digits by heart, " +
      "down to a loss of 0.03. What is the likeliest fault?",
    options: {
      a: "the pixels go from 0 to 255",
      b: "the learning rate is far too large",
      c: "the labels do not belong to the pictures",
      d: "the gradient has the wrong sign",
      e: "all initial weights are zero",
      f: "the network overfits",
    },
    answer: "c",
    mistakes: [
      { answer: "a", hint: "Then the first loss would be far above ln 10." },
      { answer: "b", hint: "Then the loss would leap, and units would die." },
      { answer: "d", hint: "Could it learn a batch by heart if every step went uphill?" },
      {
        answer: "e",
        hint: "Then only the output's biases would move, and they cannot tell 32 digits apart.",
      },
      { answer: "f", hint: "Then the training loss would fall. It is still at ln 10." },
    ],
    hint:
      "Which of these faults leaves the first loss, the units and the batch by heart as they should be?",
    method: "Take each letter in turn and ask which of the four observations it contradicts.",
    explanation:
      "The machinery is sound, since it learns a batch by heart. But nothing follows from " +
      "wrong labels for other pictures, so the loss of new batches stays at ln 10. Look at the " +
      "pictures with their labels.",
  },
  {
    id: "06-6",
    level: "medium",
    question:
      "Write dropout as it is during training: a function that takes numbers, a rate, and as many " +
      "draws, uniform in [0, 1). A number is dropped (becomes 0) if its draw is less than the rate; " +
      "the others are scaled so that the mean is kept.",
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
          "What is left must be scaled: if a quarter of the numbers is left, each must count four " +
          "times.",
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
          x.map((value, i) => draws[i] <= rate ? 0 : value / (1 - rate)),
        hint: "A draw equal to the rate keeps its number. (With a rate of 0, nothing is dropped.)",
      },
      {
        answer: (x: number[], rate: number, draws: number[]) =>
          x.filter((_, i) => !(draws[i] < rate)).map((value) => value / (1 - rate)),
        hint: "A dropped number becomes 0 and keeps its place.",
      },
    ],
    hint: "By what must the numbers that are kept be divided, so that the mean stays?",
    method: "0 if the draw is less than the rate, otherwise the number divided by 1 − rate.",
    explanation: "A number is kept with probability 1 − rate and then divided by it. So its mean " +
      "stays what it was, and nothing needs to be scaled when the network is used.",
  },
  {
    id: "06-7",
    level: "medium",
    question:
      "In the table of section 6.6, the gradient of a batch of 32 digits has a noise of 3.45: it " +
      "is 3.45 times as far from the gradient of all digits as that gradient is long. By the rule of " +
      "the square root, how many digits does a batch need to bring the noise down to 1? Round up.",
    answer: 381,
    mistakes: [
      { answer: 380, hint: "Almost: round up, so that the noise is not above 1." },
      { answer: 380.88, hint: "Right so far. There is no part of a digit: round up." },
      {
        answer: 111,
        hint: "The noise does not fall in proportion to the digits, but to their root.",
      },
      { answer: 110.4, hint: "You multiplied by 3.45. The noise falls with the root only." },
      {
        answer: 60,
        hint:
          "You multiplied by the root. It is the other way round: the noise falls with the root of the digits.",
      },
      { answer: 128, hint: "That halves the noise, nearly. It is to fall to less than a third." },
      { answer: 10, hint: "Fewer digits mean more noise." },
    ],
    hint: "If four times as many digits halve the noise, what divides it by 3.45?",
    method: "The noise times √digits stays the same: 3.45 · √32 = 1 · √n. Solve for n.",
    explanation:
      "n = 32 · 3.45² = 380.9. To divide the noise by 3.45, you pay with 12 times as many " +
      "digits, and so 12 times the work per step.",
  },
  {
    id: "06-8",
    level: "hard",
    question:
      "Write one step of Adam for one weight: a function that takes the weight w, its running means " +
      "m and s, its gradient g and the number t of the step (1 for the first), and returns " +
      "`[w, m, s]` after the step. Take η = 0.01, β₁ = 0.9, β₂ = 0.999, and leave ε out.",
    signature: "(w: number, m: number, s: number, g: number, t: number) => number[]",
    answer: (w: number, m: number, s: number, g: number, t: number) => adam(w, m, s, g, t),
    cases: () => [
      [1, 0, 0, 4, 1],
      [0.99, 0.4, 0.016, -2, 2],
      [-3, 0.2, 0.5, 0.1, 10],
    ],
    solution: `function answer(w: number, m: number, s: number, g: number, t: number): number[] {
  m = 0.9 * m + 0.1 * g;
  s = 0.999 * s + 0.001 * g ** 2;
  const mean = m / (1 - 0.9 ** t), square = s / (1 - 0.999 ** t);
  return [w - 0.01 * mean / Math.sqrt(square), m, s];
}`,
    mistakes: [
      {
        answer: (w: number, m: number, s: number, g: number, t: number) =>
          adam(w, m, s, g, t, undefined, true),
        hint:
          "m and s are returned as they are kept, without the correction, which is for this step only.",
      },
      {
        answer: (w: number, m: number, s: number, g: number) => adam(w, m, s, g, Infinity),
        hint: "The correction is missing: divide m by 1 − 0.9ᵗ and s by 1 − 0.999ᵗ.",
      },
      {
        answer: (w: number, m: number, s: number, g: number, t: number) =>
          adam(w, m, s, g, t, (mean, square) => mean / square),
        hint: "Divide by the root of the mean square, not by the mean square itself.",
      },
      {
        answer: (w: number, m: number, s: number, g: number, t: number) =>
          adam(w, m, s, g, t, (mean, square) => -mean / Math.sqrt(square)),
        hint: "You go uphill. The step goes against the gradient.",
      },
      {
        answer: (w: number, m: number, s: number, g: number, t: number) =>
          adam(w, m, s, g, t, (_, square) => g / Math.sqrt(square)),
        hint: "Above the line stands the running mean of the gradient, not the gradient itself.",
      },
      {
        answer: (w: number, m: number, s: number, g: number, t: number) => adam(w, m, s, g, t + 1),
        hint: "The corrections are those of the next step: t is 1 in the first one.",
      },
    ],
    hint: "Four lines: the new m, the new s, both corrected, the new w.",
    method:
      "m ← 0.9·m + 0.1·g; s ← 0.999·s + 0.001·g²; divide m by 1 − 0.9ᵗ and s by 1 − 0.999ᵗ; " +
      "subtract 0.01 · (corrected m) / √(corrected s) from w.",
    explanation:
      "In the first case g = 4 and nothing is remembered: the step is as long as the learning rate. " +
      "In the second the gradient has turned round, but m still points the old way, and so does the " +
      "step, only a shorter one.",
  },
  {
    id: "06-9",
    level: "medium",
    question:
      "Find the bugs. This function is meant to return the index of the epoch whose weights early " +
      "stopping keeps, 0 for the first epoch. Training ends as soon as `patience` epochs in a row " +
      "have not set a new lowest loss. It has two bugs. Write it correctly.\n\n" + BUGGY,
    signature: "(losses: number[], patience: number) => number",
    answer: (losses: number[], patience: number) => earlyStop(losses, patience),
    cases: () => [
      [[0.62, 0.48, 0.41, 0.43, 0.39, 0.4, 0.42, 0.38, 0.44], 2],
      [[0.5, 0.3, 0.4, 0.35, 0.36, 0.2], 3],
      [[0.9, 0.7, 0.6, 0.5], 1],
      [[0.5, 0.6, 0.4, 0.45, 0.3, 0.35, 0.2], 2],
      [[0.3, 0.5, 0.4, 0.2], 2],
      [[0.5, 0.6, 0.7, 0.4, 0.5, 0.6, 0.7, 0.2], 2],
      [[0.5, 0.4, 0.4, 0.4, 0.3], 2],
    ],
    solution: `function answer(losses: number[], patience: number): number {
  let best = 0, waited = 0;
  for (let epoch = 1; epoch < losses.length; epoch++) {
    if (losses[epoch] < losses[best]) [best, waited] = [epoch, 0];
    else if (++waited === patience) break;
  }
  return best;
}`,
    mistakes: [
      {
        answer: (losses: number[], patience: number) => earlyStop(losses, patience, true, true),
        hint:
          "Both bugs are there. With which loss is each one compared, and when is `waited` 0 again?",
      },
      {
        answer: (losses: number[], patience: number) => earlyStop(losses, patience, false, true),
        hint: "One bug is left: `waited` counts all misses, not those in a row.",
      },
      {
        answer: (losses: number[], patience: number) => earlyStop(losses, patience, true, false),
        hint: "One bug is left: better than the epoch before is not a new lowest loss.",
      },
      {
        answer: (losses: number[]) => losses.indexOf(Math.min(...losses)),
        hint: "That is the best of all epochs. Training may have ended before it.",
      },
      {
        answer: (losses: number[], patience: number) => earlyStop(losses, patience) + 1,
        hint: "You count epochs from 1. Return the index, 0 for the first.",
      },
      {
        answer: (losses: number[], patience: number) =>
          Math.min(earlyStop(losses, patience) + patience, losses.length - 1),
        hint: "That is the epoch after which it ends. Its weights are not the ones that are kept.",
      },
      {
        answer: (losses: number[], patience: number) =>
          // each loss a trace lower than its equal before
          earlyStop(losses.map((loss, epoch) => loss - 1e-9 * epoch), patience),
        hint: "A loss equal to the lowest is not a new lowest loss: `<`, not `<=`.",
      },
      {
        answer: (losses: number[], patience: number) => earlyStop(losses, patience + 1),
        hint: "It waits one epoch too long.",
      },
    ],
    hint: "Follow `best` and `waited` through `[0.5, 0.6, 0.4, 0.45, 0.3]` with a patience of 2.",
    method:
      "Compare with the loss of the best epoch so far. When it is beaten, begin to count anew.",
    explanation:
      "The first bug takes any recovery for a new best. The second ends training after " +
      "misses that were not in a row. Neither throws; a run merely ends with worse weights than it had.",
  },
  {
    id: "06-10",
    level: "medium",
    question:
      "Predict, then run. Plain descent walks through the valley L = ½·(u² + 100·v²) from (−9, 1.5), " +
      "as in section 6.8, with the learning rates 0.001, 0.005, 0.01, 0.018, 0.0199 and 0.021 in " +
      "turn. Which of them has the smallest loss after 40 steps? Guess first, and answer with the " +
      "rate that you find.",
    answer: 0.018,
    mistakes: [
      { answer: 0.021, hint: "It is beyond the limit of 2 / 100: look at v." },
      {
        answer: 0.0199,
        hint: "It is the fastest along the valley. But across it still swings. Print both.",
      },
      { answer: 0.01, hint: "It is across at once, in a single step. And along the valley?" },
      { answer: 0.005, hint: "It is slow along the valley. Longer steps are ahead of it." },
      { answer: 0.001, hint: "It is the slowest. Longer steps are ahead of it." },
      { answer: 0.02, hint: "That is the limit itself, and it was not tried." },
    ],
    hint: "Along the valley the longest step is best, across it 1/100 is. Which one wins?",
    method: "For each rate, call `path(sgd(rate))`, take its last point, and print " +
      "`(x ** 2 + 100 * y ** 2) / 2`.",
    explanation:
      "At 0.018 the loss is 9.5: u has shrunk by 0.982⁴⁰ = 0.48, and v by 0.8⁴⁰. At 0.0199 " +
      "u is further along, but v has shrunk only by 0.99⁴⁰ = 0.67, and counts a hundredfold. At 0.021 v grows.",
  },
  {
    id: "06-11",
    level: "hard",
    question:
      "An open experiment. Plain descent in a valley of curvature 100 fails from η = 2 / 100 on. " +
      "From which η on does momentum, with μ = 0.9, no longer come to rest there? Find it with code of " +
      "your own, and answer with two significant digits, such as `0.0012`.",
    answer: 0.038,
    tolerance: 0.015,
    mistakes: [
      { answer: 0.02, hint: "That is the limit of plain descent. Momentum allows more. Try it." },
      {
        answer: 0.002,
        hint: "You expect steps ten times as long to need a rate a tenth as large. Try it.",
      },
      { answer: 0.2, hint: "There it flies away at once." },
      { answer: 0.04, hint: "Close. Let it run longer: at 0.04 it grows already." },
      { answer: 0.01, hint: "There it comes to rest quickly. Go on." },
      { answer: 0.03, hint: "There it still comes to rest, if you wait. Go on." },
    ],
    hint: "Let w begin at 1, run 2,000 steps, and look whether it is near 0 or far away.",
    method:
      "Halve the interval: between a rate that comes to rest and one that flies away, try the " +
      "middle, and keep the half in which the change lies.",
    explanation:
      "It comes to rest up to 2·(1 + μ) / c = 0.038, nearly twice as far as plain descent: " +
      "what changes sides from step to step partly cancels in m. Yet along the valley its steps grow " +
      "up to 1 / (1 − μ) = 10 times as long. That is the gain.",
  },
  {
    id: "06-12",
    level: "hard",
    question:
      "The backward pass of the output layer, from the probabilities to the weights, for a whole " +
      "batch. Write a function that takes the layer's inputs X, one row per digit, the probabilities P " +
      "that the network gives, one row per digit, and the labels. It returns dW, the gradient of the " +
      "batch's mean loss with respect to the weights, one row per input and one column per class.",
    signature: "(X: number[][], P: number[][], labels: number[]) => number[][]",
    answer: (X: Rows, P: Rows, labels: number[]) => weightGradient(X, atScores(P, labels)),
    cases: () => [
      [[[1, 2], [3, 4]], [[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]], [0, 2]],
      [[[1, 2, 0], [0, 1, -1], [2, 0, 3]], [[0.1, 0.9], [0.5, 0.5], [0.3, 0.7]], [1, 1, 0]],
      [[[2, -1]], [[0.2, 0.3, 0.5]], [1]],
    ],
    solution: `function answer(X: number[][], P: number[][], labels: number[]): number[][] {
  const dY = P.map((row, n) => row.map((p, k) => (p - (k === labels[n] ? 1 : 0)) / P.length));
  const dW = X[0].map(() => P[0].map(() => 0)); // [inputs][classes]
  dY.forEach((row, n) => row.forEach((g, k) => X[n].forEach((x, i) => dW[i][k] += x * g)));
  return dW;
}`,
    mistakes: [
      {
        answer: (X: Rows, P: Rows, labels: number[]) =>
          scaled(weightGradient(X, atScores(P, labels)), P.length),
        hint: "That is the gradient of the sum. The loss is the mean over the digits: divide by N.",
      },
      {
        answer: (X: Rows, P: Rows) => scaled(weightGradient(X, P), 1 / P.length),
        hint: "You left out what is true: at each digit's own class, subtract 1 first.",
      },
      {
        answer: (X: Rows, P: Rows, labels: number[]) =>
          scaled(weightGradient(X, atScores(P, labels)), -1),
        hint: "All signs are wrong: the gradient itself points uphill. The step goes against it.",
      },
      {
        answer: (X: Rows, P: Rows, labels: number[]) => weightGradient(atScores(P, labels), X),
        hint: "Rows and columns are swapped: a row per input, a column per class.",
      },
      {
        answer: (X: Rows, P: Rows, labels: number[]) =>
          weightGradient(X.slice(-1), atScores(P, labels).slice(-1)),
        hint: "Only the last digit counts: add up, do not overwrite.",
      },
      {
        answer: (X: Rows, P: Rows) => weightGradient(X, atScores(P, [...P.keys()])),
        hint: "You subtract the 1 at the digit's place in the batch. It belongs at its class.",
      },
      {
        answer: (X: Rows, P: Rows, labels: number[]) =>
          scaled(weightGradient(X, atScores(P, labels)), 1 / P[0].length),
        hint: "You divide by the number of probabilities. Divide by the number of digits.",
      },
      {
        answer: (X: Rows, P: Rows, labels: number[]) =>
          weightGradient(
            X,
            atScores(P, labels).map((row, n) => row.map((g, k) => k === labels[n] ? g : 0)),
          ),
        hint: "The other classes are told something as well: they claimed too much.",
      },
    ],
    hint: "What is the gradient at the scores of one digit, and what does the mean do to it?",
    method: "dY(n,k) = (P(n,k) − 1 if k is digit n's class, else P(n,k)) / N. Then " +
      "dW(i,k) = Σ_n X(n,i) · dY(n,k).",
    explanation:
      "What was claimed minus what is true, over N, is the gradient at the scores; XᵀdY hands it on " +
      "to the weights. Section 6.2 checks the same two lines against TensorFlow.js.",
  },
];

/** One step of Adam; `direction` is what the learning rate is multiplied by. */
function adam(
  w: number,
  m: number,
  s: number,
  g: number,
  t: number,
  direction = (mean: number, square: number) => mean / Math.sqrt(square),
  keepsCorrected = false,
): number[] {
  const newM = 0.9 * m + 0.1 * g, newS = 0.999 * s + 0.001 * g ** 2;
  const mean = newM / (1 - 0.9 ** t), square = newS / (1 - 0.999 ** t);
  if (keepsCorrected) return [w - 0.01 * mean / Math.sqrt(square), mean, square];
  return [w - 0.01 * direction(mean, square), newM, newS];
}

/** The index of the epoch that early stopping keeps, with either of two bugs. */
function earlyStop(
  losses: number[],
  patience: number,
  comparesWithLast = false,
  countsAll = false,
): number {
  let best = 0, waited = 0;
  for (let epoch = 1; epoch < losses.length; epoch++) {
    if (losses[epoch] < losses[comparesWithLast ? epoch - 1 : best]) {
      best = epoch;
      if (!countsAll) waited = 0;
    } else if (++waited === patience) break;
  }
  return best;
}

/** XᵀdY. */
function weightGradient(X: Rows, dY: Rows): Rows {
  return X[0].map((_, i) => dY[0].map((_, k) => X.reduce((sum, x, n) => sum + x[i] * dY[n][k], 0)));
}

/** The gradient of the mean cross-entropy at the scores: (p − truth) / N. */
function atScores(P: Rows, labels: number[]): Rows {
  return P.map((row, n) => row.map((p, k) => (p - (k === labels[n] ? 1 : 0)) / P.length));
}

function scaled(rows: Rows, factor: number): Rows {
  return rows.map((row) => row.map((value) => value * factor));
}
