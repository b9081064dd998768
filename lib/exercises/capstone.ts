/** Judges the capstone of notebook 07: what a reader's own network says of the validation digits. */

import { CLASSES, type Digits, findDigits, splitValidation } from "../dataset/mod.ts";
import { describe } from "./describe.ts";

/** The share of the validation digits that must be read. */
const ENOUGH = 0.97;

let loaded: Promise<Digits> | undefined;

/** The validation digits of the notebook, loaded once. */
function validationDigits(): Promise<Digits> {
  loaded ??= findDigits().then(async (source) =>
    splitValidation(await source.loadTraining()).validation
  );
  return loaded;
}

/**
 * Judges answers to the validation digits.
 *
 * @param given one class per validation digit
 * @returns nothing if enough of them are right, otherwise what helps
 */
export async function predictionsOfValidation(given: unknown): Promise<string | undefined> {
  if (typeof given === "number") {
    return "Not the accuracy: what it says of each digit, 5,000 numbers.";
  }
  const isList = Array.isArray(given) || ArrayBuffer.isView(given) && "length" in given;
  if (!isList) return `The answer is 5,000 numbers; this is \`${describe(given)}\`.`;
  const answers = Array.from(given as ArrayLike<unknown>);
  const { labels } = await validationDigits();
  const count = labels.length;
  if (answers.length === CLASSES * count || Array.isArray(answers[0])) {
    return "Those look like probabilities, ten per digit. Answer with the place of the largest.";
  }
  if (answers.length !== count) {
    return `One answer per validation digit, please: ${count.toLocaleString("en")} in all.`;
  }
  if (!answers.every((answer) => Number.isInteger(answer) && CLASSES > Number(answer))) {
    return "Whole numbers from 0 to 9, please: the class that it names.";
  }
  const right = answers.filter((answer, n) => answer === labels[n]).length;
  if (right === count) return "All of them? Those are the labels. What does your network say?";
  if (right >= ENOUGH * count) return undefined;
  if (new Set(answers).size === 1) {
    return "It gives the same answer to every digit. Has it learned at all? Look at the loss of the " +
      "first steps: it should begin near ln 10 and fall.";
  }
  return `It reads ${(100 * right / count).toFixed(1)} %. ${nudge(right / count)}`;
}

/** Suggests a next step to a network that reads some share of the digits. */
function nudge(share: number): string {
  if (share < 0.3) {
    return "That is hardly more than chance: do your answers have the order of the set? If so, check the " +
      "gradient against differences, as in notebook 5.";
  }
  if (share < 0.94) {
    return "The dense layer alone could do that: do your filters move at all? Print one before and after.";
  }
  return "It learns. Train for another epoch, or let the steps get shorter towards the end.";
}
