/** Notebooks as files: what this project reads in them, and whether two runs of one agree. */

/** One output of a code cell, as Jupyter stores it (nbformat 4.5). */
export interface Output {
  /** "stream", "execute_result", "display_data" or "error". */
  readonly output_type: string;
  /** What a stream printed. */
  readonly text?: string | readonly string[];
  /** What is shown, by media type. */
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}

/** One cell. */
export interface Cell {
  /** Its name, which stays. */
  readonly id: string;
  /** "markdown" or "code". */
  readonly cell_type: string;
  /** Its tags say what may differ from run to run; see {@linkcode differences}. */
  readonly metadata: { readonly tags?: readonly string[] };
  /** Its text. */
  readonly source: string | readonly string[];
  /** What it showed when it was run; code cells alone. */
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
  /** Which kernel it wants. */
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
 * What a cell's outputs say in plain text. What is printed in one go may be stored in several streams
 * or in one, so streams are put together as they come.
 */
export function textOf(cell: Cell): string {
  return (cell.outputs ?? [])
    .map(({ text, data }) => data ? `${joined(data["text/plain"])}\n` : joined(text))
    .join("");
}

/** What a cell's outputs draw. Figures are HTML that holds an image; tables are text already. */
function picturesOf(cell: Cell): string[] {
  return (cell.outputs ?? []).flatMap(({ data }) => data ? joined(data["text/html"]) : []);
}

/** Decimal numbers and percentages: what training computes. Whole numbers count things. */
const DECIMAL = /\d[\d,]*\.\d+(?:e[+-]?\d+)?|\d+(?= ?%)/g;

/** How far two runs of trained networks may lie apart: percentages in points, others by ratio. */
export const TOLERANCE = { points: 0.5, ratio: 0.1 };

function near(a: string, b: string, percentage: boolean): boolean {
  const [x, y] = [a, b].map((text) => Number(text.replaceAll(",", "")));
  const allowed = percentage
    ? TOLERANCE.points
    : TOLERANCE.ratio * Math.max(Math.abs(x), Math.abs(y), 0.01);
  return Math.abs(x - y) <= allowed;
}

/** Whether two texts are the same but for what training computes, and that within the tolerance. */
function alike(before: string, after: string): boolean {
  const [a, b] = [before, after].map((text) => [...text.matchAll(DECIMAL)]);
  const frames = [before, after].map((text) =>
    text.replaceAll(DECIMAL, "#").replaceAll(/ +/g, " ")
  );
  return frames[0] === frames[1] && a.every(([number], i) => {
    const end = a[i].index + number.length;
    return near(number, b[i][0], /^ ?%/.test(before.slice(end)));
  });
}

/**
 * Lists where a new run of a notebook differs from the stored one.
 *
 * Texts and pictures must be equal. A cell tagged `trained` depends on the weights of a trained
 * network, which another processor rounds otherwise: its decimals and percentages may differ within
 * {@linkcode TOLERANCE}, and its pictures are not compared. A cell tagged `varies` (timings) is not
 * compared at all.
 *
 * @param before the stored notebook
 * @param after the new run
 * @returns a sentence per cell that differs; empty if the runs agree
 */
export function differences(before: Notebook, after: Notebook): string[] {
  return before.cells.flatMap((cell, i) => {
    const other = after.cells[i];
    const tags = cell.metadata.tags ?? [];
    if (cell.cell_type !== "code" || tags.includes("varies")) return [];
    const [was, is] = [textOf(cell), textOf(other)];
    const trained = tags.includes("trained");
    if (trained ? !alike(was, is) : was !== is) {
      return [`cell "${cell.id}" printed\n${was}\nand now prints\n${is}`];
    }
    const redrawn = picturesOf(cell).some((picture, k) => picture !== picturesOf(other)[k]);
    return redrawn && !trained ? [`cell "${cell.id}" draws another picture`] : [];
  });
}
