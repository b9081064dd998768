/**
 * The exercises of the book, and {@linkcode check}, which looks at an answer and says what helps on.
 *
 * @module
 */

export { check, type CheckOptions } from "./check.ts";
export type { Exercise, Level, Mistake } from "./exercise.ts";
export { exercises, exercisesOf } from "./exercises.ts";
export { answerCell, answerMarkdown, questionMarkdown } from "./markdown.ts";
export { type Status, Verdict } from "./verdict.ts";
