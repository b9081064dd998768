/** The exercises as Markdown and code for the notebooks, wrapped the way `deno fmt` wraps them. */

import { escapeHtml } from "../escape.ts";
import { describe } from "./describe.ts";
import { MARKED } from "./verdict.ts";
import type { Exercise } from "./exercise.ts";

/** The project's line width, in characters. */
const LINE_WIDTH = 100;

/**
 * Formats the question for a Markdown cell.
 *
 * @param exercise the exercise
 * @returns Markdown
 *
 * @example The question of exercise 02-3
 * ```ts
 * import assert from "node:assert/strict";
 * import { exercises, questionMarkdown } from "@pixel/convnet/exercises";
 *
 * const text = questionMarkdown(exercises.find(({ id }) => id === "02-3")!);
 * assert(text.startsWith("**Exercise 02-3** (warm-up). "));
 * ```
 */
export function questionMarkdown(exercise: Exercise): string {
  const { id, level, question, options = {} } = exercise;
  const choices = Object.entries(options).map(([letter, text]) => `- **${letter}** ${text}`);
  const asked = `**Exercise ${id}** (${level}). ${question}`;
  if (choices.length === 0) return wrapped(asked);
  return `${wrapped(`${asked} Answer with a letter, such as \`"a"\`.`)}\n\n${choices.join("\n")}`;
}

/**
 * Formats the code cell that the reader answers in.
 *
 * @param exercise the exercise
 * @returns TypeScript
 *
 * @example The cell of an exercise in numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { answerCell, exercises } from "@pixel/convnet/exercises";
 *
 * const cell = answerCell(exercises.find(({ id }) => id === "02-3")!);
 * assert.equal(cell, `await check("02-3", undefined);`);
 * ```
 */
export function answerCell(exercise: Exercise): string {
  const { id, signature } = exercise;
  const call = `await check("${id}", undefined);`;
  return signature ? `// ${signature}\n${call}` : call;
}

/**
 * Formats the answer and its explanation, folded, for a Markdown cell.
 *
 * The folded part is HTML throughout, since not every viewer reads Markdown within HTML.
 *
 * @param exercise the exercise
 * @returns Markdown
 *
 * @example The folded answer to exercise 02-2
 * ```ts
 * import assert from "node:assert/strict";
 * import { answerMarkdown, exercises } from "@pixel/convnet/exercises";
 *
 * const text = answerMarkdown(exercises.find(({ id }) => id === "02-2")!);
 * assert(text.includes("Show the answer to 02-2</summary>"));
 * ```
 */
export function answerMarkdown(exercise: Exercise): string {
  const { id, answer, solution, explanation } = exercise;
  const shown = solution
    ? `<pre><code>${escapeHtml(solution)}</code></pre>`
    : `<p><strong>${
      escapeHtml(typeof answer === "string" ? answer : describe(answer, 200))
    }</strong></p>`;
  const paragraphs = explanation.split("\n\n").map((text) => wrap(`<p>${html(text)}</p>`));
  return [
    "<details>",
    `<summary style="${MARKED}">Show the answer to ${id}</summary>`,
    shown,
    ...paragraphs,
    "</details>",
  ]
    .join("\n");
}

/** Converts the little Markdown that explanations use: code and strong words. */
function html(markdown: string): string {
  return escapeHtml(markdown)
    .replaceAll(/`([^`]*)`/g, "<code>$1</code>")
    .replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>");
}

/** Breaks paragraphs into lines and leaves fenced code alone. */
function wrapped(markdown: string): string {
  return markdown.split("\n\n").map((part) => part.startsWith("```") ? part : wrap(part)).join(
    "\n\n",
  );
}

/** Combining accents take no room. */
function width(text: string): number {
  return text.replace(/\p{Mark}/gu, "").length;
}

function wrap(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.match(/(`[^`]*`|<code>.*?<\/code>|[^ `])+/g) ?? []) { // code is not broken
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && width(longer) <= LINE_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join("\n");
}
