/** Notebook 08: what it takes to put a network to work. */

import type { Exercise } from "./exercise.ts";
import { signsOfHands } from "./hands.ts";

/** The fast gradient sign as somebody handed it in; see 08-8. */
const BUGGY = `\`\`\`
function answer(x, slopes, size) {
  return x.map((pixel, i) => Math.min(1, pixel + size * slopes[i]));
}
\`\`\``;

/** The exercises of notebook 08. */
export const applications: readonly Exercise[] = [
  {
    id: "08-1",
    level: "warm-up",
    question:
      "A number is to pass Luhn's check. It begins with 6496397. Which digit comes last, as the eighth?",
    answer: 8,
    mistakes: [
      {
        answer: 5,
        hint: "You double the wrong digits. The last digit is not doubled, the one before it is.",
      },
      {
        answer: 2,
        hint: "That is how far the sum is above a multiple of ten. What is missing to the next?",
      },
      {
        answer: 1,
        hint: "Of a doubled digit that has two digits, these are added up: 14 counts as 1 + 4.",
      },
      { answer: 6, hint: "Every second digit is doubled before it is added." },
      { answer: 7, hint: "Only every second digit is doubled, not all." },
    ],
    hint: "Write the seven digits down and mark those that are doubled, beginning with the last.",
    method:
      "Double 7, 3, 9 and 6: every second digit from the right, where the unknown one is not " +
      "doubled. Subtract 9 from what is over 9, add everything up, and fill up to the next ten.",
    explanation:
      "From the right, 7, 3, 9 and 6 are doubled: 5, 6, 9 and 3. With 9, 6 and 4 the sum is 42, and 8 makes " +
      "fifty of it.",
  },
  {
    id: "08-2",
    level: "warm-up",
    question:
      "A network reads 99 % of all digits, each independently of the others. How probable is it that it reads " +
      "all 16 digits of a card's number? Answer as a share of 1, with three decimals.",
    answer: 0.99 ** 16,
    tolerance: 0.001,
    mistakes: [
      { answer: 0.99, hint: "That is one digit. All 16 must be right." },
      { answer: 1 - 0.99 ** 16, hint: "That is the probability that at least one is wrong." },
      {
        answer: 0.84,
        hint:
          "Nearly: 16 times 1 % counts twice what is wrong in two digits. Multiply, do not subtract.",
      },
      { answer: 100 * 0.99 ** 16, hint: "That is a percentage. Give it as a share of 1." },
      {
        answer: 15.84,
        hint: "That is how many digits are right on average. The question is a probability.",
      },
      { answer: 0.16, hint: "That is how many digits are wrong on average." },
      { answer: 0.99 ** 15, hint: "A card's number has one digit more." },
    ],
    hint: "How probable is it that the first two digits are both right?",
    method: "Independent probabilities are multiplied: one factor per digit.",
    explanation:
      "0.99¹⁶ = 0.851: of seven cards, one is misread. A network that is right on 99.9 % of digits still " +
      "misreads one card in 63.",
  },
  {
    id: "08-3",
    level: "medium",
    question:
      "Write Luhn's check: a function that takes a number as text and tells whether it passes.",
    signature: "(number: string) => boolean",
    answer: (number: string) => luhn(number) % 10 === 0,
    cases: () => [
      ["4111111111111111"],
      ["4111111111111112"],
      ["79927398713"],
      ["79927398710"],
      ["59"],
      ["18"],
      ["81"],
      ["91"],
      ["109"],
      ["190"],
      ["26"],
      ["00"],
    ],
    solution: `function answer(number: string): boolean {
  let sum = 0;
  [...number].reverse().forEach((character, i) => {
    const digit = Number(character) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  });
  return sum % 10 === 0;
}`,
    mistakes: [
      {
        answer: (number: string) => luhn(number, { fromLeft: true }) % 10 === 0,
        hint:
          "You count from the left. Whether the first digit is doubled depends on how many there are.",
      },
      {
        answer: (number: string) => luhn(number, { odd: 0 }) % 10 === 0,
        hint: "You double the last digit. It is the one before it that is doubled.",
      },
      {
        answer: (number: string) => luhn(number, { reduce: false }) % 10 === 0,
        hint: "A doubled 7 counts as 1 + 4, not as 14.",
      },
      {
        answer: (number: string) => luhn(number, { factor: 1 }) % 10 === 0,
        hint: "No digit is doubled. So the check would never notice two that were swapped.",
      },
      {
        answer: (number: string) => luhn(number) % 10,
        hint: "You return what is left over. Return whether that is 0.",
      },
      {
        answer: (number: string) => luhn(number) % 10 !== 0,
        hint: "The other way round: true for a number that passes.",
      },
    ],
    hint: "Which digits are doubled? Begin at the end.",
    method:
      "Go through the digits from the last to the first. Double every second one, subtract 9 from what is " +
      "over 9, and add up. The sum must be a multiple of ten.",
    explanation:
      "A doubled digit over 9 is its digits added up, which is the same as 9 less. So the ten digits count 0, " +
      "2, 4, 6, 8, 1, 3, 5, 7, 9 when doubled: all different, and every single misread digit changes the sum.",
  },
  {
    id: "08-4",
    level: "medium",
    question: "Which of these misreadings does Luhn's check not notice?",
    options: {
      a: "a 1 read as a 7",
      b: "a 12 read as a 21",
      c: "a 09 read as a 90",
      d: "an 11 read as a 77",
      e: "a 5 read as a 6, at a place that is doubled",
      f: "none: it notices every misreading",
    },
    answer: "c",
    mistakes: [
      {
        answer: "a",
        hint: "By what does one digit alone change the sum? Can that be a multiple of ten?",
      },
      { answer: "b", hint: "Compute both, with the first digit doubled: 2 + 2, and 4 + 1." },
      { answer: "d", hint: "With the first digit doubled: 2 + 1, and 5 + 7." },
      { answer: "e", hint: "A doubled 5 counts 1, a doubled 6 counts 3." },
      {
        answer: "f",
        hint:
          "With one digit for a check, a tenth of all numbers pass. Some must be close neighbours.",
      },
    ],
    hint: "Compute how much the two digits add to the sum, before and after.",
    method:
      "Take two neighbours, the first one doubled: add up what they count before and after. The same last " +
      "digit means that nobody notices.",
    explanation:
      "09 counts 0 + 9 and 90 counts 9 + 0, since a doubled 9 is 18 and counts 9. Of the 90 pairs of different " +
      "digits, 09 and 90 alone can be swapped. And of twins, 22 and 55, 33 and 66, 44 and 77 pass for each other.",
  },
  {
    id: "08-5",
    level: "medium",
    question:
      "A misread form costs 20 €, and a clerk's look at a doubtful one 0.50 €. From which probability of being " +
      "right on should the machine answer by itself?",
    answer: 0.975,
    tolerance: 0.0005,
    mistakes: [
      {
        answer: 0.025,
        hint: "That is how probable a mistake may be. How probable must it be to be right?",
      },
      { answer: 97.5, hint: "That is a percentage. Give the probability as a share of 1." },
      { answer: 40, hint: "That is how many looks one mistake costs. Make a probability of it." },
      {
        answer: 0.5,
        hint: "An answer that is wrong with probability 0.5 costs 10 € on average.",
      },
      {
        answer: 20 / 20.5,
        hint: "Close. The look costs 0.50 €, whether the answer would have been right or not.",
      },
      {
        answer: 0.95,
        hint: "Half of that: at 0.95 an answer costs 1 € on average, a look half of it.",
      },
      { answer: 0.75, hint: "0.50 / 20 is less than that. Watch the decimal point." },
    ],
    hint: "What does an answer that is right with probability p cost on average? And a look?",
    method: "Answer where (1 − p) · 20 € is less than 0.50 €.",
    explanation:
      "(1 − p) · 20 < 0.5 means p > 1 − 0.5 / 20 = 0.975. Only the ratio of the costs counts. The rule needs " +
      "probabilities that are honest: a network that says 0.99 and is right 90 % of the time makes it worthless.",
  },
  {
    id: "08-6",
    level: "medium",
    question:
      "Write the cost per answer: a function that takes the confidence of each answer, whether it is right, the " +
      "least confidence that is accepted (equal is enough), what a mistake costs and what a look costs. It " +
      "returns the mean cost. What is refused is looked at, and then it is right.",
    signature:
      "(confidences: number[], right: boolean[], least: number, mistake: number, look: number) => number",
    answer: (...given: Costs) => cost(given),
    cases: () => [
      [[0.9, 0.6, 0.99, 0.5], [true, false, true, false], 0.6, 20, 1],
      [[0.9, 0.95, 0.3], [false, false, true], 0.5, 10, 2],
      [[0.2, 0.8, 0.7, 0.7, 1], [true, false, false, true, true], 0.7, 5, 1],
      [[0.5, 0.6], [true, false], 0.9, 100, 3],
    ],
    solution: `function answer(
  confidences: number[],
  right: boolean[],
  least: number,
  mistake: number,
  look: number,
): number {
  let sum = 0;
  confidences.forEach((confidence, i) => {
    if (confidence < least) sum += look;
    else if (!right[i]) sum += mistake;
  });
  return sum / confidences.length;
}`,
    mistakes: [
      {
        answer: (...given: Costs) => cost(given, { strict: true }),
        hint: "A confidence equal to the least is accepted.",
      },
      {
        answer: (...given: Costs) => cost(given, { sum: true }),
        hint: "That is the sum. Divide by the number of answers, refused ones among them.",
      },
      {
        answer: (...given: Costs) => cost(given, { overAccepted: true }),
        hint: "You divide by the accepted answers. The refused ones are work as well.",
      },
      {
        answer: (...given: Costs) => cost(given, { always: true }),
        hint: "You charge for mistakes that were refused, too: a person has put them right.",
      },
      {
        answer: (...[confidences, right, least, mistake, look]: Costs) =>
          cost([confidences, right, least, look, mistake]),
        hint: "The two costs are swapped.",
      },
      {
        answer: (...[confidences, right, least, mistake]: Costs) =>
          cost([confidences, right, least, mistake, 0]),
        hint: "A refusal is not free: somebody looks.",
      },
    ],
    hint: "Each answer costs a look, or a mistake, or nothing.",
    method:
      "Go through the answers: below the least, add a look; otherwise, if wrong, a mistake. Divide.",
    explanation:
      "Draw it over the least confidence, and you have the figure of section 8.6 in a mirror: on the left " +
      "mistakes cost most, on the right looks do.",
  },
  {
    id: "08-7",
    level: "medium",
    question:
      "Read the table: how many points of accuracy somebody's reader loses without each stage, for pictures with " +
      "one thing wrong.\n\n```\nwithout    light on dark  ruled lines  shadow  thin pen\n" +
      "polarity             95            0       0         0\nlines                 0           60       0         2\n" +
      "light                 0            1      48         0\npen                   0            0       0        12\n```\n\n" +
      "It is to read scanned forms: dark ink on white, evenly lit, in printed cells, written with pens of all " +
      "widths. Which stages can go?",
    options: {
      a: "polarity and light",
      b: "lines and pen",
      c: "pen alone",
      d: "all four",
      e: "none",
      f: "polarity, light and pen",
    },
    answer: "a",
    mistakes: [
      { answer: "b", hint: "Those two are what these forms need. Look at the columns that apply." },
      { answer: "c", hint: "There are thin pens among them, and 12 points are many." },
      { answer: "d", hint: "Printed cells are ruled lines: look at that column." },
      {
        answer: "e",
        hint:
          "What is wrong with these forms? A stage that repairs something else repairs nothing here.",
      },
      { answer: "f", hint: "Two of the three. Pens of all widths: which column is that?" },
    ],
    hint: "Which columns describe these forms?",
    method:
      "Cross out the columns that do not occur: light on dark, and shadow. Which rows have nothing left?",
    explanation:
      "Without light on dark and without shadows, the rows polarity and light are 0, or 1 at most. A stage is " +
      "worth what it repairs times how often that occurs. But measure once more without both: stages may " +
      "stand in for one another.",
  },
  {
    id: "08-8",
    level: "medium",
    question:
      "Find the bugs. This function is meant to apply the fast gradient sign to a picture with pixels in [0, 1], " +
      "whose slopes of the loss are given. It has two bugs. Write it correctly.\n\n" + BUGGY,
    signature: "(x: number[], slopes: number[], size: number) => number[]",
    answer: (x: number[], slopes: number[], size: number) => sign(x, slopes, size),
    cases: () => [
      [[0.5, 0.5, 0.5], [3, -0.2, 0], 0.1],
      [[0, 1, 0.95], [-1, 2, 0.001], 0.2],
      [[0.25, 0.75], [-0.5, 0.5], 0.25],
    ],
    solution: `function answer(x: number[], slopes: number[], size: number): number[] {
  return x.map((pixel, i) => Math.max(0, Math.min(1, pixel + size * Math.sign(slopes[i]))));
}`,
    mistakes: [
      {
        answer: (x: number[], slopes: number[], size: number) =>
          x.map((pixel, i) => Math.max(0, Math.min(1, pixel + size * slopes[i]))),
        hint: "One of two. Each pixel moves by the same amount, whatever the size of its slope.",
      },
      {
        answer: (x: number[], slopes: number[], size: number) =>
          x.map((pixel, i) => Math.min(1, pixel + size * Math.sign(slopes[i]))),
        hint: "One of two. No pixel has less than 0 either.",
      },
      {
        answer: (x: number[], slopes: number[], size: number) =>
          x.map((pixel, i) => pixel + size * Math.sign(slopes[i])),
        hint: "The sign is right. Pixels stay between 0 and 1.",
      },
      {
        answer: (x: number[], slopes: number[], size: number) =>
          sign(x, slopes.map((s) => -s), size),
        hint: "That makes the loss fall: it helps the network.",
      },
      {
        answer: (x: number[], slopes: number[], size: number) =>
          sign(x, slopes.map((s) => s > 0 ? 1 : -1), size),
        hint: "A slope of 0 has no direction: that pixel stays.",
      },
      {
        answer: (x: number[], slopes: number[], size: number) =>
          sign(x, slopes.map((s) => s >= 0 ? 1 : -1), size),
        hint: "A slope of 0 has no direction, not even upwards: that pixel stays.",
      },
      {
        answer: (x: number[], slopes: number[], size: number) =>
          x.map((pixel, i) => Math.min(1, pixel + size * slopes[i])),
        hint: "That is the function as it was.",
      },
    ],
    hint: "By how much does a pixel with a tiny slope move? And what may a pixel be at least?",
    method: "Use `Math.sign`, and keep the result within 0 and 1 at both ends.",
    explanation:
      "With the slopes themselves hardly any pixel would move, since most slopes are tiny. The sign spends the " +
      "whole allowance at every pixel: that is why so small a size is enough.",
  },
  {
    id: "08-9",
    level: "medium",
    question:
      "A linear classifier leads with 3.2 for a digit. The slopes of this lead with respect to the 784 pixels, all " +
      "taken as positive, add up to 25. By how much must every pixel move at least for the lead to fall to 0? " +
      "(Leave the limits 0 and 1 aside.)",
    answer: 0.128,
    tolerance: 0.001,
    mistakes: [
      { answer: 25 / 3.2, hint: "Upside down. A pixel goes from 0 to 1: can that be?" },
      { answer: 80, hint: "Multiplied, it tells what moving by 3.2 would do. Divide." },
      {
        answer: 3.2 / 784,
        hint: "A move of size s does not change the lead by s per pixel, but by slope times s.",
      },
      {
        answer: 3.2 * 784 / 25,
        hint: "25 is the sum already, not the mean: the number of pixels does not come in.",
      },
      {
        answer: 0.064,
        hint: "Half of it brings the lead half the way down. Nothing moves the other way.",
      },
      {
        answer: 3.2,
        hint: "That is the lead. How far does it fall for a move of 0.01 at every pixel?",
      },
    ],
    hint: "Every pixel moves by s against its slope. By how much does the lead fall, all in all?",
    method:
      "The lead falls by s times the sum of the slopes without their signs. Set that equal to 3.2.",
    explanation:
      "3.2 / 25 = 0.128: an eighth of the way from paper to ink. Each pixel contributes little, and 784 of them " +
      "contribute much, all in the same direction. Random signs would cancel out: their sum grows only like √784.",
  },
  {
    id: "08-10",
    level: "medium",
    question:
      "Predict, then run. A network reads 99 % of all digits and confuses them at random; numbers of 16 digits " +
      "that fail Luhn's check go to a person. Of the numbers that pass, how many are wrong all the same? Guess " +
      "first, then simulate a million of them.",
    options: {
      a: "none",
      b: "about 1 in 7",
      c: "about 1 in 70",
      d: "about 1 in 700",
      e: "about 1 in 7,000",
      f: "about 1 in 70,000",
    },
    answer: "d",
    mistakes: [
      { answer: "a", hint: "Two wrong digits may make up for each other." },
      {
        answer: "b",
        hint: "One in seven numbers is misread. Most of those have one wrong digit, and fail.",
      },
      {
        answer: "c",
        hint:
          "That many would pass if a tenth of all misread ones did. But one wrong digit never passes.",
      },
      { answer: "e", hint: "A number with two wrong digits passes in one case of about nine." },
      {
        answer: "f",
        hint: "How many numbers have two wrong digits? 120 pairs of places, times 0.01 twice.",
      },
    ],
    hint: "One wrong digit is always noticed. How often are there two, and how often do they pass?",
    method:
      "Draw numbers that pass, replace each digit with probability 0.01 by another one, and count those that are " +
      "changed among those that pass.",
    explanation:
      "1.1 % of the numbers have two wrong digits or more, and about a ninth of these pass: 0.12 %, against 85 % " +
      "that are right. With the check, one number in 700 is wrong in place of one in seven, and 15 % go to a " +
      "person. (Real confusions are not random, so measure with your own.)",
  },
  {
    id: "08-11",
    level: "hard",
    question:
      "Correct by Luhn: a function that takes the ten probabilities of each digit and returns, as text, the " +
      "likeliest number that passes the check. (Up to four digits: you may try them all.)",
    signature: "(probabilities: number[][]) => string",
    answer: (probabilities: number[][]) =>
      likeliest(probabilities, (text) => luhn(text) % 10 === 0),
    cases: () => [
      [[row({ 1: 1 }), row({ 1: 0.6, 8: 0.4 })]],
      [[row({ 5: 0.7, 9: 0.3 }), row({ 3: 0.8, 4: 0.2 }), row({ 7: 0.9, 1: 0.1 })]],
      [[
        row({ 2: 0.5, 7: 0.5 }),
        row({ 6: 0.55, 0: 0.45 }),
        row({ 1: 0.9, 4: 0.1 }),
        row({ 9: 1 }),
      ]],
      [[row({ 8: 0.9, 3: 0.1 }), row({ 3: 0.9, 5: 0.1 })]],
      [[row({ 6: 0.6, 0: 0.4 }), row({ 4: 0.6, 9: 0.4 }), row({ 1: 0.7, 7: 0.3 })]],
    ],
    solution: `function answer(probabilities: number[][]): string {
  const share = (digit: number, doubled: boolean) =>
    doubled ? 2 * digit - (digit > 4 ? 9 : 0) : digit;
  let best = Array.from({ length: 10 }, (_, sum) => ({ text: "", p: sum === 0 ? 1 : 0 }));
  probabilities.forEach((row, i) => {
    const doubled = (probabilities.length - 1 - i) % 2 === 1;
    const next = best.map(() => ({ text: "", p: -1 }));
    best.forEach(({ text, p }, sum) =>
      row.forEach((q, digit) => {
        const to = (sum + share(digit, doubled)) % 10;
        if (p * q > next[to].p) next[to] = { text: text + digit, p: p * q };
      })
    );
    best = next;
  });
  return best[0].text;
}`,
    mistakes: [
      {
        answer: (probabilities: number[][]) => likeliest(probabilities, () => true),
        hint: "That is the likeliest number of all. It need not pass.",
      },
      {
        answer: (probabilities: number[][]) => {
          const start = likeliest(probabilities, () => true).slice(0, -1);
          return start + (10 - luhn(`${start}0`) % 10) % 10;
        },
        hint:
          "You take the last digit for whatever makes it pass, even if that looks like another digit.",
      },
      {
        answer: (probabilities: number[][]) =>
          likeliest(probabilities, (text) => luhn(text, { odd: 0 }) % 10 === 0),
        hint: "You double the last digit. It is the one before it that is doubled.",
      },
      {
        answer: (probabilities: number[][]) =>
          likeliest(probabilities, (text) => luhn(text, { reduce: false }) % 10 === 0),
        hint: "A doubled 7 counts as 1 + 4, not as 14.",
      },
      {
        answer: (probabilities: number[][]) =>
          likeliest(
            probabilities,
            (text) => luhn(text) % 10 === 0,
            (p) => p.reduce((a, b) => a + b),
          ),
        hint: "You add the probabilities. All digits must be right at once: multiply.",
      },
      {
        answer: (probabilities: number[][]) =>
          likeliest(probabilities, (text) => luhn(text) % 10 === 0, (p) => Math.min(...p)),
        hint:
          "You look at the least sure digit alone. Two doubtful ones are worse than one: multiply.",
      },
    ],
    hint: "Which numbers pass? And which of those has the largest product of probabilities?",
    method:
      "Try all numbers of that length, keep those that pass, and take the one with the largest product. For 16 " +
      "digits, go from the left and remember the likeliest beginning for each last digit of the sum.",
    explanation:
      "Of all beginnings with the same sum, only the likeliest can be part of the best number: ten are enough, and " +
      "16 digits take 16 · 10 · 10 products in place of 10¹⁶.",
  },
  {
    id: "08-12",
    level: "hard",
    question:
      "An open experiment. The network of section 8.9 often fails on hands that are turned by 40°. Train one that " +
      "reads 75 % of `handSigns({ count: 1_000, seed: 88, turn: 40 })`, without looking at these hands in " +
      "training. Answer with what it says of them: 1,000 numbers from 0 to 9, in the set's order.",
    signature: "number[] or Uint8Array, one answer per hand",
    accepts: signsOfHands,
    answer: "a network that reads 75 % of the turned hands",
    solution: `import { handSigns } from "@pixel/convnet/dataset";
import { cnn } from "@pixel/convnet/model";
import { predict, RECIPES, train } from "@pixel/convnet/training";
const turned = handSigns({ count: 8_000, seed: 1, turn: 40 });
const reader = cnn(1, turned);
const checked = handSigns({ count: 500, seed: 2, turn: 40 });
await train(reader, {
  ...RECIPES.cnn,
  epochs: 6,
  training: turned,
  validation: checked,
  seed: 1,
  workers: 2,
});
const said = await predict(reader, handSigns({ count: 1_000, seed: 88, turn: 40 }).images);
const answers = Array.from({ length: 1_000 }, (_, n) => {
  const p = said.subarray(10 * n, 10 * n + 10);
  return p.indexOf(Math.max(...p));
});
await check("08-12", answers);`,
    mistakes: [
      { answer: 0.8, hint: "Not the accuracy: what it says of each hand." },
      { answer: [1, 2, 3], hint: "One answer per hand, please: 1,000 in all." },
      {
        answer: new Float32Array(10_000).fill(0.1),
        hint: "Those look like probabilities, ten per hand. Answer with the place of the largest.",
      },
      {
        answer: new Float32Array(1_000).fill(0.5),
        hint: "Whole numbers from 0 to 9, please: the class that it names.",
      },
      {
        answer: new Uint8Array(1_000).fill(3),
        hint: "It gives the same answer to every hand. Has it learned at all?",
      },
    ],
    hint: "A network knows nothing but what it was shown.",
    method:
      "Show it hands that are turned as far, `handSigns` with the same `turn` and another seed, and more of " +
      "them: the task has become harder.",
    explanation:
      "The same network, the same code, other pictures. Whenever the world differs from the training set, first " +
      "bring the training set nearer to the world.",
  },
];

