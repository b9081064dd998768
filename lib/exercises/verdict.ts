/** Judgement of an answer: text, and an object that Jupyter shows. */

import { escapeHtml } from "../escape.ts";
import { jupyterDisplay } from "../jupyter.ts";

/** Right; wrong; or not answered yet. */
export type Status = "right" | "wrong" | "open";

/** Okabe and Ito's colours, which colour-blind readers tell apart; the signs say it once more. */
const LOOKS: Record<Status, { sign: string; word: string; color: string }> = {
  right: { sign: "✓", word: "Right.", color: "#009e73" },
  wrong: { sign: "✗", word: "Not yet.", color: "#d55e00" },
  open: { sign: "…", word: "Your turn.", color: "#0072b2" },
};

/** The style of a summary that keeps its triangle: the classic Notebook's style sheet takes it away. */
export const MARKED = "display: list-item";

/**
 * Judgement of an answer. In a notebook, it shows itself.
 *
 * @example Outside a notebook
 * ```ts
 * import assert from "node:assert/strict";
 * import { check } from "@pixel/convnet/exercises";
 *
 * const verdict = await check("02-2", 13);
 * assert.equal(verdict.status, "wrong");
 * console.log(`${verdict}`); // ✗ 02-2: Not yet. …
 * ```
 */
export class Verdict {
  /** The exercise, such as `02-3`. */
  readonly id: string;
  /** Right; wrong; or not answered yet. */
  readonly status: Status;
  /** A hint if it is wrong, the explanation if it is right. `Backticks` mark code. */
  readonly message: string;
  /** The way to find the answer, for a reader whom the hint does not help; folded in a notebook. */
  readonly method?: string;

  /**
   * Makes a verdict.
   *
   * @param id the exercise
   * @param status right, wrong or open
   * @param message what else there is to say
   * @param method how the answer is found; nothing by default
   */
  constructor(id: string, status: Status, message: string, method?: string) {
    this.id = id;
    this.status = status;
    this.message = message;
    this.method = method;
  }

  /**
   * Returns the verdict as text, without the method.
   *
   * @returns sign, exercise, word and message
   */
  toString(): string {
    const { sign, word } = LOOKS[this.status];
    return `${sign} ${this.id}: ${word} ${this.message}`;
  }

  /**
   * Returns the verdict as HTML: a tinted box whose letters have the colour of the page, light or
   * dark, with the method folded.
   *
   * @returns a `<div>`
   */
  toHTML(): string {
    const { sign, word, color } = LOOKS[this.status];
    const method = this.method
      ? `<details><summary style="${MARKED}">How to find it</summary>${
        toParagraphs(this.method)
      }</details>`
      : "";
    return `<div style="border-left: 4px solid ${color}; background: ${color}22; ` +
      `padding: 0.1em 1em; max-width: 50em">` +
      `<p><b>${sign} ${escapeHtml(this.id)}: ${word}</b></p>` +
      `${toParagraphs(this.message)}${method}</div>`;
  }

  /**
   * Returns what Jupyter shows.
   *
   * @returns HTML and text
   */
  [jupyterDisplay](): Record<string, string> {
    return { "text/html": this.toHTML(), "text/plain": this.toString() };
  }
}

function toParagraphs(text: string): string {
  return text.split(/\n{2,}/).map((paragraph) => `<p>${toInline(paragraph)}</p>`).join("");
}

function toInline(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}
