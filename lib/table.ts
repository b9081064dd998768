/** Tables, for a terminal and for a notebook. */

import stringWidth from "string-width";
import { escapeHtml } from "./escape.ts";
import { jupyterDisplay } from "./jupyter.ts";

/** A cell of a table; numbers are shown with their thousands separated. */
export type Cell = string | number;

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 });
const small = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 2 });

function shown(cell: Cell): string {
  if (typeof cell === "string") return cell;
  return (Math.abs(cell) < 0.001 ? small : grouped).format(cell); // a small number is not 0
}

/** A number as text, perhaps with a unit or a total: "0.0729", "3.7e-7", "98.06 %", "8 of 9,634". */
const NUMBER = /^[−-]?\d[\d,]*(\.\d+)?(e[+−-]?\d+)?( (%|s|ms|of [\d,]+))?$/;

/** The text of a cell that has no number. */
const NONE = /^–?$/;

/**
 * A table: plain text in a terminal, HTML in a notebook. Columns of numbers are aligned to the right.
 *
 * @example Two rows as text
 * ```ts
 * import assert from "node:assert/strict";
 * import { Table } from "@pixel/convnet";
 *
 * const t = new Table(["digit", "count"], [["zero", 5_923], ["one", 6_742]]);
 * assert(String(t).split("\n")[2] === "zero   5,923");
 * ```
 */
export class Table {
  /**
   * Makes a table of given cells.
   *
   * @param headings one per column
   * @param rows each with one cell per column
   */
  constructor(
    /** One per column. */
    readonly headings: readonly string[],
    /** Each with one cell per column. */
    readonly rows: readonly (readonly Cell[])[],
  ) {}

  /** Tells whether a column holds numbers only, which are aligned to the right. */
  #numeric(column: number): boolean {
    const cells = this.rows.map((row) => shown(row[column])).filter((cell) => !NONE.test(cell));
    return cells.length > 0 && cells.every((cell) => NUMBER.test(cell));
  }

  /** The table as plain text. */
  toString(): string {
    const rows = [this.headings, ...this.rows.map((row) => row.map(shown))];
    const widths = this.headings.map((_, c) => Math.max(...rows.map((row) => stringWidth(row[c]))));
    const lines = rows.map((row) =>
      row.map((cell, c) => {
        const space = " ".repeat(widths[c] - stringWidth(cell));
        return this.#numeric(c) ? space + cell : cell + space;
      }).join("  ").trimEnd()
    );
    const rule = widths.map((width) => "─".repeat(width)).join("  ");
    return [lines[0], rule, ...lines.slice(1)].join("\n");
  }

  /** The table as a Markdown table. */
  toMarkdown(): string {
    const line = (cells: readonly string[]) =>
      `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    const rule = this.headings.map((_, c) => this.#numeric(c) ? "---:" : "---");
    return [this.headings, rule, ...this.rows.map((row) => row.map(shown))].map(line).join("\n");
  }

  /** The table as HTML and plain text, for Jupyter. */
  [jupyterDisplay](): Record<string, string> {
    const line = (tag: string, cells: readonly string[]) =>
      `<tr>${
        cells.map((cell, c) =>
          `<${tag} style="text-align: ${this.#numeric(c) ? "right" : "left"}">${
            escapeHtml(cell)
          }</${tag}>`
        ).join("")
      }</tr>`;
    const body = this.rows.map((row) => line("td", row.map(shown))).join("");
    return {
      "text/plain": this.toString(),
      "text/html": `<table><thead>${
        line("th", this.headings)
      }</thead><tbody>${body}</tbody></table>`,
    };
  }
}

/**
 * Writes the mean of some shares, and from where to where they reach.
 *
 * @param shares each from 0 to 1, such as the accuracies of a network trained with several seeds
 * @returns such as "91.4 % (91.2 to 91.6)"
 * @throws {RangeError} if there are none
 *
 * @example Three seeds
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanAndRange } from "@pixel/convnet";
 *
 * assert.equal(meanAndRange([0.91, 0.93, 0.92]), "92.0 % (91.0 to 93.0)");
 * ```
 */
export function meanAndRange(shares: readonly number[]): string {
  if (shares.length === 0) throw new RangeError("Cannot write the mean of no shares");
  const percent = (share: number) => (100 * share).toFixed(1);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return `${percent(mean)} % (${percent(Math.min(...shares))} to ${percent(Math.max(...shares))})`;
}
