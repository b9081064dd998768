/** Notebook 01: the data, the baselines, and what is lost when a picture becomes a row of numbers. */

import type { Exercise } from "./exercise.ts";

const TEST_COUNTS = "980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009";

const BUGGY = "```ts\nfunction accuracy(answers: number[], labels: number[]): number {\n" +
  "  let right = 0;\n  for (let n = 0; n <= labels.length; n++) {\n" +
  "    if (answers[n] = labels[n]) right++;\n  }\n  return right / labels.length;\n}\n```";

/** The exercises of notebook 01. */
export const background: readonly Exercise[] = [
  {
    id: "01-1",
    level: "warm-up",
    question:
      "The file of the training images holds 60,000 digits of 28 × 28 pixels, one byte per " +
      "pixel, after a header of 16 bytes. How many bytes long is the unpacked file?",
    answer: 47_040_016,
    mistakes: [
      { answer: 47_040_000, hint: "That is the pixels alone. What precedes them in the file?" },
      {
        answer: 47_040_008,
        hint: "A file of labels has a header of eight bytes. A file of images has 16.",
      },
      { answer: 7_840_016, hint: "That is the file of the 10,000 test images." },
      { answer: 1_680_016, hint: "A digit has 28 rows of 28 pixels: multiply by 28 twice." },
      { answer: 188_160_016, hint: "That would be four bytes per pixel. IDX stores one." },
      { answer: 376_320_128, hint: "That is the length in bits. How many bytes is it?" },
    ],
    hint: "The file is a header and then nothing but pixels. Count both.",
    method: "Multiply digits, rows and columns, and add the header.",
    explanation:
      "60,000 · 28 · 28 = 47,040,000 pixels, and 16 bytes of header: four for type and " +
      "axes, and three lengths of four bytes each. As float32 the same pixels take 188 MB, so the " +
      "library keeps bytes until a batch needs floats.",
  },
  {
    id: "01-2",
    level: "medium",
    question: "IDX writes whole numbers in four bytes, the most significant first: the bytes " +
      "`00 00 EA 60` are 60,000. Write the function that reads such a number at an offset. It must " +
      "work for every number up to 4,294,967,295, and for an array that is a view of a part of a " +
      "larger buffer.",
    signature: "(bytes: Uint8Array, offset: number) => number",
    answer: (bytes: Uint8Array, offset: number) => viewOf(bytes).getUint32(offset),
    cases: () => [
      [Uint8Array.of(0, 0, 0xea, 0x60), 0],
      [Uint8Array.of(0, 0, 8, 3, 0, 0, 39, 16), 4],
      [Uint8Array.of(1, 2, 3, 4, 5), 1],
      [Uint8Array.of(0xff, 0xee, 0xdd, 0xcc), 0],
      [Uint8Array.of(9, 9, 9, 1, 0, 2, 0, 7).subarray(3), 1],
    ],
    solution: `function answer(bytes: Uint8Array, offset: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) value = value * 256 + bytes[offset + i];
  return value;
}`,
    mistakes: [
      {
        answer: (bytes: Uint8Array, offset: number) => viewOf(bytes).getUint32(offset, true),
        hint: "You start with the least significant byte (little-endian). IDX is big-endian.",
      },
      {
        answer: (bytes: Uint8Array, offset: number) => viewOf(bytes).getInt32(offset),
        hint:
          "Right for small numbers. From `80 00 00 00` on, `<<` and `|` give negative numbers, " +
          "because they work on signed 32-bit integers. Multiply by 256 instead, or end with " +
          "`>>> 0`.",
      },
      {
        answer: (bytes: Uint8Array) => viewOf(bytes).getUint32(0),
        hint: "Start at the offset, not at the first byte.",
      },
      {
        answer: (bytes: Uint8Array, offset: number) =>
          bytes.subarray(offset, offset + 4).reduce((sum, byte) => sum + byte, 0),
        hint:
          "You add the bytes. Each of them is worth 256 times as much as the next one, just as " +
          "each decimal digit is worth ten times as much as the next.",
      },
      {
        answer: (bytes: Uint8Array, offset: number) => new DataView(bytes.buffer).getUint32(offset),
        hint: "Right if the array is the whole buffer. A `Uint8Array` may be a view of a part " +
          "of it: `new DataView(bytes.buffer)` begins at the buffer's first byte, not at the " +
          "view's, which is at `bytes.byteOffset`.",
      },
      {
        answer: (bytes: Uint8Array, offset: number) =>
          Array.from(bytes.subarray(offset, offset + 4)).reduce((sum, byte) => 10 * sum + byte, 0),
        hint: "A byte has 256 values, not ten.",
      },
    ],
    hint: "How much is each of the four bytes worth?",
    method: "Loop over the four bytes. Before you add a byte, multiply what you have by 256.",
    explanation: "Each byte is worth 256 times the next: 0xEA · 256 + 0x60 = 234 · 256 + 96 = " +
      "60,000. With `<<`, a first byte of 0x80 or more would make the number negative. Indexing " +
      "`bytes` counts from the view's first byte, wherever that lies in its buffer.",
  },
  {
    id: "01-3",
    level: "warm-up",
    question: "The 10,000 test images show the digits 0 to 9 this often: " + TEST_COUNTS + ". In " +
      "the training images, too, 1 is the most frequent digit. A baseline answers 1 whatever it " +
      "sees. What is its accuracy on the test images, as a share of 1?",
    answer: 0.1135,
    mistakes: [
      { answer: 0.1, hint: "That is the baseline that guesses at random. This one says 1." },
      { answer: 11.35, hint: "As a share of 1, please, not in percent." },
      { answer: 1135, hint: "That many are right. What share of all test images is it?" },
      { answer: 0.0892, hint: "That is the rarest digit, 5. The baseline says 1." },
      { answer: 0.8865, hint: "That is the share it gets wrong." },
      { answer: 0.1032, hint: "The list begins with the digit 0: you read the count of the 2." },
      { answer: 0.098, hint: "The list begins with the digit 0: you read the count of the 0." },
    ],
    hint: "When is this baseline right?",
    method: "Divide the number of test images that show a 1 by the number of all test images.",
    explanation:
      "1,135 of 10,000 test images show a 1. An accuracy means little until you know what " +
      "such a baseline reaches. Here it is 11.35 %; on a set in which one class makes up 99 %, it " +
      "would be 99 %.",
  },
  {
    id: "01-4",
    level: "warm-up",
    question: "Read a figure. Somebody shows the mean-darkness baseline a digit whose mean grey " +
      "value is 40. Look at the bars of “Mean darkness of each class”: which digit does the " +
      "baseline answer?",
    answer: 8,
    mistakes: [
      { answer: 0, hint: "Its bar is the next one above 40. Is there a nearer one below?" },
      { answer: 2, hint: "Close. One other bar ends a little nearer to 40." },
      { answer: 40, hint: "That is the grey value. The answer is a digit, 0 to 9." },
      { answer: 38.3, hint: "That is where the bar ends. Which digit does it belong to?" },
      { answer: 3, hint: "Two bars end nearer to 40 than that of the 3." },
      { answer: 1, hint: "Its bar is the shortest: 1 needs the least ink." },
    ],
    hint: "The baseline picks the class whose mean darkness is nearest to the digit's own.",
    method: "Compare |bar − 40| for the bars around 40: those of 0, 2, 3 and 8.",
    explanation:
      "The bar of the 8 ends at 38.3, 1.7 away from 40; that of the 2 ends at 37.9, 2.1 " +
      "away; that of the 0 at 44.2, 4.2 away. A gap of 0.4 decides between 2 and 8, which shows " +
      "how little darkness can tell.",
  },
  {
    id: "01-5",
    level: "medium",
    question: "A dense network is trained on some digits and tested on others. In one of these " +
      "cases it can still learn as well as ever, apart from luck. Which one?",
    options: {
      a: "The pixels of every test image are put into one new order. Training images stay.",
      b: "The pixels of every image, training and test, are put into the same new order.",
      c: "All training images get one new order, all test images another.",
      d: "Every image gets a new order of its own.",
      e: "The pixels stay, but the labels of the training images are shuffled.",
      f: "Every image, training and test, is shifted by a random number of pixels.",
    },
    answer: "b",
    mistakes: [
      {
        answer: "a",
        hint: "The weight of each pixel was learned for the old order. What does it meet now?",
      },
      {
        answer: "c",
        hint: "The network learns the first order. Does a test pixel meet the weight that was " +
          "learned for it?",
      },
      {
        answer: "d",
        hint: "Then input 100 is a different place of the picture each time. What could its " +
          "weights learn?",
      },
      {
        answer: "e",
        hint: "A label that has nothing to do with its picture teaches nothing about pictures.",
      },
      {
        answer: "f",
        hint: "A dense layer has separate weights for each place. It would have to learn each " +
          "digit anew for every shift.",
      },
    ],
    hint:
      "A dense layer is a sum over pixels. What must each pixel meet for the sum to stay as it " +
      "was?",
    method: "Ask of each case: is there one new order of the weights that makes all sums, in " +
      "training and in testing, what they were?",
    explanation: "Shuffle the weights like the pixels, and every sum has its old terms in a new " +
      "order. That needs one order for all images, training and test. A convolutional network " +
      "would lose even then, because its windows hold neighbours.",
  },
  {
    id: "01-6",
    level: "medium",
    question: "The k nearest neighbours need no training, but each of 10,000 test images is " +
      "compared with each of 60,000 training images, 784 pixels each. How many seconds does that " +
      "take at 1,000,000,000 pixels compared per second?",
    answer: 470.4,
    mistakes: [
      { answer: 0.6, hint: "Those are the pairs of images. How many pixels does each pair have?" },
      { answer: 0.04704, hint: "That is one test image; there are 10,000." },
      { answer: 7.84, hint: "That is in minutes. In seconds, please." },
      { answer: 4.704e11, hint: "Those are the comparisons. How many seconds do they take?" },
      {
        answer: 0.05488,
        hint: "Every test image meets every training image: multiply, don't add.",
      },
      { answer: 16.8, hint: "A digit has 28 × 28 pixels, not 28." },
    ],
    hint: "How many pairs of images are there?",
    method: "Multiply test images, training images and pixels; divide by the speed.",
    explanation: "10,000 · 60,000 · 784 = 470,400,000,000 comparisons, nearly eight minutes. A " +
      "network pays while it trains and is cheap afterwards. With neighbours it is the other way " +
      "round.",
  },
  {
    id: "01-7",
    level: "hard",
    question: "Write the baseline: a function that takes an image and the mean image of each " +
      "class, and returns the class whose mean is nearest (the smallest sum of squared " +
      "differences). If several are equally near, return the first.",
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
        hint: "You return the distance. Return the class whose mean has it.",
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
          "near or far. Use squared differences.",
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
        hint:
          "You add absolute differences. That is a distance too, but a different one: square them.",
      },
      {
        answer: (image: number[], means: number[][]) => {
          const distances = means.map((mean) => squares(image, mean));
          return distances.lastIndexOf(Math.min(...distances));
        },
        hint:
          "Right except for ties: with `<=` instead of `<`, the last of several equal means wins. " +
          "The first one should.",
      },
      {
        answer: (image: number[], means: number[][]) => {
          let sum = 0;
          return first(means, (mean) => -(sum += squares(image, mean)));
        },
        hint: "Your sum is not set back to 0 for each mean: it goes on growing.",
      },
    ],
    hint: "There is one distance per class. What do you do with the ten of them?",
    method: "For each mean, add up `(mean[p] − image[p]) ** 2`, starting from 0. Then return the " +
      "index of the smallest sum.",
    explanation:
      "One sum of squares per class, and the index of the smallest: `indexOf` finds the " +
      "first. Nothing in this classifier was trained step by step, and on the first eleven " +
      "twelfths of the file it is right about four times out of five.",
  },
  {
    id: "01-8",
    level: "medium",
    question: "A network names 98.8 % of the 5,000 validation digits right. What is the standard " +
      "error of that score, in percentage points? Three digits are enough, such as 1.23.",
    answer: 0.154,
    tolerance: 0.005,
    inPercent: true,
    mistakes: [
      { answer: 0.00154, hint: "That is a share of 1. In percentage points, please." },
      { answer: 10.9, hint: "You left out the number of digits below the fraction bar." },
      { answer: 1.41, hint: "You left out the factor 1 − a: the share that is wrong." },
      { answer: 0.000237, hint: "That is in percent, but without the square root." },
      { answer: 0.109, hint: "That is for 10,000 digits. The validation set has 5,000." },
      { answer: 0.0464, hint: "That is for all 55,000 training digits. The score is on 5,000." },
    ],
    hint: "Section 1.7 has the formula. Which of its letters is the accuracy, and which the count?",
    method:
      "Take the square root of `a · (1 − a) / N` with a = 0.988 and N = 5,000, and multiply " +
      "by 100.",
    explanation: "√(0.988 · 0.012 / 5,000) = 0.00154, or 0.154 percentage points. A rival with " +
      "98.9 % on the same number of digits is ahead by less than one standard error.",
  },
  {
    id: "01-9",
    level: "medium",
    question: "Find the bugs. This function is meant to return the share of the answers that are " +
      "right. It has two bugs. Write it correctly.\n\n" + BUGGY,
    signature: "(answers: number[], labels: number[]) => number",
    answer: (answers: number[], labels: number[]) => rightOnes(answers, labels) / labels.length,
    cases: () => [
      [[7, 2, 1, 0], [7, 2, 1, 0]],
      [[7, 2, 1, 0, 4], [7, 3, 1, 0, 9]],
      [[0, 0, 0], [1, 0, 2]],
      [[5, 6], [6, 5]],
      [[3, 8, 1, 4], [2, 8, 1, 4]],
    ],
    solution: `function answer(answers: number[], labels: number[]): number {
  let right = 0;
  for (let n = 0; n < labels.length; n++) {
    if (answers[n] === labels[n]) right++;
  }
  return right / labels.length;
}`,
    mistakes: [
      {
        answer: (_: number[], labels: number[]) =>
          labels.filter((label) => label !== 0).length / labels.length,
        hint: "A single `=` assigns: it copies the label over the answer. The condition is then " +
          "the label itself, and every number but 0 counts as true.",
      },
      {
        answer: (answers: number[], labels: number[]) =>
          (rightOnes(answers, labels) + 1) / labels.length,
        hint: "One bug is left. With `<=` the loop takes one step too many: past the end, both " +
          "lists give `undefined`, and `undefined === undefined`.",
      },
      {
        answer: (answers: number[], labels: number[]) => rightOnes(answers, labels),
        hint: "You return how many are right. Which share is it?",
      },
      {
        answer: (answers: number[], labels: number[]) =>
          1 - rightOnes(answers, labels) / labels.length,
        hint: "That is the share that is wrong.",
      },
      {
        answer: (answers: number[], labels: number[]) =>
          100 * rightOnes(answers, labels) / labels.length,
        hint: "That is in percent. The function should return a share of 1.",
      },
      {
        answer: (answers: number[], labels: number[]) =>
          rightOnes(answers.slice(0, -1), labels) / labels.length,
        hint: "Your loop ends one digit too early.",
      },
      {
        answer: (answers: number[], labels: number[]) =>
          (rightOnes(answers, labels) - Number(answers[0] === labels[0])) / labels.length,
        hint: "Your loop starts at 1. The first digit has index 0.",
      },
    ],
    hint: "Run it by hand on two answers, one right and one wrong.",
    method:
      "One bug is in the line of the loop, one in the line below it. What does a single `=` " +
      "do? What is the last value of n?",
    explanation:
      "`answers[n] = labels[n]` assigns instead of comparing. Every label but 0 counted as right, " +
      "and the answers were overwritten. With `===`, `n <= labels.length` compares one pair that " +
      "is not there, `undefined` with `undefined`. Each bug raises the score, and a score that is " +
      "too high is seldom questioned. Be suspicious of good news.",
  },
  {
    id: "01-10",
    level: "medium",
    question: "Predict, then run. The nearest neighbour kept 5,000 examples. How well does it do " +
      "with only the first 500 of the training set? Write down a guess. Then measure the accuracy " +
      "on the validation set with the notebook's own functions, and answer with the share that you " +
      "measured. (The answer is MNIST's; with the built-in digits it differs.)",
    answer: 0.8648,
    mistakes: [
      { answer: 0.9482, hint: "That is with 5,000 examples. Keep only 500." },
      { answer: 1, hint: "Every example is its own nearest neighbour. Measure on other digits." },
      { answer: 0.8696, hint: "You kept the last 500 training digits. Keep the first." },
      { answer: 0.838, hint: "You measured on 500 validation digits. Measure on all of them." },
      { answer: 86.48, hint: "As a share of 1, please." },
      { answer: 0.8268, hint: "You measured on the 5,000 digits before the validation set." },
    ],
    hint: "`neighbourAmong` takes the examples to keep.",
    method: "`accuracy(neighbourAmong(slice(training, 0, 500)))` measures it.",
    explanation:
      "A tenth of the examples gets 86.48 % instead of 94.82 %: wrong answers rise from " +
      "5 to 13.5 in a hundred. For this classifier, examples are all it has. Even so, 500 of " +
      "them do about as well as the ten mean images, which took 55,000 to make.",
  },
  {
    id: "01-11",
    level: "medium",
    question: "Backward, in code. One training step changes the weight W(p, c) by rate · (t(c) − " +
      "ŷ(c)) · x(p), as in section 1.7. A bias is a weight whose input is always 1. Write the " +
      "function that takes the probabilities ŷ of all classes, the label and the rate, and returns " +
      "by how much each bias changes.",
    signature: "(probabilities: number[], label: number, rate: number) => number[]",
    answer: (probabilities: number[], label: number, rate: number) =>
      probabilities.map((probability, c) => rate * (Number(c === label) - probability)),
    cases: () => [
      [[0.5, 0.25, 0.25], 0, 1],
      [[0.1, 0.7, 0.2], 2, 0.5],
      [[0.25, 0.25, 0.25, 0.25], 3, 2],
      [[0, 1], 1, 0.1],
    ],
    solution: `function answer(probabilities: number[], label: number, rate: number): number[] {
  return probabilities.map((probability, c) => rate * ((c === label ? 1 : 0) - probability));
}`,
    mistakes: [
      {
        answer: (probabilities: number[], label: number, rate: number) =>
          probabilities.map((probability, c) => rate * (probability - Number(c === label))),
        hint: "That is the other way round: the right class would lose. It is t − ŷ.",
      },
      {
        answer: (probabilities: number[], label: number) =>
          probabilities.map((probability, c) => Number(c === label) - probability),
        hint: "The rate is missing: it says how long the step is.",
      },
      {
        answer: (probabilities: number[], _: number, rate: number) =>
          probabilities.map((probability) => -rate * probability),
        hint: "You never use the label. For the right class t is 1.",
      },
      {
        answer: (probabilities: number[], _: number, rate: number) =>
          probabilities.map((probability) => rate * (1 - probability)),
        hint: "t is 1 for the right class alone, and 0 for all others.",
      },
      {
        answer: (probabilities: number[], label: number, rate: number) =>
          probabilities.map((probability, c) => c === label ? rate * (1 - probability) : 0),
        hint:
          "The other classes change, too: each loses the probability that it should not have had.",
      },
      {
        answer: (probabilities: number[], label: number, rate: number) =>
          probabilities.map((probability, c) =>
            rate * (Number(c === label) - probability) * probability
          ),
        hint: "The input of a bias is 1. Nothing else is multiplied in.",
      },
    ],
    hint: "What are t, ŷ and x for a bias?",
    method: "For each class c: `rate * (t − probabilities[c])`, and t is 1 if c is the label, " +
      "otherwise 0.",
    explanation:
      "The right class gains what it lacks to reach 1, and every other class loses the probability " +
      "that it should not have had. The changes add up to 0. Once the network is sure and right, nothing moves. " +
      "Notebook 5 derives this rule.",
  },
  {
    id: "01-12",
    level: "hard",
    question:
      "Let k neighbours vote. Write a function that takes the distances of a digit to all " +
      "kept examples, the labels of these examples, and k, and returns the label with the most " +
      "votes among the k nearest. If several labels have equally many votes, return the smallest " +
      "label.",
    signature: "(distances: number[], labels: number[], k: number) => number",
    answer: (distances: number[], labels: number[], k: number) =>
      winner(votes(nearest(distances, labels, k))),
    cases: () => [
      [[5, 1, 3, 2], [7, 4, 4, 9], 3],
      [[1, 2, 3], [9, 2, 2], 3],
      [[10, 9, 2], [1, 2, 3], 1],
      [[1, 2, 3, 4], [8, 3, 8, 3], 4],
      [[4, 4.5, 6], [0, 0, 5], 3],
      [[1, 2, 9, 9.5, 10], [6, 6, 1, 1, 1], 2],
      [[100, 20, 3, 1000], [5, 2, 2, 5], 2],
      [[1, 2, 3, 4, 5], [4, 4, 4, 7, 7], 2],
      [[1, 2, 3], [5, 2, 8], 3],
    ],
    solution: `function answer(distances: number[], labels: number[], k: number): number {
  const nearest = [...distances.keys()].sort((a, b) => distances[a] - distances[b]).slice(0, k);
  const votes = new Array<number>(10).fill(0);
  for (const n of nearest) votes[labels[n]]++;
  return votes.indexOf(Math.max(...votes));
}`,
    mistakes: [
      {
        answer: (distances: number[], labels: number[]) => nearest(distances, labels, 1)[0],
        hint: "You take the nearest one alone. The k nearest vote.",
      },
      {
        answer: (distances: number[], labels: number[], k: number) =>
          winner(votes(nearest(distances.map((distance) => -distance), labels, k))),
        hint: "You let the farthest vote: sort from small to large.",
      },
      {
        answer: (distances: number[], labels: number[]) =>
          winner(votes(nearest(distances, labels, distances.length))),
        hint: "You let all examples vote. Only the k nearest do.",
      },
      {
        answer: (distances: number[], labels: number[], k: number) =>
          winner(votes(
            [...distances.keys()]
              .sort((a, b) => `${distances[a]}` < `${distances[b]}` ? -1 : 1)
              .slice(0, k).map((n) => labels[n]),
          )),
        hint: "Your distances are sorted as text, in which 10 comes before 9. `sort` needs " +
          "`(a, b) => a - b` for numbers.",
      },
      {
        answer: (distances: number[], labels: number[], k: number) => {
          const counts = votes(nearest(distances, labels, k));
          return counts.lastIndexOf(Math.max(...counts));
        },
        hint: "Right except for ties: of labels with equally many votes, the smallest should win.",
      },
      {
        answer: (distances: number[], labels: number[], k: number) =>
          Math.max(...votes(nearest(distances, labels, k))),
        hint: "You return the number of votes. Return the label that got them.",
      },
      {
        answer: (distances: number[], labels: number[], k: number) => {
          const voters = nearest(distances, labels, k), counts = votes(voters);
          return voters.find((label) => counts[label] === Math.max(...counts));
        },
        hint:
          "Right except for ties: yours go to the label that came up first, not to the smallest.",
      },
    ],
    hint: "The distances decide who votes. After that they do not matter.",
    method:
      "Sort the indices by distance and keep the first k. Count the votes of each label in a " +
      "list of ten, and return the index of the largest count.",
    explanation: "Sort the indices, not the distances: the labels must stay with them. `indexOf` " +
      "finds the first of several equal counts, and the counts are in the order of the labels. " +
      "With k above 2, a single odd example no longer decides alone.",
  },
];

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset);
}

/** The sum of the squared differences. */
function squares(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}

/** The index of the largest score; of equals, the first. */
function first(means: number[][], score: (mean: number[]) => number): number {
  const scores = means.map(score);
  return scores.indexOf(Math.max(...scores));
}

/** Counts the right answers. */
function rightOnes(answers: readonly number[], labels: readonly number[]): number {
  return answers.filter((answer, n) => answer === labels[n]).length;
}

/** The labels of the k nearest, the nearest first. */
function nearest(distances: readonly number[], labels: readonly number[], k: number): number[] {
  return [...distances.keys()].sort((a, b) => distances[a] - distances[b]).slice(0, k)
    .map((n) => labels[n]);
}

/** Counts how often each label occurs. */
function votes(labels: readonly number[]): number[] {
  return Array.from({ length: 10 }, (_, label) => labels.filter((other) => other === label).length);
}

/** The index of the largest count; of equals, the first. */
function winner(counts: readonly number[]): number {
  return counts.indexOf(Math.max(...counts));
}
