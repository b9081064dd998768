/** Checks a reader's answer and says what helps. It never throws. */

import { isRounded, isVolume, same, shapeOf, wrongPlaces } from "./compare.ts";
import { describe, describeError } from "./describe.ts";
import type { Exercise } from "./exercise.ts";
import { exercises } from "./exercises.ts";
import { ENDLESS, type Outcome, outcomes, within } from "./time_limit.ts";
import { Verdict } from "./verdict.ts";

/** Options of {@linkcode check}. */
export interface CheckOptions {
  /** The time limit for a function or a promise, in seconds; 3 by default, `Infinity` for none. */
  readonly seconds?: number;
}

/** A time in another unit than the seconds in which the book asks for it. */
const NOT_SECONDS = /\d\s*(?:ms|min\w*|h|hours?)\s*$/;

/** Any function: the exercise says what it takes and returns. */
type Code = (...inputs: unknown[]) => unknown;

/**
 * Checks an answer to an exercise of the book.
 *
 * @param id the exercise, such as `02-3`
 * @param answer a number, an array of numbers, a letter, or a function, as the exercise asks; or a
 *   promise of it
 * @param options how to check it
 * @returns right, wrong with a hint, or open if there is no answer yet
 *
 * @example In a notebook, as the last line of a cell
 * ```ts
 * import { check } from "@pixel/convnet/exercises";
 *
 * await check("02-3", 18_432);
 * ```
 */
export async function check(
  id: string,
  answer?: unknown,
  options: CheckOptions = {},
): Promise<Verdict> {
  const name = describe(id).replaceAll('"', "");
  try {
    const exercise = exercises.find((exercise) => exercise.id === id);
    if (!exercise) return new Verdict(name, "wrong", `There is no such exercise. ${known(name)}`);
    return await judge(exercise, answer, options.seconds ?? 3);
  } catch (thrown) {
    return new Verdict(name, "wrong", `This could not be read: \`${describeError(thrown)}\`.`);
  }
}

function known(id: string): string {
  const notebook = id.slice(0, 2);
  const ids = exercises.map((exercise) => exercise.id);
  const near = ids.filter((other) => other.startsWith(notebook));
  const [first, last] = [near[0] ?? ids[0], near.at(-1) ?? ids.at(-1)];
  return `They go from \`${first}\` to \`${last}\`${
    near.length ? "" : `, 01 to ${ids.at(-1)!.slice(0, 2)}`
  }.`;
}

async function judge(exercise: Exercise, given: unknown, seconds: number): Promise<Verdict> {
  const answer = await within(seconds, given);
  if (answer === ENDLESS) return wrong(exercise, "The promise gives no answer.");
  if (answer === undefined) {
    return new Verdict(exercise.id, "open", "Put your answer in place of `undefined`.");
  }
  if (exercise.accepts) {
    const hint = await exercise.accepts(answer);
    return hint === undefined ? right(exercise) : wrong(exercise, hint);
  }
  if (typeof exercise.answer === "function") return await judgeCode(exercise, answer, seconds);
  return judgeNumbers(exercise, exercise.inPercent ? withoutPercent(answer) : answer);
}

function judgeNumbers(exercise: Exercise, answer: unknown): Verdict {
  if (same(answer, exercise.answer, exercise.tolerance)) {
    if (typeof answer !== "string" || !NOT_SECONDS.test(answer)) return right(exercise);
    return wrong(exercise, "The number is right, but not with that unit. In seconds, please.");
  }
  const mistake = exercise.mistakes.find((mistake) =>
    same(answer, mistake.answer, exercise.tolerance)
  );
  if (mistake) return wrong(exercise, mistake.hint);
  if (isRounded(answer, exercise.answer)) {
    return wrong(exercise, "Right so far. Give more decimals, or let the cell compute them.");
  }
  const hint = exercise.mistakes.find((mistake) => isRounded(answer, mistake.answer))?.hint ??
    almost(exercise, answer) ?? wrongKind(exercise, answer);
  return wrong(exercise, hint ?? exercise.hint);
}

/** The answer without its percent sign: "0.154 %" is 0.154 where percentage points are asked for. */
function withoutPercent(answer: unknown): unknown {
  return typeof answer === "string" ? answer.replace("%", "") : answer;
}

/** Answers a reader some of whose numbers are right. */
function almost({ answer, tolerance, hint }: Exercise, given: unknown): string | undefined {
  const places = wrongPlaces(given, answer, tolerance);
  if (!places) return undefined;
  const named = places.map((place) => `\`${place.map((i) => `[${i}]`).join("")}\``).join(" and ");
  return `All is right but ${named}. ${hint}`;
}

