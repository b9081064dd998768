/** Comparison of two runs of a notebook, and the time that it says it takes. */

import { type Cell, joined, type Notebook, textOf } from "../notebook.ts";

/** The figures in a cell's outputs: HTML that holds an image. Tables are already text. */
function picturesOf(cell: Cell): string[] {
  return (cell.outputs ?? []).flatMap(({ data }) => data ? joined(data["text/html"]) : []);
}

/** Decimal numbers and percentages, which training computes; whole numbers are counts. */
const DECIMAL = /\d[\d,]*\.\d+(?:e[+-]?\d+)?|\d+(?= ?%)/g;

/** Largest difference between two runs of trained networks: percentages in points, others by ratio. */
export const TOLERANCE = { points: 0.5, ratio: 0.1 };

function near(a: string, b: string, percentage: boolean): boolean {
  const [x, y] = [a, b].map((text) => Number(text.replaceAll(",", "")));
  const allowed = percentage
    ? TOLERANCE.points
    : TOLERANCE.ratio * Math.max(Math.abs(x), Math.abs(y), 0.01);
  return Math.abs(x - y) <= allowed;
}

/** Tells whether two texts are the same except for numbers that training computes, within the tolerance. */
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
 * network, which other processors round differently: its decimals and percentages may differ within
 * {@linkcode TOLERANCE}, and its pictures are not compared. Nor are those of a cell tagged `kept`, which
 * stores something else than it shows (see {@linkcode withKept}). A cell tagged `varies` (timings) is
 * not compared at all.
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
    if (tags.includes("kept")) return [];
    const redrawn = picturesOf(cell).some((picture, k) => picture !== picturesOf(other)[k]);
    return redrawn && !trained ? [`cell "${cell.id}" draws another picture`] : [];
  });
}

/**
 * Puts what is stored in place of what cells tagged `kept` have shown: a picture of something that is too
 * large for a notebook in a repository.
 *
 * @param before the stored notebook
 * @param after the new run
 * @returns the new run, with the stored outputs of those cells
 */
export function withKept<N extends Notebook>(before: Notebook, after: N): N {
  const cells = after.cells.map((cell, i) =>
    cell.metadata.tags?.includes("kept") ? { ...cell, outputs: before.cells[i].outputs } : cell
  );
  return { ...after, cells };
}

/** "20 s on two cores", in prose that may break its lines anywhere. */
const TIME = /\d+(?=\s+s\s+on\s+two\s+cores\b)/;

/**
 * The seconds that a notebook says it takes, in its first cell.
 *
 * @param notebook the notebook
 * @returns the seconds; undefined if it does not say
 */
export function toldSeconds({ cells }: Notebook): number | undefined {
  const [seconds] = joined(cells[0].source).match(TIME) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

/**
 * Writes into a notebook's first cell how long it takes.
 *
 * @param notebook the notebook
 * @param seconds measured on an idle machine; told in fives, and from a minute on in tens
 * @returns a notebook that says so
 */
export function withTime<N extends Notebook>(notebook: N, seconds: number): N {
  const unit = seconds < 60 ? 5 : 10;
  const told = Math.max(unit, unit * Math.round(seconds / unit));
  const [first, ...others] = notebook.cells;
  const source = joined(first.source).replace(TIME, String(told));
  return { ...notebook, cells: [{ ...first, source }, ...others] };
}
