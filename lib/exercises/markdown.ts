/** The exercises as the notebooks print them, wrapped as `deno fmt` wraps them. */

import { escapeHtml } from "../escape.ts";
import { describe } from "./describe.ts";
import type { Exercise } from "./exercise.ts";

/** The project's, in characters. */
const LINE_WIDTH = 100;

/**
 * The question, as the notebook's cell has it.
 *
 * @param exercise which
 * @returns Markdown
 */
export function questionMarkdown(exercise: Exercise): string {
  const { id, level, question, options = {} } = exercise;
  const choices = Object.entries(options).map(([letter, text]) => `- **${letter}** ${text}`);
  const asked = `**Exercise ${id}** (${level}). ${question}`;
  if (choices.length === 0) return wrapped(asked);
  return `${wrapped(`${asked} Answer with a letter, such as \`"a"\`.`)}\n\n${choices.join("\n")}`;
}

/**
 * The code cell in which the reader answers.
 *
 * @param exercise which
 * @returns TypeScript
 */
export function answerCell(exercise: Exercise): string {
  const { id, signature } = exercise;
  const call = `await check("${id}", undefined);`;
  return signature ? `// ${signature}\n${call}` : call;
}

/**
 * Answer and explanation, folded, as the notebook's cell has them.
 *
 * What is folded is HTML throughout: not every viewer reads Markdown within HTML.
 *
 * @param exercise which
 * @returns Markdown
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
    `<summary>Show the answer to ${id}</summary>`,
    shown,
    ...paragraphs,
    "</details>",
  ]
    .join("\n");
}

/** The little Markdown that explanations use: code and strong words. */
function html(markdown: string): string {
  return escapeHtml(markdown)
    .replaceAll(/`([^`]*)`/g, "<code>$1</code>")
    .replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>");
}

/** Breaks paragraphs into lines; what is fenced stays as it is. */
function wrapped(markdown: string): string {
  return markdown.split("\n\n").map((part) => part.startsWith("```") ? part : wrap(part)).join(
    "\n\n",
  );
}

/** Accents that stand over the letter before them take no room. */
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
