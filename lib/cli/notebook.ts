/** Notebooks as files, as far as this project reads them. */

import { UserError } from "../errors.ts";
import { readUpTo, reason } from "../files.ts";

/** One output of a code cell, as Jupyter stores it (nbformat 4.5). */
export interface Output {
  /** "stream", "execute_result", "display_data" or "error". */
  readonly output_type: string;
  /** A stream's text. */
  readonly text?: string | readonly string[];
  /** Its content, by media type. */
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}

/** One cell. */
export interface Cell {
  /** Its name, which stays. */
  readonly id: string;
  /** "markdown" or "code". */
  readonly cell_type: string;
  /** Its tags say what may differ from run to run; see `differences()` of upkeep. */
  readonly metadata: { readonly tags?: readonly string[] };
  /** Its text. */
  readonly source: string | readonly string[];
  /** Its outputs when it was run; code cells alone. */
  readonly outputs?: readonly Output[];
  /** Its place in the run; code cells alone. */
  readonly execution_count?: number | null;
}

/** A notebook. */
export interface Notebook {
  /** 4. */
  readonly nbformat: number;
  /** 5, the first version with cell ids. */
  readonly nbformat_minor: number;
  /** The kernel that it wants. */
  readonly metadata: {
    readonly kernelspec?: { readonly name: string };
    readonly language_info?: { readonly name: string };
  };
  /** Its cells. */
  readonly cells: readonly Cell[];
}

/** Text that Jupyter stores whole or in lines. */
export function joined(text: string | readonly string[] = ""): string {
  return typeof text === "string" ? text : text.join("");
}

/**
 * Returns the plain text of a cell's outputs. What is printed in one go may be stored in several streams
 * or in one, so streams are put together as they come.
 */
export function textOf(cell: Cell): string {
  return (cell.outputs ?? [])
    .map(({ text, data }) => data ? `${joined(data["text/plain"])}\n` : joined(text))
    .join("");
}

/** No notebook of the book has a tenth of it, in bytes. */
const LARGEST = 100_000_000;

/**
 * Reads the code cells of a notebook that somebody else may have written.
 *
 * @param path the file
 * @returns the text of each, in order
 * @throws {UserError} if it cannot be read, or is not a notebook
 */
export async function readCode(path: string): Promise<string[]> {
  const bytes = await readUpTo(path, LARGEST).catch((error) => {
    throw new UserError(`Cannot read a notebook from ${path}: ${reason(error)}`, { cause: error });
  });
  const cells = cellsOf(bytes);
  if (cells) return cells.filter((c) => c.cell_type === "code").map((c) => joined(c.source));
  throw new UserError(
    `Cannot read a notebook from ${path}: it is not one, or it is damaged. Save it in Jupyter once more`,
  );
}

/** The cells of a notebook from format 4 on; undefined if it is not one. */
function cellsOf(bytes: Uint8Array): Cell[] | undefined {
  try {
    const { cells } = JSON.parse(new TextDecoder().decode(bytes));
    return cells.every(isCell) ? cells : undefined;
  } catch { // not JSON, or without cells
    return undefined;
  }
}

function isCell({ cell_type, source }: Cell): boolean {
  const isText = (text: unknown) => typeof text === "string";
  return isText(cell_type) && (isText(source) || Array.isArray(source) && source.every(isText));
}
