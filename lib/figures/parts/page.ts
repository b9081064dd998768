/** Composes a figure: a card with a title and rows of panels. */

import { escapeHtml } from "../../escape.ts";
import { Figure } from "./figure.ts";
import { FAINT, INK, PAPER } from "./palette.ts";
import { FONT_SIZE, type Panel } from "./panel.ts";

/** Space around everything, and between panels, in pixels. */
const MARGIN = 12;

/** Font size, line height, and a generous width of a character, in pixels. */
const TITLE = { size: 15, line: 22, character: 9 }, NOTE = { size: 12, line: 18, character: 7 };

/** The text around the panels. */
export interface PageOptions {
  /** The heading, one line; none by default. */
  readonly title?: string;
  /** Smaller lines below the heading; none by default. */
  readonly notes?: readonly string[];
  /** The content of the figure in a sentence, for readers who cannot see it. */
  readonly description: string;
}

/**
 * Composes a figure of panels.
 *
 * The card is white and the text dark in every theme: shown through an `<img>`, a picture cannot
 * know the colours of the page around it.
 *
 * @param rows panels from left to right, row by row
 * @param options heading and description
 * @returns the figure
 */
export function page(rows: readonly (readonly Panel[])[], options: PageOptions): Figure {
  const { title, notes = [] } = options;
  // Between a question and what the figure shows, no colon.
  const description = title && /[?!.]$/.test(title)
    ? options.description.replace(`${title}:`, title)
    : options.description;
  const parts: string[] = [];
  let bottom = MARGIN, right = 0;
  const write = (text: string, { size, line, character }: typeof TITLE, attributes: string) => {
    bottom += line;
    right = Math.max(right, Math.ceil(text.length * character) + 2 * MARGIN);
    parts.push(
      `<text x="${MARGIN}" y="${bottom - 6}" text-anchor="start" font-size="${size}"` +
        ` ${attributes}>${escapeHtml(text)}</text>`,
    );
  };
  if (title) write(title, TITLE, `font-weight="600"`);
  for (const note of notes) write(note, NOTE, `fill="${FAINT}"`);
  if (parts.length > 0) bottom += 8;
  for (const row of rows) {
    let left = MARGIN;
    for (const { width, content } of row) {
      parts.push(`<g transform="translate(${left},${bottom})">${content}</g>`);
      left += Math.ceil(width) + MARGIN;
    }
    right = Math.max(right, left);
    bottom += Math.ceil(Math.max(...row.map(({ height }) => height))) + MARGIN;
  }
  return new Figure(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${right}" height="${bottom}"` +
      ` viewBox="0 0 ${right} ${bottom}" role="img" aria-label="${escapeHtml(description)}"` +
      ` font-family="system-ui, sans-serif" font-size="${FONT_SIZE}" text-anchor="middle"` +
      ` fill="${INK}"><rect width="${right}" height="${bottom}" rx="6" fill="${PAPER}"/>` +
      `${renumber(parts.join(""))}</svg>`,
    description,
  );
}

/**
 * Gives the ids of clip paths and gradients names that depend only on the drawing. Plot counts them
 * over all plots of a process, and two figures on one HTML page must not share a name.
 */
function renumber(content: string): string {
  const ids = [...new Set(Array.from(content.matchAll(/ id="([^"]+)"/g), ([, id]) => id))];
  const name = hash(content.replace(/ id="[^"]+"|url\(#[^)]+\)/g, ""));
  return ids.reduce(
    (text, id, i) =>
      text.replaceAll(` id="${id}"`, ` id="${name}-${i}"`)
        .replaceAll(`url(#${id})`, `url(#${name}-${i})`),
    content,
  );
}

/** A short name for a text: its FNV-1a hash, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return `f${(value >>> 0).toString(16)}`;
}
