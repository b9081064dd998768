/** Judges the experiment of notebook 08: what a reader's own network says of hands that are turned. */

import { handSigns } from "../dataset/hand_signs.ts";
import { describe } from "./describe.ts";

/** The hands that are asked about, and the share of them that must be read. */
const HANDS = { count: 1_000, seed: 88, turn: 40 }, ENOUGH = 0.75;

/**
 * Judges answers to the turned hands.
 *
 * @param given one class per hand
 * @returns nothing if enough of them are right, otherwise what helps
 */
export function signsOfHands(given: unknown): Promise<string | undefined> {
  return Promise.resolve(judged(given));
}

function judged(given: unknown): string | undefined {
  if (typeof given === "number") return "Not the accuracy: what it says of each hand.";
  const isList = Array.isArray(given) || ArrayBuffer.isView(given) && "length" in given;
  if (!isList) return `The answer is 1,000 numbers; this is \`${describe(given)}\`.`;
  const answers = Array.from(given as ArrayLike<unknown>), { labels } = handSigns(HANDS);
  if (answers.length === 10 * labels.length) {
    return "Those look like probabilities, ten per hand. Answer with the place of the largest.";
  }
  if (answers.length !== labels.length) return "One answer per hand, please: 1,000 in all.";
  if (!answers.every((answer) => Number.isInteger(answer) && 10 > Number(answer))) {
    return "Whole numbers from 0 to 9, please: the class that it names.";
  }
  const right = answers.filter((answer, n) => answer === labels[n]).length;
  if (right === labels.length) {
    return "All of them? Those are the labels. What does your network say?";
  }
  if (right >= ENOUGH * labels.length) return undefined;
  if (new Set(answers).size === 1) {
    return "It gives the same answer to every hand. Has it learned at all?";
  }
  return `It reads ${
    (100 * right / labels.length).toFixed(1)
  } %. What turns has it seen in training?`;
}
