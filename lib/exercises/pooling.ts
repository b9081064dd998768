/** Notebook 04: pooling, forward and backward. */

import type { Exercise } from "./exercise.ts";

/** A picture of one channel. */
type Rows = number[][];

const PICTURE = "```\n1 3 2 0\n4 2 1 5\n0 1 6 2\n2 9 3 1\n```";

const BUGGY = "```ts\nfunction backward(dy: number[], winners: number[], pixels: number) {\n" +
  "  const dx = new Array<number>(pixels).fill(0);\n" +
  "  dy.forEach((g, output) => dx[winners[output]] = g);\n" +
  "  return dx;\n}\n```";

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
      { answer: [[4, 9], [5, 6]], hint: "Right numbers; rows and columns are swapped." },
      {
        answer: [4, 5, 9, 6],
        hint: "The right numbers, all in one row. The output is a picture: two rows of two.",
      },
      { answer: 9, hint: "That is the largest of all. There are four windows." },
    ],
    hint: "Which four pixels lie under the first window? Which under the one to its right?",
    method: "Cut the picture into four squares of 2×2 and keep the largest number of each.",
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
      {
        answer: [6, 6, 64],
        hint: "A row and a column are left over. Without padding they are dropped.",
      },
      { answer: [5.5, 5.5, 64], hint: "There are no half pixels. Round down, or up?" },
      { answer: [5, 5, 32], hint: "Each channel is pooled by itself; their number stays." },
      { answer: [10, 10, 64], hint: "That is for a stride of 1." },
      { answer: [5, 5, 1], hint: "Channels are not pooled together: each keeps its own picture." },
      { answer: [64, 5, 5], hint: "The right numbers. In this book the channels come last." },
      { answer: [5, 5], hint: "The channels are still there: a third number is missing." },
    ],
    hint:
      "Does the output-size formula hold for pooling too? What does pooling do to the channels?",
    method: "floor((input − window) / stride) + 1, for height and width. The channels stay.",
    explanation:
      "floor((11 − 2) / 2) + 1 = 5, high and wide; the 64 channels stay. The eleventh row " +
      "and column are under no window: their pixels do not count.",
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
        hint: "That is average pooling, where each pixel has a share. Here one pixel takes it all.",
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
      {
        answer: [[0, 1, 0, 0], [0, 0, 0, 3], [0, 0, 4, 0], [0, 2, 0, 0]],
        hint: "Your picture has rows and columns swapped. Row 0 holds no winner.",
      },
      {
        answer: [[0, 0, 0, 0], [1, 0, 0, 3], [0, 0, 4, 0], [0, 2, 0, 0]],
        hint: "Right places, but 2 belongs to the upper right window and 3 to the lower left one.",
      },
      {
        answer: [[0, 0, 0, 0], [4, 0, 0, 5], [0, 0, 6, 0], [0, 9, 0, 0]],
        hint: "Those are the winners themselves. Their places are right; what arrives is dy.",
      },
    ],
    hint: "Which pixels, changed a little, would change the output?",
    method: "In each window, the gradient goes to the pixel that won; the others get 0.",
    explanation:
      "A maximum follows its winner and no other pixel. So each number goes back to the " +
      "place that won in the forward pass, and that is why this place is remembered.",
  },
  {
    id: "04-4",
    level: "medium",
    question:
      "Without the first pooling, the second convolution (3×3, 32 channels to 64 filters) " +
      "would go over 26×26 instead of 13×13. How many times as many multiplications would that be? " +
      "Two decimals.",
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
      { answer: 5.76, hint: "With pooling the input is 13×13. A kernel of 3×3 has 11 places." },
    ],
    hint: "The multiplications at each place are the same. How many places are there in each case?",
    method: "Count the outputs along one side in both cases, square both, and divide.",
    explanation:
      "24² / 11² = 576 / 121 = 4.76: each place costs 3·3·32·64 multiplications either " +
      "way. Most of the network's arithmetic is in this layer, so pooling makes it nearly five times " +
      "cheaper.",
  },
  {
    id: "04-5",
    level: "medium",
    question: "Predict, then run. A row of eight pixels, only one of them bright, is max-pooled " +
      "with windows of 2 and a stride of 2. Then the bright pixel moves one to the right. From how " +
      "many of the seven places 0 to 6 does it move without changing the output?",
    answer: 4,
    mistakes: [
      { answer: 7, hint: "Pooling forgives a shift within a window, not one across its border." },
      { answer: 0, hint: "From place 0 to place 1: does the pixel leave its window?" },
      { answer: 3, hint: "From those places it crosses into the next window. Count the others." },
      { answer: 8, hint: "From the last place it cannot move: there are seven to try." },
      { answer: 3.5, hint: "About half of seven, but which half? Try each place." },
      {
        answer: 6,
        hint: "That would be a single border. There are three borders between windows.",
      },
    ],
    hint: "Where are the borders between the windows?",
    method:
      "The windows are 0–1, 2–3, 4–5, 6–7. For each place: is the next one in the same window?",
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
    answer: (x: Rows, size: number, stride: number) => pool(x, size, stride, largest),
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
        answer: (x: Rows, size: number, stride: number) =>
          pool(x, size, stride, (window) => Math.max(0, ...window)),
        hint: "Start from −∞, not from 0: a window may hold nothing but negative numbers.",
      },
      {
        answer: (x: Rows, size: number, stride: number) =>
          pool(x, size, stride, (window) => window.reduce((a, b) => a + b) / window.length),
        hint: "That is average pooling. Keep the largest.",
      },
      {
        answer: (x: Rows, size: number, stride: number) =>
          pool(x, size, stride, (window) => Math.min(...window)),
        hint: "You keep the smallest of each window. Keep the largest.",
      },
      {
        answer: (x: Rows, size: number) => pool(x, size, size, largest),
        hint: "You move by the window's side. Move by the stride, which may be another number.",
      },
      {
        answer: (x: Rows, size: number, stride: number) => pool(x, size, stride, largest, size - 1),
        hint:
          "Windows that stick out of the picture do not count: end where the window no longer " +
          "fits.",
      },
      {
        answer: (x: Rows, size: number, stride: number) => pool(x, size, stride, largest, -1),
        hint: "You stop one pixel too early: a window may touch the last row and column.",
      },
      {
        answer: (x: Rows, size: number, stride: number) => {
          const y = pool(x, size, stride, largest);
          return y[0].map((_, m) => y.map((row) => row[m]));
        },
        hint: "Your output has rows and columns swapped: the outer loop goes down.",
      },
      {
        answer: (x: Rows, size: number, stride: number) =>
          pool(x, size, stride, (window) => Math.max(...window.map(Math.abs))),
        hint: "The sign counts: −1 is larger than −4.",
      },
    ],
    hint: "Which loops did the convolution need? What replaces the sum?",
    method: "Two loops over the places, in steps of the stride, as long as the window fits; two " +
      "over the window, keeping the largest so far.",
    explanation:
      "The loops of the convolution, with a maximum in place of the sum. It starts from " +
      "−∞, so that a window of negative numbers has its largest too.",
  },
  {
    id: "04-7",
    level: "medium",
    question: "Instead of max pooling, a network can halve a picture with a convolution of 2×2 " +
      "and stride 2. With 64 channels in and 64 filters out: how many parameters, biases included, " +
      "is that more than max pooling?",
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
      { answer: 16_385, hint: "Not one bias for the layer: one for each filter." },
    ],
    hint: "How many parameters does max pooling have? How many has one filter?",
    method:
      "Max pooling has nothing to learn. Count the convolution: window, channels, filters, biases.",
    explanation:
      "(2 · 2 · 64 + 1) · 64 = 16,448, against none: nearly half of what the whole network of " +
      "34,826 has. In return it learns how to summarise, and can mix the channels.",
  },
  {
    id: "04-8",
    level: "medium",
    question:
      "Overlapping windows. AlexNet (2012) pools with windows of 3×3 and a stride of 2. On " +
      "a map of 13×13: how many rows does the output have, and how many of the 13 input rows lie " +
      "under two rows of windows? Answer with two numbers.",
    answer: [6, 5],
    mistakes: [
      { answer: [6, 6], hint: "The first number is right. Count the borders between six windows." },
      { answer: [6, 0], hint: "The window is 3 and the stride 2: what do two neighbours share?" },
      { answer: [7, 6], hint: "Would a seventh window fit? It would begin in row 12." },
      { answer: [5, 4], hint: "One more window fits: the first one counts too." },
      { answer: [6.5, 5.5], hint: "There are no half windows: round down." },
      { answer: [4, 0], hint: "That is with a stride of 3. Here two neighbours overlap." },
      { answer: [11, 9], hint: "That is with a stride of 1." },
    ],
    hint: "In which rows do the windows begin? Which row do the first two have in common?",
    method:
      "The windows begin in rows 0, 2, 4, … and have three rows each. Write down which rows " +
      "each one covers.",
    explanation:
      "floor((13 − 3) / 2) + 1 = 6 windows: rows 0–2, 2–4, …, 10–12. Neighbours share one " +
      "row, and six windows have five pairs of neighbours. A winner in a shared row collects from " +
      "both, which is why the backward pass adds.",
  },
  {
    id: "04-9",
    level: "medium",
    question:
      "Find the bug in this backward pass of max pooling. It takes the gradient at the output " +
      "and, for each output, the place of its winner.\n\n" + BUGGY +
      "\n\nThe picture is `[[1, 3, 2], [5, 4, 0], [2, 8, 6]]`, the windows are 2×2, the stride is " +
      "1, and dy is `[1, 2, 3, 4]`. What does the function hand back to the pixel 8, and what should " +
      "it hand back? Answer with both numbers.",
    answer: [4, 7],
    mistakes: [
      {
        answer: [7, 4],
        hint: "Those are the two numbers, in the wrong order: first what it does.",
      },
      { answer: [3, 7], hint: "Which of the two assignments to this pixel comes last?" },
      { answer: [7, 7], hint: "The function does make a mistake here: `=` is not `+=`." },
      { answer: [4, 4], hint: "The pixel 8 won two windows. What does it owe to the other one?" },
      { answer: [3, 4], hint: "Those are its two windows' gradients. What becomes of them?" },
      { answer: [0, 7], hint: "It is not left out: something is written to its place, twice." },
      { answer: [4, 3.5], hint: "A winner of two windows collects; it does not average." },
      { answer: [4, 12], hint: "They add up; they are not multiplied." },
    ],
    hint: "How many windows did the pixel 8 win?",
    method: "List the winner of each of the four windows, then follow the assignments one by one.",
    explanation:
      "8 won both lower windows. First `dx[7] = 3`, then `dx[7] = 4`, and the 3 is lost. " +
      "The cure is `+=`: what is used in several places collects from all of them. With a stride of " +
      "2 windows do not overlap, and the bug stays hidden.",
  },
  {
    id: "04-10",
    level: "medium",
    question: "Read a figure. In “Max pooling, stride 1” in section 4.1, how many of the nine " +
      "pixels lie under more than one window?",
    answer: 5,
    mistakes: [
      {
        answer: 4,
        hint: "Those lie under exactly two, or under exactly one. Which did you leave out?",
      },
      { answer: 1, hint: "That one lies under all four. Others lie under two." },
      { answer: 9, hint: "Look at the corners: how many windows reach the pixel 1?" },
      { answer: 8, hint: "There are four corners, and each lies under a single window." },
      { answer: 3, hint: "Those have a ring. The question is about windows, not winners." },
      { answer: 0, hint: "The stride is smaller than the window, so they do overlap." },
    ],
    hint: "Look at a corner, at the middle of a side, and at the centre.",
    method: "Write into each of the nine squares how many frames go around it.",
    explanation:
      "A corner lies under one window, the middle of a side under two, the centre under " +
      "all four: 4 + 1 = 5 pixels are seen more than once.",
  },
  {
    id: "04-11",
    level: "medium",
    question: "Pooling and what comes before it can often change places without changing the " +
      "result, and pooling first leaves less to compute. With which of these does max pooling **not** " +
      "change places?",
    options: {
      a: "ReLU",
      b: "adding a bias",
      c: "multiplying by 2",
      d: "multiplying by −2",
      e: "the sigmoid",
      f: "leaky ReLU, with a slope of 0.2 on the left",
    },
    answer: "d",
    mistakes: [
      {
        answer: "a",
        hint: "Try `[-1, 3]` and `[-1, -3]` in both orders. Frameworks do swap these two.",
      },
      { answer: "b", hint: "The same number is added to all pixels. Does the winner change?" },
      { answer: "c", hint: "Twice as large, all of them. Does the winner change?" },
      {
        answer: "e",
        hint: "The sigmoid bends, but it always rises. Does the largest input still give the " +
          "largest output?",
      },
      { answer: "f", hint: "Its slope is 0.2 or 1, never negative. Can it turn the order round?" },
    ],
    hint:
      "What must a function do to the order of the numbers so that the winner stays the winner?",
    method: "Apply each to `[1, 3]` and take the maximum, then the other way round.",
    explanation:
      "A function that never falls keeps the order, so the winner before is the winner " +
      "after: max f(x) = f(max x). Multiplying by −2 turns the order round: max(−2, −6) is −2, but " +
      "−2 · max(1, 3) is −6.",
  },
  {
    id: "04-12",
    level: "warm-up",
    question: "The book's network ends with Flatten, 5·5·64 numbers, and a dense layer of ten " +
      "outputs. With global average pooling in place of Flatten, how many parameters, biases " +
      "included, does the dense layer have?",
    answer: 650,
    mistakes: [
      { answer: 16_010, hint: "That is with Flatten. How many numbers does a map leave now?" },
      { answer: 640, hint: "Each output has a bias too." },
      { answer: 260, hint: "5·5 is what is averaged away. The channels stay." },
      { answer: 20, hint: "One mean for each map, not one for all." },
      { answer: 704, hint: "A bias belongs to an output, not to an input." },
      {
        answer: 64,
        hint: "That is how many numbers go in. Each of the ten outputs weighs them all.",
      },
    ],
    hint: "How many numbers are left of each feature map?",
    method:
      "One mean per feature map is the input; then weights and biases as for any dense layer.",
    explanation: "64 means go in: 64 · 10 + 10 = 650, against 16,010. The layer no longer knows " +
      "where in the picture a feature was.",
  },
  {
    id: "04-13",
    level: "hard",
    question:
      "Backward, in code. Write a function that takes a picture x, the gradient dy at the " +
      "output of its max pooling, the side of the window and the stride, and returns the gradient at " +
      "x. Windows may overlap. Of equal pixels, the first in reading order wins.",
    signature: "(x: number[][], dy: number[][], size: number, stride: number) => number[][]",
    answer: (x: Rows, dy: Rows, size: number, stride: number) => back(x, dy, size, stride, {}),
    cases: () => [
      [[[1, 3, 2, 0], [4, 2, 1, 5], [0, 1, 6, 2], [2, 9, 3, 1]], [[1, 2], [3, 4]], 2, 2],
      [[[1, 3, 2], [5, 4, 0], [2, 8, 6]], [[1, 2], [3, 4]], 2, 1],
      [[[0, 0, 1], [0, 0, 2], [7, 7, 7]], [[5]], 2, 2],
      [[[-4, -1, -3], [-2, -5, -9]], [[2, -3]], 2, 1],
      [[[1, 2, 8, 4, 0]], [[1, 10, 100]], 1, 2],
    ],
    solution: `function answer(x: number[][], dy: number[][], size: number, stride: number) {
  const dx = x.map((row) => row.map(() => 0));
  dy.forEach((row, k) => row.forEach((g, m) => {
    let best = [k * stride, m * stride];
    for (let i = k * stride; i < k * stride + size; i++) {
      for (let j = m * stride; j < m * stride + size; j++) {
        if (x[i][j] > x[best[0]][best[1]]) best = [i, j];
      }
    }
    dx[best[0]][best[1]] += g;
  }));
  return dx;
}`,
    mistakes: [
      {
        answer: (x: Rows, dy: Rows, size: number, stride: number) =>
          back(x, dy, size, stride, { overwrite: true }),
        hint: "A pixel may win several windows: add with `+=`, do not overwrite.",
      },
      {
        answer: (x: Rows, dy: Rows, size: number, stride: number) =>
          back(x, dy, size, stride, { ties: "last" }),
        hint: "Of equal pixels the first wins, so compare with `>`, not with `>=`.",
      },
      {
        answer: (x: Rows, dy: Rows, size: number, stride: number) =>
          back(x, dy, size, stride, { ties: "all" }),
        hint: "Every pixel that equals the maximum gets the gradient. Only the first one may.",
      },
      {
        answer: (x: Rows, dy: Rows, size: number, stride: number) =>
          back(x, dy, size, stride, { scaled: true }),
        hint: "You multiply by the pixel. The slope of the winner is 1, whatever its size.",
      },
      {
        answer: (x: Rows, dy: Rows, size: number) => back(x, dy, size, size, {}),
        hint: "The windows start at multiples of the stride, not of the window's side.",
      },
      {
        answer: (x: Rows, dy: Rows, size: number, stride: number) => {
          const dx = x.map((row) => row.map(() => 0));
          eachPixel(dy, size, stride, (g, i, j) => dx[i][j] += g / size ** 2);
          return dx;
        },
        hint: "That is average pooling's backward pass. Here the winner takes it all.",
      },
      {
        answer: (x: Rows, dy: Rows, size: number, stride: number) => {
          const dx = x.map((row) => row.map(() => 0));
          eachPixel(dy, size, stride, (g, i, j) => dx[i][j] += g);
          return dx;
        },
        hint: "Every pixel of the window gets the gradient. Only the winner should.",
      },
    ],
    hint: "Find the winner of each window first. What if it wins the next window too?",
    method:
      "Start with zeros in the shape of x. For each output (k, m), search its window for the " +
      "place of the maximum, with `>`, and add dy there.",
    explanation:
      "The forward pass once more, but it remembers the place instead of the number; then " +
      "`dx[place] += dy`. Libraries store the places in the forward pass, which saves the search.",
  },
];

