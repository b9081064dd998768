/** Notebook 03: ReLU and what a network is without it. */

import type { Exercise } from "./exercise.ts";

/** Activations: a row a picture, a column a unit. */
type Activations = number[][];

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
    ],
    hint: "max(0, x), for each number by itself.",
    explanation: "ReLU is max(0, x): negative numbers become 0, the others stay.",
  },
  {
    id: "03-2",
    level: "medium",
    question:
      "Two linear layers, one after the other and nothing between:\n\n```\nu = 1·p + 2·q + 1" +
      "\nv = 3·p - 1·q - 1\ny = 2·u + 1·v + 5\n```\n\nThey are one linear layer, `y = a·p + b·q + " +
      "c`. Answer with `[a, b, c]`.",
    answer: [5, 3, 6],
    mistakes: [
      { answer: [5, 3, 5], hint: "The biases of the first layer pass through the second one too." },
      {
        answer: [4, 5, 6],
        hint: "You took the weights of u for those of p. Put u and v into y, then gather p and q.",
      },
      { answer: [4, 1, 5], hint: "You added the layers. Put the first one into the second." },
      { answer: [5, 5, 6], hint: "The weight of q in v is −1: mind the sign." },
    ],
    hint: "Put the formulas of u and v in the place of u and v, and gather.",
    explanation:
      "y = 2·(p + 2q + 1) + (3p − q − 1) + 5 = 5p + 3q + 6. However many linear layers " +
      "one stacks, one does the same. What stands between them, a function that is not linear, is " +
      "what makes depth worth anything.",
  },
  {
    id: "03-3",
    level: "medium",
    question:
      "Into a ReLU went `x = [-1, 2, 0, 3]`; the gradient at its output is `dy = [5, -1, 2, " +
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
    ],
    hint:
      "dx = dy · slope at x, number by number; the slope is 1 where x is positive, otherwise 0.",
    explanation:
      "ReLU is a gate: where x was positive, the gradient passes unchanged, negative ones " +
      "too; elsewhere it is stopped.",
  },
  {
    id: "03-4",
    level: "medium",
    question:
      "A chain of ten sigmoids, each fed with the one before, all weights 1. The slope of a " +
      "sigmoid is at most 1/4. Which bound does that put on the slope of the whole chain? Three " +
      "digits will do, such as `1.23e-4`.",
    answer: 9.54e-7,
    tolerance: 0.002,
    mistakes: [
      { answer: 0.25, hint: "That is one sigmoid. The chain rule multiplies ten slopes." },
      { answer: 2.5, hint: "The chain rule multiplies the slopes; it does not add them." },
      { answer: 0.025, hint: "The chain rule multiplies ten slopes, 1/4 times 1/4 and so on." },
      { answer: 0.000976, hint: "1/2 is the sigmoid's value at 0. Its slope there is 1/4." },
      { answer: 0.00000381, hint: "Those are nine of the ten." },
    ],
    hint: "Ten factors of at most 1/4 each.",
    explanation: "(1/4)¹⁰ = 1/1,048,576, about 9.54e-7: of a gradient at the output, a millionth " +
      "arrives at the first layer. ReLU's slope is 1 wherever a unit is on; nothing fades there.",
  },
  {
    id: "03-5",
    level: "medium",
    question: "A ReLU unit gives 0 for every training picture. What does plain gradient descent " +
      "(each weight moves by −learning rate · gradient, and by nothing else) do to its weights and " +
      "bias?",
    options: {
      a: "nothing, as long as what goes into it stays as it is",
      b: "the weights stay, the bias recovers, for its gradient is always 1",
      c: "both grow until the unit wakes up",
      d: "both shrink towards zero",
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
        hint: "There is nothing that pulls them there: the gradient of the loss is 0.",
      },
    ],
    hint: "Which slope has ReLU where its input is negative?",
    explanation:
      "The slope is 0 for every picture, so nothing reaches the unit: it is dead, unless " +
      "the layers below change what it is fed. Leaky ReLU lets a little through; a smaller learning " +
      "rate keeps units from being thrown there.",
  },
  {
    id: "03-6",
    level: "medium",
    question:
      "Leaky ReLU is x where x is positive and α·x elsewhere. Write the function that takes " +
      "the gradients at its output, the numbers that went in, and α, and returns the gradients at " +
      "its input. At 0 the slope is α.",
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
        hint: "Only at 0 it differs: the slope there is to be α.",
      },
      {
        answer: (dy: number[], x: number[], alpha: number) =>
          dy.map((_, i) => x[i] > 0 ? 1 : alpha),
        hint: "Those are the slopes. Multiply the gradients by them.",
      },
      {
        answer: (_: number[], x: number[], alpha: number) =>
          x.map((value) => value > 0 ? value : alpha * value),
        hint: "That is the way forward. Backward, dy is multiplied by the slope.",
      },
      {
        answer: (dy: number[], _: number[], alpha: number) => dy.map((g) => g > 0 ? g : alpha * g),
        hint: "It is the sign of x that decides, not the sign of dy.",
      },
    ],
    hint: "Number by number: dy times 1 where x is positive, times α elsewhere.",
    explanation:
      "The gradient is multiplied by the slope at x: 1 or α. It is never 0, and so a unit " +
      "can come back.",
  },
  {
    id: "03-7",
    level: "hard",
    question:
      "Write the function that counts dead units. It takes what the ReLUs of a layer gave, " +
      "one row for each picture and one column for each unit, and returns how many units were 0 on all pictures.",
    signature: "(activations: number[][]) => number",
    answer: (rows: Activations) => columns(rows).filter((unit) => unit.every(isZero)).length,
    cases: () => [
      [[[0, 1, 0], [0, 0, 0], [0, 2, 0], [0, 0, 0]]],
      [[[0, 0, 3, 1], [0, 2, 0, 0]]],
      [[[1, 2], [3, 4]]],
      [[[0, 0, 0, 0, 5]]],
      [[[0, 0], [0, 0], [1, 0]]],
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
    ],
    hint: "For each column: is every number in it 0?",
    explanation:
      "For each unit, look at all pictures; `every` over the rows at a fixed column. Being " +
      "0 on many pictures is no fault: that is sparsity. Being 0 on all of them is death.",
  },
];

function columns(rows: Activations): Activations {
  return rows[0].map((_, j) => rows.map((row) => row[j]));
}

function isZero(x: number): boolean {
  return x === 0;
}
