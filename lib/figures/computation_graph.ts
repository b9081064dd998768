/** A computation as boxes and arrows: the values of the forward pass, the gradients of the backward. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { number } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT, INK, PAPER } from "./parts/palette.ts";
import { canvas } from "./parts/panel.ts";

/** One number of the computation. */
export interface GraphNode {
  /** Its name, or the operation that gave it. */
  readonly name: string;
  /** Its value. */
  readonly value: number;
  /** The slope of the last value with respect to it; not shown by default. */
  readonly gradient?: number;
  /** The indices of the nodes that it was computed from, all earlier; none by default. */
  readonly inputs?: readonly number[];
}

/** Options of {@linkcode computationGraph}. */
export interface ComputationGraphOptions {
  /** The heading; none by default. */
  readonly title?: string;
}

/** Width and height of a box, distance between two columns and between two rows, in pixels. */
const WIDTH = 76, HEIGHT = 46, COLUMN = 126, ROW = 92;

/** The colour of the gradients. */
const BACKWARD = CATEGORIES[1];

/** The angle by which two arrows between the same boxes bend apart, in degrees. */
const BEND = 45;

/** A node with its place: the upper left corner of its box. */
interface Box extends GraphNode {
  readonly x: number;
  readonly y: number;
}

/** An arrow from one box to another. */
interface Edge {
  readonly from: Box;
  readonly to: Box;
  readonly bend: number;
}

/**
 * Draws a computation from left to right. Each box has a name and its value; below it stands the
 * gradient.
 *
 * @param nodes each after those that it was computed from
 * @param options heading
 * @returns the figure
 * @throws {RangeError} if a node comes before one of its inputs
 *
 * @example A product
 * ```ts
 * import { computationGraph } from "@pixel/convnet/figures";
 *
 * const figure = computationGraph([
 *   { name: "a", value: 2, gradient: 3 },
 *   { name: "b", value: 3, gradient: 2 },
 *   { name: "a · b", value: 6, gradient: 1, inputs: [0, 1] },
 * ]);
 * console.assert(figure.description.includes("a · b = 6"));
 * ```
 */
export function computationGraph(
  nodes: readonly GraphNode[],
  options: ComputationGraphOptions = {},
): Figure {
  const { title } = options;
  nodes.forEach(({ name, inputs = [] }, n) => {
    if (inputs.some((input) => !(input in nodes && input < n))) {
      throw new RangeError(`Cannot draw "${name}": it comes before one of its inputs`);
    }
  });
  const boxes = placed(nodes);
  const edges = boxes.flatMap((to) => edgesTo(to, boxes));
  const isBack = nodes.some(({ gradient }) => gradient !== undefined);
  const right = Math.max(...boxes.map(({ x }) => x)) + WIDTH + 2;
  const bottom = Math.max(...boxes.map(({ y }) => y)) + HEIGHT + (isBack ? 22 : 2);
  const middle = ({ x }: Box) => x + WIDTH / 2;
  const drawing = canvas(right, bottom, [
    ...[...new Set(edges.map(({ bend }) => bend))].map((bend) =>
      Plot.arrow(edges.filter((edge) => edge.bend === bend), {
        x1: ({ from }: Edge) => from.x + WIDTH + 3,
        y1: ({ from }: Edge) => from.y + HEIGHT / 2,
        x2: ({ to }: Edge) => to.x - 4,
        y2: ({ to }: Edge) => to.y + HEIGHT / 2,
        bend,
        headLength: 9,
        stroke: FAINT,
      })
    ),
    Plot.rect(boxes, {
      x1: "x",
      x2: ({ x }: Box) => x + WIDTH,
      y1: "y",
      y2: ({ y }: Box) => y + HEIGHT,
      rx: 6,
      fill: PAPER,
      stroke: INK,
    }),
    Plot.text(boxes, {
      x: middle,
      y: ({ y }: Box) => y + 15,
      text: "name",
      fontWeight: 600,
    }),
    Plot.text(boxes, { x: middle, y: ({ y }: Box) => y + 32, text: (b: Box) => number(b.value) }),
    Plot.text(boxes.filter(({ gradient }) => gradient !== undefined), {
      x: middle,
      y: ({ y }: Box) => y + HEIGHT + 12,
      text: ({ gradient }: Box) => `slope ${number(gradient!)}`,
      fill: BACKWARD,
    }),
  ]);
  return page([[drawing]], {
    title,
    notes: isBack ? ["In the boxes, values. Below them, the slope of the last value."] : [],
    description: `${title ?? "Computation"}: ${nodes.map(describe).join("; ")}`,
  });
}

/** Lays nodes out: a column further right than their inputs, and inputs just left of where they go. */
function placed(nodes: readonly GraphNode[]): Box[] {
  const columns: number[] = [];
  for (const { inputs = [] } of nodes) {
    columns.push(inputs.length ? 1 + Math.max(...inputs.map((input) => columns[input])) : 0);
  }
  nodes.forEach(({ inputs = [] }, n) => {
    const uses = [...nodes.keys()].filter((other) => nodes[other].inputs?.includes(n));
    if (inputs.length === 0 && uses.length > 0) {
      columns[n] = Math.min(...uses.map((use) => columns[use])) - 1;
    }
  });
  const inColumn = (column: number) => [...nodes.keys()].filter((n) => columns[n] === column);
  const most = Math.max(...columns.map((column) => inColumn(column).length));
  return nodes.map((node, n) => {
    const column = inColumn(columns[n]);
    const row = (most - column.length) / 2 + column.indexOf(n);
    return { ...node, x: 1 + columns[n] * COLUMN, y: 1 + row * ROW };
  });
}

/** The arrows to a node. Two from the same node bend apart. */
function edgesTo(to: Box, boxes: readonly Box[]): Edge[] {
  const inputs = to.inputs ?? [];
  return inputs.map((input, i) => {
    const isTwin = inputs.filter((other) => other === input).length > 1;
    return { from: boxes[input], to, bend: isTwin ? (i % 2 ? BEND : -BEND) : 0 };
  });
}

function describe({ name, value, gradient }: GraphNode): string {
  const slope = gradient === undefined ? "" : `, slope ${number(gradient)}`;
  return `${name} = ${number(value)}${slope}`;
}