/** Descriptions of an answer, by the number of its axes. */
const KINDS = ["one number", "numbers in brackets, `[…, …]`", "rows, `[[…, …], […, …]]`"];

/** Answers a reader whose answer is not even of the kind asked for. */
function wrongKind(exercise: Exercise, answer: unknown): string | undefined {
  if (exercise.options) {
    const letters = Object.keys(exercise.options);
    if (letters.some((letter) => same(answer, letter))) return undefined;
    return `Answer with one of the letters ${letters.map((letter) => `"${letter}"`).join(", ")}.`;
  }
  const shape = shapeOf(answer), asked = shapeOf(exercise.answer)!;
  if (!shape && isVolume(answer)) {
    return `Its shape, [${answer.shape.join(", ")}], does not fit the numbers that it holds.`;
  }
  const kind = KINDS[asked.length] ?? "rows of numbers in brackets";
  if (!shape) return `The answer is ${kind}; this is \`${describe(answer)}\`.`;
  if (shape.length !== asked.length) return `The answer is ${kind}. ${exercise.hint}`;
  return undefined;
}

async function judgeCode(exercise: Exercise, answer: unknown, seconds: number): Promise<Verdict> {
  if (typeof answer !== "function") {
    return wrong(exercise, `The answer is a function, \`${exercise.signature}\`.`);
  }
  const cases = exercise.cases!, { tolerance } = exercise;
  const theirs = await outcomes(answer as Code, cases(), seconds);
  if (theirs === ENDLESS) {
    return wrong(exercise, `It did not end within ${seconds} s: does every loop stop?`);
  }
  const expected = await outcomesOf(exercise.answer as Code, cases);
  const missed = theirs.findIndex((outcome, i) => !agree(outcome, expected[i], tolerance));
  if (missed < 0) {
    const spoiled = theirs.findIndex(({ inputs }, i) => text(inputs) !== text(expected[i].inputs));
    return spoiled < 0 ? right(exercise) : rightBut(exercise, cases()[spoiled], theirs[spoiled]);
  }
  if (theirs.every((outcome) => "value" in outcome && outcome.value === undefined)) {
    return new Verdict(exercise.id, "open", "It returns nothing yet: is a `return` missing?");
  }
  for (const { answer, hint } of exercise.mistakes) {
    const mistaken = await outcomesOf(answer as Code, cases);
    if (theirs.every((outcome, i) => agree(outcome, mistaken[i], tolerance))) {
      return wrong(exercise, hint);
    }
  }
  return wrong(exercise, difference(cases()[missed], theirs[missed], expected[missed], exercise));
}

/** Calls one of our own functions on each case; it needs no time limit. */
async function outcomesOf(f: Code, cases: () => unknown[][]): Promise<Outcome[]> {
  return await Promise.all(cases().map(async (inputs) => ({ value: await f(...inputs), inputs })));
}

/** Arguments, or one of them, as text: equal where they are. */
function text(input: unknown): string {
  try {
    return JSON.stringify(input) ?? "";
  } catch {
    return "no longer data"; // it holds itself now, for example
  }
}

function agree(a: Outcome, b: Outcome, tolerance?: number): boolean {
  if (!("value" in a && "value" in b)) return false;
  return same(a.value, b.value, tolerance) || alikeWithGaps(a.value, b.value);
}

/** Tells whether two lists are the same, places without a number included. */
function alikeWithGaps(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) && !shapeOf(a) && !shapeOf(b) && text(a) === text(b);
}

function difference(
  inputs: unknown[],
  theirs: Outcome,
  expected: Outcome,
  exercise: Exercise,
): string {
  const call = `For \`(${inputs.map((input) => describe(input)).join(", ")})\``;
  if ("thrown" in theirs) return `${call} it throws \`${describeError(theirs.thrown)}\`.`;
  const right = "value" in expected ? describe(expected.value) : "";
  return `${call} it gives \`${describe(theirs.value)}\`, not \`${right}\`. ${exercise.hint}`;
}

function right(exercise: Exercise): Verdict {
  return new Verdict(exercise.id, "right", exercise.explanation);
}

/** Right, but the function leaves its arguments in another state than ours does. */
function rightBut(exercise: Exercise, given: unknown[], { inputs }: Outcome): Verdict {
  const i = given.findIndex((input, i) => text(input) !== text(inputs[i]));
  const change = `It changes what it is given, though: \`${describe(given[i])}\` becomes ` +
    `\`${describe(inputs[i])}\`. Work on a copy, such as \`structuredClone(x)\`.`;
  return new Verdict(exercise.id, "right", `${change}\n\n${exercise.explanation}`);
}

function wrong(exercise: Exercise, hint: string): Verdict {
  return new Verdict(exercise.id, "wrong", hint, exercise.method);
}
