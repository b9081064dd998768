/** Notebook 01: the data, the baselines, and why pixels in a row forget the picture. */

import type { Exercise } from "./exercise.ts";

const TEST_COUNTS = "980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009";

/** The exercises of notebook 01. */
export const background: readonly Exercise[] = [
  {
    id: "01-1",
    level: "warm-up",
    question: "The file of the training images holds 60,000 digits of 28×28 pixels, a byte a " +
      "pixel, after a header of 16 bytes. How many bytes long is it, unpacked?",
    answer: 47_040_016,
    tolerance: 1e-9,
    mistakes: [
      { answer: 47_040_000, hint: "Those are the pixels. What stands before them in the file?" },
      {
        answer: 47_040_008,
        hint: "Eight bytes is the header of a file of labels; images need 16.",
      },
      { answer: 7_840_016, hint: "That is the file of the 10,000 test images." },
      { answer: 1_680_016, hint: "A digit has 28 rows of 28 pixels each: multiply by 28 twice." },
    ],
    hint: "Multiply digits, rows and columns, and add the header.",
    explanation: "60,000 · 28 · 28 = 47,040,000 pixels, and 16 bytes of header: four of type and " +
      "axes, and three lengths of four bytes each. As float32 the same pixels take 188 MB, which is why " +
      "the library keeps bytes until a batch needs floats.",
  },
  {
    id: "01-2",
    level: "medium",
    question: "IDX writes whole numbers in four bytes, the most significant first: the bytes " +
      "`00 00 EA 60` are 60,000. Write the function that reads such a number at an offset; any " +
      "number up to 4,294,967,295. Do it without `DataView`.",
    signature: "(bytes: Uint8Array, offset: number) => number",
    answer: (bytes: Uint8Array, offset: number) => new DataView(bytes.buffer).getUint32(offset),
    cases: () => [
      [Uint8Array.of(0, 0, 0xea, 0x60), 0],
      [Uint8Array.of(0, 0, 8, 3, 0, 0, 39, 16), 4],
      [Uint8Array.of(1, 2, 3, 4, 5), 1],
      [Uint8Array.of(0xff, 0xee, 0xdd, 0xcc), 0],
    ],
    solution: `function answer(bytes: Uint8Array, offset: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) value = value * 256 + bytes[offset + i];
  return value;
}`,
    mistakes: [
      {
        answer: (bytes: Uint8Array, offset: number) =>
          new DataView(bytes.buffer).getUint32(offset, true),
        hint: "You begin with the least significant byte (little-endian). IDX is big-endian.",
      },
      {
        answer: (bytes: Uint8Array, offset: number) => new DataView(bytes.buffer).getInt32(offset),
        hint: "Right for small numbers. From `80 00 00 00` on, JavaScript's `<<` and `|` give " +
          "negative ones, for they work on signed 32-bit integers: multiply by 256 instead, or " +
          "end with `>>> 0`.",
      },
      {
        answer: (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(0),
        hint: "Begin at the offset, not at the first byte.",
      },
      {
        answer: (bytes: Uint8Array, offset: number) =>
          bytes.subarray(offset, offset + 4).reduce((sum, byte) => sum + byte, 0),
        hint: "You add the bytes. Each stands for 256 times as much as the one after it, as " +
          "digits do for ten times as much.",
      },
    ],
    hint: "Go through four bytes; before you add one, multiply what you have by 256.",
    explanation: "Each byte is worth 256 times the next: 0xEA · 256 + 0x60 = 234 · 256 + 96 = " +
      "60,000. With `<<`, a first byte of 0x80 and more would turn the number negative.",
  },
  {
    id: "01-3",
    level: "warm-up",
    question: "The 10,000 test images show the digits 0 to 9 this often: " + TEST_COUNTS + ". In " +
      "the training images, too, 1 is the most frequent digit. What accuracy on the test images, " +
      "as a share of 1, has the baseline that says 1 whatever it sees?",
    answer: 0.1135,
    mistakes: [
      { answer: 0.1, hint: "That is the guess of one who draws a digit by lot. This one says 1." },
      { answer: 11.35, hint: "As a share of 1, please, not in percent." },
      { answer: 1135, hint: "That many are right. Which share of all is it?" },
      { answer: 0.0892, hint: "That is for the digit that is rarest, 5. The baseline says 1." },
    ],
    hint: "How many test images show a 1, and how many are there?",
    explanation:
      "1,135 of 10,000 test images show a 1. An accuracy means nothing until one knows " +
      "what such a baseline reaches: here 11.35 %, on a set where one class has 99 % it would " +
      "be 99 %.",
  },
  {
    id: "01-4",
    level: "warm-up",
    question:
      "A linear softmax takes the 784 pixels of a digit and gives a score for each of ten " +
      "classes: one weight for each pixel and class, one bias a class. How many parameters is that?",
    answer: 7850,
    mistakes: [
      { answer: 7840, hint: "Those are the weights. Each class has a bias besides." },
      { answer: 794, hint: "Every class has a weight of its own for every pixel: multiply." },
      { answer: 8624, hint: "The bias belongs to a class, not to a pixel: there are ten of them." },
      { answer: 7841, hint: "There is one bias a class, not one in all." },
    ],
    hint: "Count the weights, pixels times classes; then the biases.",
    explanation: "784 · 10 weights and 10 biases. A column of the weights can be drawn as a " +
      "picture of 28×28: where the class wants ink, and where it does not.",
  },
  {
    id: "01-5",
    level: "medium",
    question: "Somebody shuffles the pixels of every image, training and test, in the same way. " +
      "Everything is trained anew. Which of these loses accuracy, by more than the luck of " +
      "training?",
    options: {
      a: "nearest class mean",
      b: "k nearest neighbours",
      c: "a dense network",
      d: "a convolutional network",
    },
    answer: "d",
    mistakes: [
      {
        answer: "a",
        hint: "A distance is a sum over pixels. Does a sum care in which order it is taken?",
      },
      {
        answer: "b",
        hint: "Neighbours are found by distances between images, sums over pixels. Both images " +
          "are shuffled alike, so each pixel still meets its partner.",
      },
      {
        answer: "c",
        hint:
          "Every unit of a dense layer has a weight for every pixel. Shuffle the weights like " +
          "the pixels, and the sums are the same.",
      },
    ],
    hint: "Which of them uses that a pixel has neighbours?",
    explanation: "Distances and dense layers are sums over all pixels, and a sum has no order. " +
      "Only the convolutional network uses that neighbouring pixels belong together; after the " +
      "shuffle its windows hold pixels from anywhere.",
  },
  {
    id: "01-6",
    level: "medium",
    question: "k nearest neighbours has nothing to train, but it compares each of 10,000 test " +
      "images with each of 60,000 training images, 784 pixels each. How many seconds does that " +
      "take at 1,000,000,000 pixels compared a second?",
    answer: 470.4,
    tolerance: 0.002,
    mistakes: [
      { answer: 0.6, hint: "Those are the pairs of images. How many pixels does each compare?" },
      { answer: 0.04704, hint: "That is for one test image; there are 10,000." },
      { answer: 7.84, hint: "Those are the minutes. In seconds, please." },
      { answer: 4.704e11, hint: "Those are the comparisons. How many seconds do they take?" },
    ],
    hint: "Multiply test images, training images and pixels; divide by the speed.",
    explanation: "10,000 · 60,000 · 784 = 470,400,000,000 comparisons, nearly eight minutes. A " +
      "network pays while it trains and is cheap afterwards; the neighbours are the other way " +
      "round.",
  },
  {
    id: "01-7",
    level: "hard",
    question: "Write the baseline: a function that takes an image and the mean image of each " +
      "class, and returns the class whose mean is nearest (the least sum of squared differences). " +
      "Of equals, the first.",
    signature: "(image: number[], means: number[][]) => number",
    answer: (image: number[], means: number[][]) => first(means, (mean) => -squares(image, mean)),
    cases: () => [
      [[0, 0], [[3, 3], [1, 0], [0, 2]]],
      [[9, 9], [[1, 1], [2, 20], [8, 8]]],
      [[1, 2, 3], [[1, 2, 3], [1, 2, 3], [0, 0, 0]]],
      [[0, 0, 0], [[-5, 5, 0], [3, 0, 0], [2, 2, 0]]],
      [[0.5], [[0], [0.4], [1]]],
      [[0, 0, 0, 0], [[2, 2, 2, 2], [5, 0, 0, 0]]],
      [[0, 0, 0, 0], [[2, 2, 2, 2], [3, 0, 0, 0]]],
    ],
    solution: `function answer(image: number[], means: number[][]): number {
  const distances = means.map((mean) =>
    mean.reduce((sum, value, i) => sum + (value - image[i]) ** 2, 0)
  );
  return distances.indexOf(Math.min(...distances));
}`,
    mistakes: [
      {
        answer: (image: number[], means: number[][]) =>
          Math.min(...means.map((mean) => squares(image, mean))),
        hint: "You return the distance. Return which mean it belongs to.",
      },
      {
        answer: (image: number[], means: number[][]) =>
          first(means, (mean) => squares(image, mean)),
        hint: "You return the mean that is farthest away.",
      },
      {
        answer: (image: number[], means: number[][]) =>
          first(means, (mean) => mean.reduce((sum, value, i) => sum + value * image[i], 0)),
        hint: "You compare by the product of image and mean. A mean with much ink wins that way, " +
          "near or far: take squared differences.",
      },
      {
        answer: (image: number[], means: number[][]) =>
          first(means, (mean) => -mean.reduce((sum, value, i) => sum + value - image[i], 0)),
        hint: "Differences above and below cancel in your sum. Square each before you add it.",
      },
      {
        answer: (image: number[], means: number[][]) =>
          first(
            means,
            (mean) => -mean.reduce((sum, value, i) => sum + Math.abs(value - image[i]), 0),
          ),
        hint: "You add absolute differences. That is a distance too, but another one: square them.",
      },
    ],
    hint: "One distance a class; then the place of the least.",
    explanation:
      "One sum of squares a class, and the place of the least of them: `indexOf` finds " +
      "the first. This is a classifier without a single weight that was trained by descent, and on " +
      "MNIST it is right more than four times out of five.",
  },
];

/** The sum of squared differences. */
function squares(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}

/** Where the largest score stands; of equals, the first. */
function first(means: number[][], score: (mean: number[]) => number): number {
  const scores = means.map(score);
  return scores.indexOf(Math.max(...scores));
}
