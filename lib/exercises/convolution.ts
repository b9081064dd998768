/** Notebook 02: convolution, forward and backward. */

import type { Exercise } from "./exercise.ts";

const PICTURE = "```\nx = 1 2 0        w =  1 0\n    0 1 3            -1 2\n    2 1 1\n```";

const CHANNELS = "```\nx0 = 1 2    w0 = 2 -1       x1 = 4 1    w1 =  1 2\n" +
  "     0 3         1  1            2 0         -1 3\n```";

const BUGGY = "```ts\nfunction pad(x: number[][], p: number): number[][] {\n" +
  "  const rows = x.length + 2 * p, columns = x[0].length + p;\n" +
  "  const y = Array(rows).fill(Array(columns).fill(0));\n" +
  "  x.forEach((row, i) => row.forEach((value, j) => y[i + p][j + p] = value));\n" +
  "  return y;\n}\n```";

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
        hint:
          "The numbers are right, but rows and columns are swapped: go across first, then down.",
      },
      {
        answer: [[1, 0], [0, 2]],
        hint:
          "You multiplied, and stopped there. Add the four products; that is one number. Then " +
          "move the kernel.",
      },
      { answer: 3, hint: "That is the top left place. The kernel fits in three more." },
      {
        answer: [[1, 8], [1, 0]],
        hint: "You swapped rows and columns of the kernel: its first row is `1 0`.",
      },
      {
        answer: [[3, 9], [4, 4]],
        hint: "Watch the sign: the weight at the bottom left is −1.",
      },
    ],
    hint: "Which four pixels lie under the kernel at its first place? Which at the next one?",
    method:
      "Lay the kernel on four pixels, multiply each pixel by the weight on it, and add up the " +
      "products. Move on by one pixel. There are four places in all.",
    explanation:
      "Top left: `1·1 + 2·0 + 0·(−1) + 1·2 = 3`. One to the right: `2·1 + 0·0 + 1·(−1) + 3·2 = 7`. " +
      "Below: `0·1 + 1·0 + 2·(−1) + 1·2 = 0`, and `1·1 + 3·0 + 1·(−1) + 1·2 = 2`.",
  },
  {
    id: "02-2",
    level: "warm-up",
    question: "A picture of 28 × 28, a kernel of 5 × 5, a stride of 2, and two pixels of padding " +
      "on each side: how many pixels high is the output?",
    answer: 14,
    mistakes: [
      {
        answer: 13,
        hint: "One is missing: the first place counts too (`+ 1`), and there is padding on both " +
          "sides.",
      },
      { answer: 14.5, hint: "There is no half place: round down before you add 1." },
      { answer: 15, hint: "Round down, not up: a kernel that no longer fits gives no output." },
      { answer: 12, hint: "You left out the padding: it makes the picture 32 high." },
      { answer: 28, hint: "That is so with a stride of 1. Here every second place is skipped." },
      { answer: 24, hint: "You left out padding and stride." },
      { answer: 16, hint: "That is the padded picture halved. The kernel needs room, too." },
    ],
    hint: "How high is the padded picture? In which row may the window start for the last time?",
    method: "The formula: floor((input + 2·padding − kernel) / stride) + 1.",
    explanation:
      "floor((28 + 2·2 − 5) / 2) + 1 = floor(13.5) + 1 = 14. The last of the 32 padded " +
      "rows is never under the kernel.",
  },
  {
    id: "02-3",
    level: "warm-up",
    question:
      "The network that won the ImageNet contest in 2012 begins with 96 filters of 11 × 11 " +
      "over the three channels of a colour photograph, with a bias for each filter. How many " +
      "parameters does this layer have?",
    answer: 34_944,
    mistakes: [
      { answer: 34_848, hint: "Those are the weights. Each filter also has a bias." },
      {
        answer: 11_712,
        hint: "That is over a single channel. A filter has 11 × 11 weights for each of the three.",
      },
      { answer: 364, hint: "That is one filter." },
      { answer: 34_851, hint: "There is a bias for each filter, not for each channel." },
      { answer: 34_849, hint: "There is a bias for each filter, not one for the layer." },
      { answer: 35_136, hint: "A filter has one bias, not one for each channel." },
      {
        answer: 105_705_600,
        hint: "That would be separate weights for each of the 55 × 55 places. They are shared.",
      },
    ],
    hint: "How many weights does one filter have?",
    method: "One filter: height times width times channels, plus one bias. Then multiply by the " +
      "number of filters.",
    explanation:
      "One filter has 11 · 11 · 3 = 363 weights and a bias; 96 of them make 34,944. The " +
      "size of the photograph does not appear.",
  },
  {
    id: "02-4",
    level: "medium",
    question:
      "From 32 × 32 pixels to 28 × 28 outputs, one channel each, without biases: how many " +
      "weights are there in (1) a dense layer, (2) a locally connected layer with windows of 5 × 5, " +
      "(3) a convolution with a kernel of 5 × 5? Answer with three numbers, such as `[1, 2, 3]`.",
    answer: [802_816, 19_600, 25],
    mistakes: [
      { answer: [803_600, 20_384, 26], hint: "That is with biases. Leave them out here." },
      {
        answer: [25, 19_600, 802_816],
        hint: "The numbers are right. Give them in the order of the question.",
      },
      {
        answer: [802_816, 25_600, 25],
        hint: "A locally connected layer has a window for each output, not for each pixel.",
      },
      {
        answer: [1_048_576, 19_600, 25],
        hint: "The dense layer goes from 32 × 32 pixels to 28 × 28 outputs, not to 32 × 32.",
      },
      {
        answer: [802_816, 19_600, 19_600],
        hint: "A convolution uses the same weights at all places.",
      },
      {
        answer: [1_808, 809, 25],
        hint: "Every output has its own weights: multiply, don't add.",
      },
      {
        answer: [802_816, 7_056, 9],
        hint: "The windows have 5 × 5 pixels, not 3 × 3.",
      },
    ],
    hint: "For each layer: how many weights does one output have, and who else uses them?",
    method: "Dense: pixels times outputs. Locally connected: outputs times pixels of a window. " +
      "Convolution: one window.",
    explanation:
      "1,024 · 784 = 802,816. Seeing only nearby pixels leaves 784 · 25 = 19,600. Sharing " +
      "the 25 weights among all places leaves 25. The formula in the tutorial's §4.1 takes " +
      "neither step: its x(i,j) does not move with the output, and its W(k,m,i,j) is not shared.",
  },
  {
    id: "02-5",
    level: "medium",
    question: "Networks compute a cross-correlation. For which kernels does it give the same as " +
      "the convolution of mathematics, on every picture?",
    options: {
      a: "all kernels",
      b: "those that stay as they are when turned by 180°",
      c: "those that stay as they are when rows become columns",
      d: "none",
      e: "those that stay as they are when mirrored left to right",
      f: "those whose weights add up to 0",
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
        hint: "Convolution reverses the rows and also the columns. Does that swap the two?",
      },
      { answer: "d", hint: "Think of a blur, all of whose weights are equal." },
      {
        answer: "e",
        hint: "Convolution also reverses the order of the rows, top to bottom.",
      },
      {
        answer: "f",
        hint:
          "Try `-1 0 1` on a picture with a single bright pixel. Do the two give the same sign?",
      },
    ],
    hint: "What does one of the two do to the kernel that the other does not?",
    method: "Write both on a picture with a single bright pixel: one draws the kernel, the other " +
      "draws it turned. When are these the same?",
    explanation:
      "Convolution turns the kernel by 180° and then does what cross-correlation does. With a " +
      "kernel that the turn does not change, such as a blur, both give the same. For a network, " +
      "which learns its kernels, the difference is only in how they are written down.",
  },
  {
    id: "02-6",
    level: "medium",
    question:
      "Write it: a function that takes a picture and a kernel, both as rows, and a stride, " +
      "and returns the convolution without padding, as rows. Neither has to be square.",
    signature: "(x: number[][], w: number[][], stride: number) => number[][]",
    answer: (x: Rows, w: Rows, stride: number) => slide(x, w, stride, stride),
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
        answer: (x: Rows, w: Rows, stride: number) => slide(x, halfTurn(w), stride, stride),
        hint: "You turn the kernel by 180°. Networks lay it on as it is.",
      },
      {
        answer: (x: Rows, w: Rows) => slide(x, w, 1, 1),
        hint: "You always move by one pixel. Move by the stride.",
      },
      {
        answer: (x: Rows, w: Rows, stride: number) => slide(x, w, stride, 1),
        hint: "The stride counts across as well, not only down.",
      },
      {
        answer: (x: Rows, w: Rows, stride: number) =>
          slide(x.slice(0, -1).map((row) => row.slice(0, -1)), w, stride, stride),
        hint: "You stop one pixel too early: the kernel may touch the last row and column.",
      },
      {
        answer: (x: Rows, w: Rows, stride: number) => {
          const y: Rows = [];
          slide(x, w, stride, stride).forEach((row, k) => {
            y[k * stride] = [];
            row.forEach((value, m) => y[k * stride][m * stride] = value);
          });
          return y;
        },
        hint:
          "Right numbers, but with gaps between them: an index that grows by the stride leaves " +
          "places empty. Append with `push`, or divide the index by the stride.",
      },
      {
        answer: (x: Rows, w: Rows, stride: number) => transposed(slide(x, w, stride, stride)),
        hint: "Your output has rows and columns swapped: the outer loop goes down.",
      },
      {
        answer: (x: Rows, w: Rows, stride: number) =>
          slide(x, w, stride, stride).map((row) =>
            row.map((sum) => sum / (w.length * w[0].length))
          ),
        hint: "You return the mean of the products. It is their sum.",
      },
      {
        answer: (x: Rows, w: Rows, stride: number) =>
          slide(x, w.length === w[0].length ? transposed(w) : w, stride, stride),
        hint: "You use the kernel with rows and columns swapped: it is `w[i][j]`, row first.",
      },
    ],
    hint: "How many loops go over the places, and how many over the kernel?",
    method:
      "Four loops: down and across the places, in steps of the stride, as long as the kernel " +
      "fits; then down and across the kernel, adding `x[top + i][left + j] * w[i][j]`.",
    explanation: "Two loops go over the places where the kernel fits, two over the kernel. The " +
      "output's size needs no formula here, because the loops end where the kernel would leave the " +
      "picture.",
  },
  {
    id: "02-7",
    level: "hard",
    question:
      "Three convolutions of 3 × 3 with stride 1, and a pooling of 2 × 2 with stride 2 after the " +
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
      {
        answer: 22,
        hint: "Three neighbours of the last map span two steps, not three.",
      },
      {
        answer: 12,
        hint: "After the second pooling the step is four pixels. You still took one for it.",
      },
      { answer: 324, hint: "That is the area. How wide is it?" },
    ],
    hint: "Go layer by layer and keep two numbers: the field, and how many pixels of the picture " +
      "two neighbours are apart.",
    method: "Start with r = j = 1. For each layer: r ← r + (size − 1)·j, then j ← j·stride.",
    explanation: "The field grows 1 → 3 → 4 → 8 → 10 → 18; the jump is 1, 1, 2, 2, 4, 4. A third " +
      "convolution adds eight pixels at once, because its three inputs are four pixels apart.",
  },
  {
    id: "02-8",
    level: "hard",
    question: "The same x and w as in 02-1. The layers that follow say how the loss changes " +
      "with each output: `dy = [[1, 2], [0, -1]]`. Compute the gradient of the loss with respect to " +
      "the four weights, as rows.\n\n" + PICTURE,
    answer: [[4, -1], [1, 6]],
    mistakes: [
      { answer: [[-4, 1], [-1, -6]], hint: "All signs are wrong: a gradient points uphill." },
      {
        answer: [[0, 3], [5, 2]],
        hint:
          "You turned dy by 180°. For the weights it is laid on x as it is; the turn belongs to " +
          "the gradient with respect to x.",
      },
      {
        answer: [[4, 1], [-1, 6]],
        hint: "The numbers are right, but rows and columns are swapped.",
      },
      { answer: 2, hint: "The sum of dy is the gradient of a bias. There are four weights." },
      {
        answer: [[1, 4], [0, -1]],
        hint: "A weight has a part in all four outputs, not only in one: add over the places.",
      },
      {
        answer: [[1, -0.25], [0.25, 1.5]],
        hint: "You took the mean over the four places. The gradient is the sum.",
      },
      {
        answer: [[1, 0], [0, -2]],
        hint:
          "You multiplied dy by the weights. A weight is not in its own gradient: dy meets pixels.",
      },
    ],
    hint: "Pick one weight. Which pixel does it meet at each of the four places?",
    method:
      "`dW(i,j) = Σ dy(k,m) · x(k+i, m+j)`, over the four places (k,m). That is a convolution of " +
      "x, with dy as the kernel.",
    explanation:
      "Each weight meets one pixel at each place: `dW(0,0) = 1·1 + 2·2 + 0·0 − 1·1 = 4`, " +
      "`dW(0,1) = 1·2 + 2·0 + 0·1 − 1·3 = −1`, `dW(1,0) = 1·0 + 2·1 + 0·2 − 1·1 = 1`, " +
      "`dW(1,1) = 1·1 + 2·3 + 0·1 − 1·1 = 6`. Because a weight is shared, its gradient is a sum " +
      "over all places.",
  },
  {
    id: "02-9",
    level: "medium",
    question:
      "Two channels. A picture of 2 × 2 pixels has the channels x0 and x1; one filter has a " +
      "kernel for each, w0 and w1, and the bias −2. What is the one number of the output?\n\n" +
      CHANNELS,
    answer: 5,
    mistakes: [
      { answer: 7, hint: "The bias is missing: it is −2." },
      {
        answer: [1, 2],
        hint: "A filter gives one map, whatever the number of channels: add the sums of both.",
      },
      {
        answer: [3, 4],
        hint: "A filter gives one map, whatever the number of channels: add both sums, and the " +
          "bias.",
      },
      { answer: 3, hint: "You added the bias twice, once per channel. A filter has one." },
      { answer: 1, hint: "That is channel 0 with the bias. Channel 1 belongs to the sum, too." },
      { answer: 2, hint: "That is channel 1 with the bias. Channel 0 belongs to the sum, too." },
      { answer: 10, hint: "The sums of the channels are added, not multiplied." },
      { answer: 9, hint: "Watch the signs, of the bias and of the weights." },
      { answer: 13, hint: "Watch the signs: two of the eight weights are negative." },
    ],
    hint: "How many products are there, and how many sums?",
    method: "Four products for channel 0, four for channel 1; add all eight, then the bias, once.",
    explanation:
      "Channel 0: `1·2 − 2·1 + 0·1 + 3·1 = 3`. Channel 1: `4·1 + 1·2 − 2·1 + 0·3 = 4`. " +
      "Together with the bias, 3 + 4 − 2 = 5. A filter reaches through all channels and has one " +
      "bias.",
  },
  {
    id: "02-10",
    level: "medium",
    question: 'TensorFlow\'s padding `"same"`: a picture of 28 rows, a kernel of 5 × 5, a stride ' +
      "of 2. How many rows of zeros are put above the picture, and how many below? Answer with " +
      "`[above, below]`.",
    answer: [1, 2],
    mistakes: [
      { answer: [2, 1], hint: "An odd row goes to the end." },
      {
        answer: [2, 2],
        hint: 'That is padding 2, PyTorch\'s way. `"same"` takes no more than it needs.',
      },
      {
        answer: [1, 1],
        hint: "With two rows of zeros the last window would stick out. Count again.",
      },
      { answer: [3, 0], hint: "The total is right. It is shared out as evenly as it can be." },
      {
        answer: [0, 3],
        hint: "The total is right. It is shared out as evenly as it can be." +
          " Only the odd row goes to the end.",
      },
      { answer: [1.5, 1.5], hint: "There are no half rows: the odd one goes to the end." },
      {
        answer: [0, 0],
        hint: 'Without padding there would be 12 outputs. `"same"` wants half of 28.',
      },
    ],
    hint: "How many outputs are there to be? Where does the last window end?",
    method:
      "14 outputs: the last window begins 13 · 2 rows after the first and has five rows. How " +
      "many rows is that in all, and how many of them does the picture have?",
    explanation:
      "⌈28 / 2⌉ = 14 outputs reach over 13 · 2 + 5 = 31 rows; the picture has 28. Of the " +
      "three rows that are missing, one goes above and two below.",
  },
  {
    id: "02-11",
    level: "medium",
    question:
      "Predict, then run. `descend` learned “emboss” with the learning rate 2. Let a kernel " +
      "of nine zeros learn it from the same digits in 51 steps, with the learning rates 0.5, 1, 2, " +
      "2.5, 3 and 4 in turn, each from new zeros. Which of them ends with the smallest loss? Guess " +
      "first, and answer with the rate that you find. (With the built-in digits it may differ.)",
    answer: 2.5,
    mistakes: [
      { answer: 4, hint: "Look at its loss after 51 steps: it has 27 digits before the point." },
      { answer: 3, hint: "Its first step is the best of all. What happens after that?" },
      { answer: 2, hint: "Good, but one of the others is a little better." },
      { answer: 1, hint: "It gets there, but slowly. Longer steps are ahead of it." },
      { answer: 0.5, hint: "It is the slowest. Longer steps are ahead of it." },
    ],
    hint: "Longer steps are quicker, up to a point. Where is that point?",
    method: "For each rate: make `zeros([3, 3, 1, 1])`, call `descend(kernel, shown, rate)` 51 " +
      "times in a loop, and print what the last call returns.",
    explanation: "At 2.5 the loss is 0.0004 after 51 steps, at 2 it is 0.0005, and at 3 it is " +
      "111,036. At 3, each step overshoots the valley by more than the last one. Of these rates, " +
      "the best is the last one before that happens. Notebook 6 finds such a border for a whole " +
      "network.",
  },
  {
    id: "02-12",
    level: "medium",
    question: "Find the bugs. This function is meant to put p rows and columns of zeros around a " +
      "picture, on all four sides. It has two bugs. Write it correctly.\n\n" + BUGGY,
    signature: "(x: number[][], p: number) => number[][]",
    answer: (x: Rows, p: number) => padded(x, p, p, p, p),
    cases: () => [
      [[[1, 2], [3, 4]], 1],
      [[[5, 6, 7]], 2],
      [[[1], [2], [3]], 1],
      [[[1, 2], [3, 4], [5, 6]], 0],
    ],
    solution: `function answer(x: number[][], p: number): number[][] {
  const rows = x.length + 2 * p, columns = x[0].length + 2 * p;
  const y = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  x.forEach((row, i) => row.forEach((value, j) => y[i + p][j + p] = value));
  return y;
}`,
    mistakes: [
      {
        answer: (x: Rows, p: number) => sharedRow(x, p, x[0].length + p),
        hint: "Both bugs are there. Compare the rows of the output: why are they all alike?",
      },
      {
        answer: (x: Rows, p: number) => sharedRow(x, p, x[0].length + 2 * p),
        hint: "One bug is left. `fill` puts the same row, not a copy, into every place: what you " +
          "write to one, you write to all. Make a new row for each.",
      },
      {
        answer: (x: Rows, p: number) => padded(x, p, p, p, 0),
        hint: "One bug is left: the right side has no padding.",
      },
      {
        answer: (x: Rows, p: number) => padded(x, 0, 2 * p, 0, 2 * p),
        hint: "All zeros are on the right and below: shift the picture by p rows and columns.",
      },
      {
        answer: (x: Rows, p: number) => padded(x, p, p, 0, 0),
        hint: "There is no padding on the left and on the right.",
      },
      {
        answer: (x: Rows, p: number) => padded(x, 0, 0, p, p),
        hint: "There is no padding above and below.",
      },
    ],
    hint: "Try it on `[[1, 2], [3, 4]]` with p = 1, and look at every row of the result.",
    method: "One bug is a missing factor. The other: how many arrays does " +
      "`Array(rows).fill(Array(columns).fill(0))` make?",
    explanation: "The columns lacked a factor of 2. And `fill` puts one and the same array into " +
      "every place, so that all rows were one row; `Array.from` with a function makes a new one for " +
      "each. The second bug is silent: the shape is right, and only the numbers are wrong.",
  },
  {
    id: "02-13",
    level: "hard",
    question:
      "Backward, in code. Write a function that takes a picture x and the gradient dy at the " +
      "output of a convolution (no padding, stride 1), both as rows, and returns the gradient of " +
      "the loss with respect to the kernel. The kernel's size follows from the other two.",
    signature: "(x: number[][], dy: number[][]) => number[][]",
    answer: (x: Rows, dy: Rows) => slide(x, dy, 1, 1),
    cases: () => [
      [[[1, 2, 0], [0, 1, 3], [2, 1, 1]], [[1, 2], [0, -1]]],
      [[[1, 2, 3, 4], [5, 6, 7, 8], [9, 1, 2, 3]], [[1, -1], [2, 0.5]]],
      [[[1, 0, 2, 5], [3, 1, 4, 1], [2, 2, 0, 1], [1, 3, 5, 2]], [[1, 2, 3], [0, 1, 0]]],
      [[[2, 3], [4, 5]], [[1, 1], [1, 2]]],
    ],
    solution: `function answer(x: number[][], dy: number[][]): number[][] {
  const rows = x.length - dy.length + 1, columns = x[0].length - dy[0].length + 1;
  const dW = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  dy.forEach((line, k) => line.forEach((g, m) => {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) dW[i][j] += g * x[k + i][m + j];
    }
  }));
  return dW;
}`,
    mistakes: [
      {
        answer: (x: Rows, dy: Rows) => slide(x, halfTurn(dy), 1, 1),
        hint: "You turn dy by 180°. That belongs to the gradient with respect to x.",
      },
      {
        answer: (x: Rows, dy: Rows) => slide(x, dy, 1, 1).map((row) => row.map((g) => -g)),
        hint: "All signs are wrong: the gradient itself points uphill. The step goes against it.",
      },
      {
        answer: (x: Rows, dy: Rows) =>
          slide(x, dy, 1, 1).map((row) => row.map((g) => g / (dy.length * dy[0].length))),
        hint: "You return the mean over the places. It is the sum.",
      },
      {
        answer: (x: Rows, dy: Rows) => transposed(slide(x, dy, 1, 1)),
        hint: "Rows and columns of your result are swapped.",
      },
      {
        answer: (x: Rows, dy: Rows) =>
          slide(x, [[dy[0][0]]], 1, 1)
            .slice(0, x.length - dy.length + 1).map((row) =>
              row.slice(0, x[0].length - dy[0].length + 1)
            ),
        hint:
          "You use the first place alone. A weight is shared: add up what it does at all of them.",
      },
      {
        answer: (x: Rows, dy: Rows) => {
          const last = dy.at(-1)!.at(-1)!, top = dy.length - 1, left = dy[0].length - 1;
          return x.slice(top).map((row) => row.slice(left).map((pixel) => last * pixel));
        },
        hint: "Only the last place is left in your result: `=` overwrites, `+=` adds.",
      },
    ],
    hint: "Which pixel does the weight (i, j) meet when the window is at (k, m)?",
    method: "Start with zeros. For each place (k, m) and each weight (i, j), add " +
      "`dy[k][m] * x[k + i][m + j]` to `dW[i][j]`.",
    explanation:
      "For each place and each weight, the gradient at the output times the pixel that " +
      "the weight met there. Seen the other way round, dy is laid on x like a kernel: the gradient of " +
      "a convolution is a convolution.",
  },
  {
    id: "02-14",
    level: "medium",
    question: "Read a figure. In “A convolution as a dense layer”, take the middle row, row 4 " +
      "counted from 0. In which column, counted from 0, is its weight 5?",
    answer: 12,
    mistakes: [
      { answer: 13, hint: "Count from 0: the first column is column 0." },
      { answer: 6, hint: "That is row 0. Row 4 belongs to the output in the middle of the 3 × 3." },
      { answer: 7, hint: "That is row 1." },
      { answer: 11, hint: "That is row 3." },
      { answer: 18, hint: "That is row 8, the last." },
      { answer: 5, hint: "That is the weight. The question is where it is." },
      { answer: 4, hint: "That is the row. The question is the column." },
    ],
    hint:
      "The weight 5 is the middle of the kernel. Which pixel lies under the middle at that place?",
    method:
      "Row 4 is the output (1, 1). The middle of its window is the pixel (2, 2) of a picture " +
      "with five pixels per row.",
    explanation:
      "Output 4 is the place (1, 1); the middle of its window is the pixel (2, 2), which " +
      "is number 2 · 5 + 2 = 12 of the row. The figure's steps are the window's way across the picture.",
  },
  {
    id: "02-15",
    level: "medium",
    question:
      "Equivariance. A picture goes through two convolutions, both with a stride of 2. It is " +
      "shifted to the right, far from any border. By how many pixels, at least, must it be shifted so " +
      "that the output is exactly the old one, only shifted?",
    answer: 4,
    mistakes: [
      { answer: 1, hint: "That holds for a stride of 1. Here a pixel is only part of a step." },
      {
        answer: 2,
        hint:
          "Then the first map is shifted by one number. What does the second stride make of that?",
      },
      { answer: 3, hint: "Three pixels are one and a half numbers of the first map." },
      { answer: 8, hint: "That would do, but a smaller shift does it already." },
      { answer: 0, hint: "True, but the picture should move." },
      {
        answer: 0.25,
        hint:
          "That is how far the output moves for each pixel. Which shift moves it by a whole number?",
      },
    ],
    hint: "By how many numbers does the first map move if the picture moves by two pixels?",
    method:
      "Find the shift of the picture that moves the output by exactly one number: walk back " +
      "through both strides.",
    explanation:
      "One number of the output is two numbers of the first map, and those are four pixels. " +
      "Strides multiply. A network with many of them is equivariant only to shifts by large steps. " +
      "Any other shift also changes the numbers themselves.",
  },
];

/** A picture or a kernel. */
type Rows = number[][];

/** Cross-correlation with a stride down and one across. */
function slide(x: Rows, w: Rows, down: number, across: number): Rows {
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

function halfTurn(w: Rows): Rows {
  return w.toReversed().map((row) => row.toReversed());
}

function transposed(rows: Rows): Rows {
  return rows[0].map((_, j) => rows.map((row) => row[j]));
}

/** A picture with so many zeros on each side. */
function padded(x: Rows, above: number, below: number, left: number, right: number): Rows {
  const width = left + x[0].length + right;
  const none = (rows: number) => Array.from({ length: rows }, () => Array<number>(width).fill(0));
  const inside = x.map((row) => [
    ...Array<number>(left).fill(0),
    ...row,
    ...Array<number>(right).fill(0),
  ]);
  return [...none(above), ...inside, ...none(below)];
}

/** The result where all rows are one array: the picture's rows, written over each other. */
function sharedRow(x: Rows, p: number, width: number): Rows {
  const row = Array<number>(width).fill(0);
  x.forEach((line) => line.forEach((value, j) => row[j + p] = value));
  return Array.from({ length: x.length + 2 * p }, () => row);
}
