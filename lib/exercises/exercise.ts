/** Parts of an exercise. */

/** The difficulty of an exercise. */
export type Level = "warm-up" | "medium" | "hard";

/** A wrong answer that readers give, and what to tell them. */
export interface Mistake {
  /** The answer; for a task in code, a function that makes the mistake. */
  readonly answer: unknown;
  /** A hint that does not give the answer away. `Backticks` mark code. */
  readonly hint: string;
}

/** A question, its answer, and the ways to miss it. */
export interface Exercise {
  /** Notebook and number, such as `02-3`. */
  readonly id: string;
  /** The difficulty. */
  readonly level: Level;
  /** The question, in Markdown. */
  readonly question: string;
  /** The choices, for a multiple-choice question: letter and text. */
  readonly options?: Readonly<Record<string, string>>;
  /**
   * The right answer: a number, an array of numbers (or of arrays), a letter of the options, or a
   * function, which is right on the cases.
   */
  readonly answer: unknown;
  /**
   * The greatest error allowed, as a share of the largest number. By default whole numbers must be
   * exact, since they count something, and others have 1e-6.
   */
  readonly tolerance?: number;
  /** True if the answer is in percentage points, so that a percent sign changes nothing. */
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
  /** The way to find the answer, folded below every hint; nothing by default. */
  readonly method?: string;
  /**
   * The reason why the answer is right, in Markdown without formulas, since it is also shown as
   * plain text.
   */
  readonly explanation: string;
}