function largest(window: number[]): number {
  return Math.max(...window);
}

/** Pools; a window may stick out by so many pixels. */
function pool(
  x: Rows,
  size: number,
  stride: number,
  summary: (window: number[]) => number,
  out = 0,
): Rows {
  const y: Rows = [];
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

/** Calls back for each pixel of each window, with the gradient of its output. */
function eachPixel(
  dy: Rows,
  size: number,
  stride: number,
  visit: (g: number, i: number, j: number) => void,
): void {
  dy.forEach((row, k) =>
    row.forEach((g, m) => {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) visit(g, k * stride + i, m * stride + j);
      }
    })
  );
}

/** Ways to get the backward pass of max pooling wrong. */
interface Slips {
  readonly overwrite?: boolean;
  readonly ties?: "last" | "all";
  readonly scaled?: boolean;
}

/** The backward pass of max pooling, right or with a slip. */
function back(x: Rows, dy: Rows, size: number, stride: number, slips: Slips): Rows {
  const { overwrite, ties, scaled } = slips;
  const dx = x.map((row) => row.map(() => 0));
  const y = dy.map((row, k) =>
    row.map((_, m) =>
      largest(
        x.slice(k * stride, k * stride + size)
          .flatMap((pixels) => pixels.slice(m * stride, m * stride + size)),
      )
    )
  );
  dy.forEach((row, k) =>
    row.forEach((g, m) => {
      const places: [number, number][] = [];
      eachPixel([[g]], size, stride, (_, i, j) => {
        const place: [number, number] = [k * stride + i, m * stride + j];
        if (x[place[0]]?.[place[1]] === y[k][m]) places.push(place);
      });
      const winners = ties === "all" ? places : [places.at(ties === "last" ? -1 : 0)!];
      for (const [i, j] of winners) {
        dx[i][j] = (overwrite ? 0 : dx[i][j]) + g * (scaled ? x[i][j] : 1);
      }
    })
  );
  return dx;
}