/** Ways to compute the sum, right and wrong. */
interface Luhn {
  /** 1 if the last digit is not doubled, 0 if it is. */
  readonly odd?: 0 | 1;
  readonly reduce?: boolean;
  readonly factor?: number;
  readonly fromLeft?: boolean;
}

/** The sum of Luhn's check. */
function luhn(number: string, options: Luhn = {}): number {
  const { odd = 1, reduce = true, factor = 2, fromLeft = false } = options;
  const digits = [...number].map(Number);
  if (!fromLeft) digits.reverse();
  return digits.reduce((sum, digit, i) => {
    const value = i % 2 === odd ? factor * digit : digit;
    return sum + (reduce && value > 9 ? value - 9 : value);
  }, 0);
}

/** Ten probabilities from the few that are not tiny; no two of the others are the same. */
function row(some: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: 10 }, (_, digit) => some[digit] ?? (digit + 2) / 2_000);
}

/** The best number of those that pass, tried one by one; of several that are as good, the smallest. */
function likeliest(
  probabilities: number[][],
  passes: (text: string) => boolean,
  score = (p: number[]) => p.reduce((product, q) => product * q, 1),
): string {
  let best = "", most = -1;
  for (let n = 0; n < 10 ** probabilities.length; n++) {
    const text = `${n}`.padStart(probabilities.length, "0");
    const value = score([...text].map((digit, i) => probabilities[i][Number(digit)]));
    if (value > most && passes(text)) [best, most] = [text, value];
  }
  return best;
}

/** The arguments of exercise 08-6. */
type Costs = [
  confidences: number[],
  right: boolean[],
  least: number,
  mistake: number,
  look: number,
];

/** Mistakes that a reader may make in it. */
interface CostFaults {
  readonly strict?: boolean;
  readonly sum?: boolean;
  readonly overAccepted?: boolean;
  readonly always?: boolean;
}

function cost([confidences, right, least, mistake, look]: Costs, faults: CostFaults = {}): number {
  let sum = 0, accepted = 0;
  confidences.forEach((confidence, i) => {
    const isAccepted = faults.strict ? confidence > least : confidence >= least;
    if (isAccepted) accepted++;
    else sum += look;
    if (!right[i] && (isAccepted || faults.always)) sum += mistake;
  });
  if (faults.sum) return sum;
  return sum / (faults.overAccepted ? accepted : confidences.length);
}

/** The fast gradient sign. */
function sign(x: number[], slopes: number[], size: number): number[] {
  return x.map((pixel, i) => Math.max(0, Math.min(1, pixel + size * Math.sign(slopes[i]))));
}
