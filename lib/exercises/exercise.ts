/** What an exercise is made of. */

/** The difficulty of an exercise. */
export type Level = "warm-up" | "medium" | "hard";

/** A wrong answer that readers give, and what to tell them. */
export interface Mistake {
  /** The answer; for a task in code, a function that makes the mistake. */
  readonly answer: unknown;
  /** What helps on, without giving the answer away. `Backticks` mark code. */
  readonly hint: string;
}

/** A question, its answer, and the ways to miss it. */
export interface Exercise {
  /** Notebook and number, such as `02-3`. */
  readonly id: string;
  /** How much it asks for. */
  readonly level: Level;
  /** The question, in Markdown. */
  readonly question: string;
  /** The choices, for a multiple-choice question: letter and text. */
  readonly options?: Readonly<Record<string, string>>;
  /**
   * What is right: a number, an array of numbers (of arrays), a letter of the options, or a
   * function, which is right on the cases.
   */
  readonly answer: unknown;
  /**
   * How far numbers may be off, as a share of the largest. By default whole numbers are exact, for
   * they count, and others have 1e-6.
   */
  readonly tolerance?: number;
  /** Whether the answer counts percentage points, so that a percent sign changes nothing. */
  readonly inPercent?: boolean;
  /**
   * For an answer that is right if it is good enough: says what helps on, or nothing if it is. Then
   * `answer` says in words what is asked for.
   */
  readonly accepts?: (given: unknown) => Promise<string | undefined>;
  /** For a function: the arguments to call it with, made anew for each call. */
  readonly cases?: () => unknown[][];
  /** For a function, or an answer that only has to be good enough: its type in TypeScript. */
  readonly signature?: string;
  /** For these two: a solution to print, in TypeScript; the body of a cell. */
  readonly solution?: string;
  /** The wrong answers that have a hint of their own. */
  readonly mistakes: readonly Mistake[];
  /** A nudge, for every other wrong answer. It does not say how the answer is found. */
  readonly hint: string;
  /** How the answer is found, folded below every hint; nothing by default. */
  readonly method?: string;
  /** Why the answer is what it is, in Markdown without formulas, to be shown as text too. */
  readonly explanation: string;
}
