/** Notebook 03: ReLU, what a network is without it, and what can go wrong with it. */

import type { Exercise } from "./exercise.ts";

/** Activations: a row for each picture, a column for each unit. */
type Activations = number[][];

const BUGGY = "```ts\nfunction softplus(x: number): number {\n" +
  "  return Math.log(1 + Math.exp(x));\n}\n```";

/** The exercises of notebook 03. */
export const relu: readonly Exercise[] = [
  {
    id: "03-1",
    level: "warm-up",
    question: "What does ReLU make of `[-2, -0.5, 0, 3]`?",
    answer: [0, 0, 0, 3],
    mistakes: [
      { answer: [2, 0.5, 0, 3], hint: "That is the absolute value. What is negative becomes 0." },
      { answer: [-2, -0.5, 0, 0], hint: "You kept what is smaller than 0; keep what is larger." },
      { answer: [0, 0, 0, 1], hint: "That is the derivative. What is positive stays as it is." },
      { answer: [3], hint: "Nothing is left out: what is negative becomes 0 and keeps its place." },
      {
        answer: [-0.4, -0.1, 0, 3],
        hint: "That is a leaky ReLU. ReLU itself lets nothing through.",
      },
      { answer: [0, 0, 3], hint: "Four numbers go in, four come out: 0 stays 0." },
    ],
    hint: "What happens to a negative number, and what to a positive one?",
    method: "Take max(0, x) of each number by itself.",
    explanation: "ReLU is max(0, x): negative numbers become 0, the others stay.",
  },
  {
    id: "03-2",
    level: "medium",
    question:
      "Two linear layers, one after the other with nothing in between:\n\n```\nu = 1·p + 2·q + 1" +
      "\nv = 3·p - 1·q - 1\ny = 2·u + 1·v + 5\n```\n\nThey are one linear layer, `y = a·p + b·q + " +
      "c`. Answer with `[a, b, c]`.",
    answer: [5, 3, 6],
    mistakes: [
      { answer: [5, 3, 5], hint: "The biases of the first layer pass through the second one too." },
      {
        answer: [4, 5, 6],
        hint: "You took the weights of u for those of p. Put u and v into y, then collect p and q.",
      },
      { answer: [4, 1, 5], hint: "You added the layers. Put the first one into the second." },
      { answer: [5, 5, 6], hint: "The weight of q in v is −1: watch the sign." },
      {
        answer: [7, 0, 4],
        hint: "You swapped the weights of u and v: u counts twice, v once.",
      },
      { answer: [5, 3, 1], hint: "The second layer's own bias, 5, is missing." },
    ],
    hint: "What is y if you write it with p and q alone?",
    method: "Put the formulas of u and v in place of u and v. Then collect p, q and the rest.",
    explanation:
      "y = 2·(p + 2q + 1) + (3p − q − 1) + 5 = 5p + 3q + 6. However many linear layers you " +
      "stack, a single one does the same. Only a function between them that is not linear makes " +
      "depth worth anything.",
  },
  {
    id: "03-3",
    level: "medium",
    question:
      "`x = [-1, 2, 0, 3]` went into a ReLU. The gradient at its output is `dy = [5, -1, 2, " +
      "7]`. What is the gradient at its input? (At 0, take the slope 0.)",
    answer: [0, -1, 0, 7],
    mistakes: [
      { answer: [0, -1, 2, 7], hint: "At 0 the slope is 0 by agreement, as in tfjs." },
      {
        answer: [5, -1, 2, 7],
        hint: "You let everything pass. Where x is negative, nothing does.",
      },
      {
        answer: [5, 0, 2, 7],
        hint: "You applied ReLU to the gradient. It is x that decides what passes, not dy.",
      },
      { answer: [0, -2, 0, 21], hint: "Multiply by the slope at x, 0 or 1, not by what came out." },
      { answer: [0, 1, 0, 1], hint: "Those are the slopes. Multiply dy by them." },
      {
        answer: [5, 0, 0, 0],
        hint: "The gate is open where x is positive, not where it is negative.",
      },
    ],
    hint: "Where did the numbers pass on the way forward?",
    method:
      "dx = dy · slope at x, number by number; the slope is 1 where x is positive, otherwise 0.",
    explanation:
      "ReLU is a gate: where x was positive, the gradient passes unchanged, even if it is " +
      "negative; elsewhere it is stopped.",
  },
  {
    id: "03-4",
    level: "medium",
    question:
      "A chain of ten sigmoids, each fed by the one before, all weights 1. The slope of a " +
      "sigmoid is at most 1/4. What is the largest slope that the whole chain can have? Three " +
      "digits are enough, such as `1.23e-4`.",
    answer: 9.54e-7,
    tolerance: 0.002,
    mistakes: [
      { answer: 0.25, hint: "That is one sigmoid. The chain rule multiplies ten slopes." },
      { answer: 2.5, hint: "The chain rule multiplies the slopes; it does not add them." },
      { answer: 0.025, hint: "The chain rule multiplies ten slopes, 1/4 times 1/4 and so on." },
      { answer: 0.000976, hint: "1/2 is the sigmoid's value at 0. Its slope there is 1/4." },
      { answer: 0.00000381, hint: "Those are nine of the ten." },
      { answer: 2.38e-7, hint: "Those are eleven; there are ten." },
      { answer: 1_048_576, hint: "You divided the wrong way round: the slope shrinks." },
    ],
    hint: "What does the chain rule do with the ten slopes?",
    method: "Multiply ten factors of 1/4.",
    explanation: "(1/4)¹⁰ = 1/1,048,576, about 9.54e-7: of a gradient at the output, at most a " +
      "millionth arrives at the input. ReLU's slope is 1 wherever a unit is on, so the slopes take " +
      "nothing away there; the weights still can.",
  },
  {
    id: "03-5",
    level: "medium",
    question: "A ReLU unit gives 0 for every training picture. What does plain gradient descent " +
      "(each weight moves by −learning rate · gradient, and by nothing else) do to its weights and " +
      "its bias?",
    options: {
      a: "nothing, as long as its inputs stay the same",
      b: "the weights stay, the bias recovers, because its gradient is always 1",
      c: "both grow until the unit wakes up",
      d: "both shrink towards zero",
      e: "the weights move, the bias stays, because no input is multiplied with it",
      f: "both jump at random, because the gradient is not defined",
    },
    answer: "a",
    mistakes: [
      {
        answer: "b",
        hint: "The bias, too, gets its gradient through the ReLU. What is ReLU's slope here?",
      },
      { answer: "c", hint: "What would push them? Follow the gradient back through the ReLU." },
      {
        answer: "d",
        hint: "Nothing pulls them there: the gradient of the loss is 0.",
      },
      {
        answer: "e",
        hint: "The weights' gradient passes the same gate as the bias's. Is it open?",
      },
      { answer: "f", hint: "Left of its kink ReLU has a slope, a very definite one. Which?" },
    ],
    hint: "What is ReLU's slope where its input is negative?",
    method:
      "Write down the gradient of a weight, dy · slope · input, and of the bias, dy · slope. " +
      "Which factor do you know for every picture?",
    explanation:
      "The slope is 0 for every picture, so nothing reaches the unit. It is dead, unless " +
      "the layers below change its inputs. A leaky ReLU lets a little through. A smaller " +
      "learning rate keeps units from being thrown there.",
  },
  {
    id: "03-6",
    level: "medium",
    question:
      "Backward, in code. Leaky ReLU is x where x is positive and α·x elsewhere. Write the " +
      "function that takes the gradients at its output, the numbers that went in, and α, and returns " +
      "the gradients at its input. At 0 the slope is α.",
    signature: "(dy: number[], x: number[], alpha: number) => number[]",
    answer: (dy: number[], x: number[], alpha: number) =>
      dy.map((g, i) => x[i] > 0 ? g : alpha * g),
    cases: () => [
      [[5, -1, 2, 7], [-1, 2, 0, 3], 0.1],
      [[1, 1, 1], [-4, 0, 4], 0.3],
      [[2, -3], [-0.5, 0.5], 0],
    ],
    solution: `function answer(dy: number[], x: number[], alpha: number): number[] {
  return dy.map((g, i) => x[i] > 0 ? g : alpha * g);
}`,
    mistakes: [
      {
        answer: (dy: number[], x: number[]) => dy.map((g, i) => x[i] > 0 ? g : 0),
        hint: "That is plain ReLU. On the left the leaky one has the slope α.",
      },
      {
        answer: (dy: number[], x: number[], alpha: number) =>
          dy.map((g, i) => x[i] >= 0 ? g : alpha * g),
        hint: "Right except at 0: the slope there should be α.",
      },
      {
        answer: (dy: number[], x: number[], alpha: number) =>
          dy.map((_, i) => x[i] > 0 ? 1 : alpha),
        hint: "Those are the slopes. Multiply the gradients by them.",
      },
      {
        answer: (_: number[], x: number[], alpha: number) =>
          x.map((value) => value > 0 ? value : alpha * value),
        hint: "That is the forward pass. In the backward pass, dy is multiplied by the slope.",
      },
      {
        answer: (dy: number[], _: number[], alpha: number) => dy.map((g) => g > 0 ? g : alpha * g),
        hint: "The sign of x decides, not the sign of dy.",
      },
      {
        answer: (dy: number[], x: number[], alpha: number) =>
          dy.map((g, i) => x[i] > 0 ? g * x[i] : alpha * g * x[i]),
        hint: "Multiply by the slope at x, not by the value there.",
      },
    ],
    hint: "What is the slope at a positive x, and what elsewhere?",
    method: "Number by number: dy times 1 where x is positive, times α elsewhere.",
    explanation:
      "The gradient is multiplied by the slope at x: 1 or α. With α above 0 it is never stopped, " +
      "and so a unit can come back.",
  },
  {
    id: "03-7",
    level: "hard",
    question:
      "Write the function that counts dead units. It takes what the ReLUs of a layer gave, " +
      "one row for each picture and one column for each unit, and returns how many units were 0 on " +
      "all pictures.",
    signature: "(activations: number[][]) => number",
    answer: (rows: Activations) => columns(rows).filter((unit) => unit.every(isZero)).length,
    cases: () => [
      [[[0, 1, 0], [0, 0, 0], [0, 2, 0], [0, 0, 0]]],
      [[[0, 0, 3, 1], [0, 2, 0, 0]]],
      [[[1, 2], [3, 4]]],
      [[[0, 0, 0, 0, 5]]],
      [[[0, 0], [0, 0], [1, 0]]],
      [[[0, 0, 0.6], [0.01, 0, 0], [0, 0, 0.3]]],
      [[[0, 0.9, 0], [7, 0.2, 0], [0, 0.4, 0]]],
    ],
    solution: `function answer(activations: number[][]): number {
  const units = activations[0].map((_, unit) => unit);
  return units.filter((unit) => activations.every((picture) => picture[unit] === 0)).length;
}`,
    mistakes: [
      {
        answer: (rows: Activations) => rows.flat().filter(isZero).length,
        hint:
          "You count zeros. That measures how sparse the layer is; a unit is dead only if it is " +
          "0 on every picture.",
      },
      {
        answer: (rows: Activations) => rows.filter((row) => row.every(isZero)).length,
        hint:
          "You count pictures on which all units are 0. Go down the columns, not along the rows.",
      },
      {
        answer: (rows: Activations) => columns(rows).filter((unit) => unit.some(isZero)).length,
        hint: "One picture with 0 does not make a unit dead: it must be 0 on all of them.",
      },
      {
        answer: (rows: Activations) => columns(rows).filter((unit) => !unit.every(isZero)).length,
        hint: "Those are the ones alive.",
      },
      {
        answer: (rows: Activations) =>
          columns(rows).filter((unit) => unit.every((value) => value < 1)).length,
        hint: "A unit that gives 0.9 is alive. Dead means exactly 0.",
      },
      {
        answer: (rows: Activations) =>
          columns(rows).filter((unit) => unit.every((value) => value < 0.5)).length,
        hint: "A unit that gives 0.3 is alive. Dead means exactly 0, not small.",
      },
      {
        answer: (rows: Activations) =>
          columns(rows).filter((unit) => isZero(unit[0]) && isZero(unit.at(-1)!)).length,
        hint: "You look at the first and the last picture. The unit may be on in between.",
      },
      {
        answer: (rows: Activations) => rows[0].filter(isZero).length,
        hint: "You look at the first picture alone. The unit may be on for another one.",
      },
    ],
    hint: "What has to be true of a whole column?",
    method: "Go over the units, one column each. Count those for which every row has a 0 " +
      "there.",
    explanation:
      "For each unit, look at all pictures: `every` over the rows at a fixed column. Being " +
      "0 on many pictures is not a fault: that is sparsity. Being 0 on all of them is death.",
  },
  {
    id: "03-8",
    level: "warm-up",
    question:
      "relu(p + q) − 2 · relu(p + q − 1) says whether two bits differ. By which number must " +
      "the 2 be replaced so that the network says whether at least one of them is 1: 0 for (0, 0), " +
      "and 1 for (1, 0), (0, 1) and (1, 1)?",
    answer: 1,
    mistakes: [
      { answer: 2, hint: "With 2, the pair (1, 1) gets 0. It should get 1." },
      { answer: 0, hint: "With 0, the pair (1, 1) gets 2. It should get 1." },
      { answer: -1, hint: "The minus sign is there already." },
      { answer: 0.5, hint: "Then the pair (1, 1) gets 1.5." },
      { answer: 3, hint: "Then the pair (1, 1) gets −1." },
    ],
    hint: "For three of the four pairs the second ReLU gives 0. Look at the fourth.",
    method: "For (1, 1) the network gives 2 − c · 1. Choose c so that this is 1.",
    explanation:
      "For (1, 1), relu(2) − c · relu(1) = 2 − c, which is 1 for c = 1. The first ReLU " +
      "rises from 0 on, and the second takes the rise away from 1 on. Together they are a ramp that " +
      "levels off.",
  },
  {
    id: "03-9",
    level: "medium",
    question:
      "In a ReLU network whose layers are equally wide, weights of Glorot's size multiply the " +
      "size of the signal by 1/√2 in each layer. What share of it is left after ten layers?",
    answer: 0.03125,
    tolerance: 0.002,
    mistakes: [
      { answer: 0.000977, hint: "Half is lost of the mean square. The size is its root: 1/√2." },
      { answer: 0.0442, hint: "Those are nine layers." },
      { answer: 0.707, hint: "That is one layer." },
      { answer: 7.07, hint: "Factors are multiplied, not added." },
      { answer: 32, hint: "The signal shrinks: divide." },
      { answer: 0.0221, hint: "Those are eleven layers." },
    ],
    hint: "Two layers leave 1/√2 · 1/√2 = 1/2.",
    method: "Ten factors of 1/√2 are five factors of 1/2.",
    explanation:
      "(1/√2)¹⁰ = (1/2)⁵ = 1/32. Weights that are √2 times as large, He's, make up for it. " +
      "In the figures of section 3.10 the line of ReLU with Glorot's weights falls at least as fast.",
  },
  {
    id: "03-10",
    level: "medium",
    question:
      "Find the bug. Softplus, ln(1 + eˣ), is a ReLU with the bend rounded off. This function " +
      "is right for most numbers, but for x = 1,000 it returns `Infinity`, and for x = −40 it " +
      "returns 0 instead of 4.248e-18. Write one that is right for all of them.\n\n" + BUGGY,
    signature: "(x: number) => number",
    answer: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    cases: () => [[0], [1], [-1], [3.5], [-8], [1000], [-40], [-1000]],
    solution: `function answer(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}`,
    mistakes: [
      {
        answer: (x: number) => Math.log(1 + Math.exp(x)),
        hint: "That is the function of the question: `Math.exp(1000)` is `Infinity`.",
      },
      {
        answer: (x: number) => Math.log1p(Math.exp(x)),
        hint: "−40 is right now. For 1,000, `Math.exp` still overflows: never let it see a large " +
          "positive number.",
      },
      {
        answer: (x: number) => Math.max(x, 0) + Math.log(1 + Math.exp(-Math.abs(x))),
        hint: "1,000 is right now. For −40, 1 + 4e-18 is rounded to 1, and its logarithm to 0: " +
          "`Math.log1p(y)` computes ln(1 + y) without adding the 1 first.",
      },
      { answer: (x: number) => Math.max(0, x), hint: "That is ReLU: its bend is not rounded." },
      {
        answer: (x: number) => Math.log1p(Math.exp(-Math.abs(x))),
        hint: "Right for negative numbers. For positive ones x is missing: ln(1 + eˣ) = x + " +
          "ln(1 + e⁻ˣ).",
      },
      {
        answer: (x: number) => x > 0 ? x : Math.log1p(Math.exp(x)),
        hint: "Right for negative numbers, and for large ones. At 1 softplus is not 1 yet.",
      },
      {
        answer: (x: number) => 1 / (1 + Math.exp(-x)),
        hint: "That is the sigmoid, softplus's derivative.",
      },
    ],
    hint: "For a large x, which of the two terms in the logarithm matters?",
    method: "For positive x, ln(1 + eˣ) = x + ln(1 + e⁻ˣ): then `Math.exp` sees negative numbers " +
      "only. And `Math.log1p(y)` is ln(1 + y), exact for tiny y.",
    explanation:
      "ln(1 + eˣ) = ln(eˣ · (e⁻ˣ + 1)) = x + ln(1 + e⁻ˣ). So take out max(x, 0), and the " +
      "power is never above 1. `Math.log1p` keeps what `1 + y` would round away. Softmax has the " +
      "same problem, and notebook 5 the same cure.",
  },
  {
    id: "03-11",
    level: "medium",
    question:
      "Predict, then run. `step(0.1)` leaves the unit of section 3.9 alive, `step(3)` kills " +
      "it. From which learning rate on is it dead? Guess; narrow it down with `step`; then compute " +
      "it exactly, or give four digits.",
    answer: 1 / 3,
    tolerance: 0.001,
    mistakes: [
      { answer: 0.1, hint: "That one leaves all four outputs above 0." },
      { answer: 1 / 6, hint: "There the output for (0, 0) becomes 0. The others are still on." },
      { answer: 0.25, hint: "There the output for (0, 1) becomes 0. Two others are still on." },
      { answer: 0.3, hint: "Two outputs are still above 0: try a little more." },
      { answer: 0.5, hint: "Dead, but a smaller rate does it already." },
      { answer: 3, hint: "That is the rate of the text. A far smaller one is enough." },
    ],
    hint: "Which of the four corners stays on longest?",
    method:
      "With the learning rate η, the weights after the step are 0.3 − 0.6η and 0.2 − 0.6η, the bias is 0.1 − 0.6η. Write " +
      "down the sum for each corner, and see where the last of them reaches 0.",
    explanation:
      "With the learning rate η, the corners (1, 0) and (1, 1) have 0.4 − 1.2η and 0.6 − 1.8η. " +
      "Both reach 0 at η = 1/3, and the other two earlier. A learning rate of a third is a lot. But a step is rate times " +
      "gradient: with a gradient ten times as large, a thirtieth would be enough.",
  },
  {
    id: "03-12",
    level: "medium",
    question: "Read a figure. Which function in “Activation functions and their slopes” is " +
      "above 0 at x = 0, while its slope there is one half?",
    options: {
      a: "ReLU",
      b: "sigmoid",
      c: "tanh",
      d: "softplus",
      e: "swish",
      f: "ELU",
    },
    answer: "d",
    mistakes: [
      { answer: "a", hint: "It is 0 at 0, and its slope jumps there from 0 to 1." },
      { answer: "b", hint: "It is above 0 there, one half in fact. But look at the dashed line." },
      { answer: "c", hint: "It passes through 0, with the slope 1." },
      { answer: "e", hint: "Its slope is one half there. But where does the solid line pass?" },
      { answer: "f", hint: "Its solid line passes through 0, as ReLU's does." },
    ],
    hint: "Two conditions: the solid line at x = 0, and the dashed line at x = 0.",
    method:
      "First cross out every function whose solid line passes through the origin. Then look at " +
      "the dashed lines of the rest.",
    explanation:
      "Sigmoid and softplus are above 0 at 0. The sigmoid's slope there is 1/4, softplus's " +
      "is 1/2: softplus is the function whose derivative is the sigmoid, and the sigmoid of 0 is 1/2.",
  },
  {
    id: "03-13",
    level: "hard",
    question:
      "Backward, in code. A network has one input x, a hidden layer of ReLUs and the output y " +
      "= Σ v(k) · relu(a(k) · x + c(k)). Write the function that takes x, the lists a, c and v, and dy, " +
      "the gradient at y, and returns the gradients of the hidden biases c(k). At a kink the slope " +
      "is 0.",
    signature: "(x: number, a: number[], c: number[], v: number[], dy: number) => number[]",
    answer: (x: number, a: number[], c: number[], v: number[], dy: number) =>
      a.map((weight, k) => weight * x + c[k] > 0 ? dy * v[k] : 0),
    cases: () => [
      [2, [1, -1, 0.5], [0, 1, -3], [3, 5, 7], 1],
      [-1, [2, -2], [1, 1], [4, -6], 0.5],
      [0.5, [1, 1, -1, 2], [0.5, -0.5, 0.25, 1], [-1, 2, 3, -4], -2],
      [3, [1, 2], [-1, -7], [2, 9], 0.1],
    ],
    solution:
      `function answer(x: number, a: number[], c: number[], v: number[], dy: number): number[] {
  return a.map((weight, k) => weight * x + c[k] > 0 ? dy * v[k] : 0);
}`,
    mistakes: [
      {
        answer: (_x: number, a: number[], _c: number[], v: number[], dy: number) =>
          a.map((_, k) => dy * v[k]),
        hint: "The gate is missing: through a unit that is off, no gradient passes.",
      },
      {
        answer: (x: number, a: number[], c: number[], v: number[], dy: number) =>
          a.map((weight, k) => weight * x + c[k] > 0 ? dy * v[k] * x : 0),
        hint: "Those are the gradients of a(k), which is multiplied by x. The bias is not.",
      },
      {
        answer: (x: number, a: number[], c: number[], _v: number[], dy: number) =>
          a.map((weight, k) => weight * x + c[k] > 0 ? dy : 0),
        hint: "On its way back to the hidden layer the gradient passes the weight v(k), too.",
      },
      {
        answer: (x: number, a: number[], c: number[], v: number[], dy: number) =>
          a.map((weight, k) => weight * x + c[k] > 0 ? dy * v[k] * weight : 0),
        hint: "a(k) lies between x and the sum. The gradient of the bias does not pass it.",
      },
      {
        answer: (x: number, a: number[], c: number[], _v: number[], dy: number) =>
          a.map((weight, k) => dy * Math.max(0, weight * x + c[k])),
        hint: "Those are the gradients of v(k): dy times what the hidden unit gave.",
      },
      {
        answer: (x: number, a: number[], _c: number[], v: number[], dy: number) =>
          a.map((weight, k) => weight * x > 0 ? dy * v[k] : 0),
        hint: "The bias belongs to the sum that decides whether a unit is on.",
      },
      {
        answer: (x: number, a: number[], c: number[], v: number[], dy: number) =>
          a.map((weight, k) => weight * x + c[k] > 0 ? -dy * v[k] : 0),
        hint: "The gradient itself, please: the minus sign belongs to the step.",
      },
    ],
    hint: "What lies between the bias c(k) and y? Walk back through it.",
    method:
      "From y back to c(k): times v(k), then times ReLU's slope at a(k) · x + c(k), then times 1.",
    explanation: "Backwards through the output weight, then through the gate; the bias itself is " +
      "added, so its slope is 1. With one more factor, x, this is the gradient of a(k). Section " +
      "3.6 computes both.",
  },
  {
    id: "03-14",
    level: "medium",
    question:
      "A network has one input, a hidden layer of eight ReLUs and a linear output. Its graph " +
      "is a chain of straight lines. Of how many, at most?",
    answer: 9,
    mistakes: [
      { answer: 8, hint: "Eight is the number of bends. How many pieces do they cut a line into?" },
      { answer: 16, hint: "Each unit bends the graph in one place only." },
      {
        answer: 256,
        hint: "On and off make 2⁸ patterns, but a line does not pass through all of them.",
      },
      { answer: 10, hint: "Count again: one cut makes two pieces of a line." },
      { answer: 7, hint: "The pieces on the far left and on the far right count as well." },
      { answer: 2, hint: "That is a single ReLU." },
    ],
    hint: "Where does the graph bend, and how often?",
    method:
      "Each unit adds one bend, where its sum is 0. Into how many pieces do so many points cut " +
      "a line?",
    explanation:
      "Each unit is on to one side of its bend and off on the other. Eight bends cut the " +
      "line into nine pieces. With more inputs the facets are far more numerous, and every further " +
      "layer folds them again.",
  },
];

function columns(rows: Activations): Activations {
  return rows[0].map((_, j) => rows.map((row) => row[j]));
}

function isZero(x: number): boolean {
  return x === 0;
}
