/** A network as a row of boxes, from the picture to the ten outputs. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { count } from "./parts/format.ts";
import { page } from "./parts/page.ts";
import { FAINT, PAPER } from "./parts/palette.ts";
import { canvas } from "./parts/panel.ts";

/** One layer, as `summary` in `lib/model` lists them. */
export interface DiagramLayer {
  /** Its own name, such as "conv1". */
  readonly name: string;
  /** The kind of layer as tfjs calls it, such as "Conv2D". */
  readonly kind: string;
  /** The shape of its output for one image: `[H, W, C]` or `[N]`. */
  readonly outputShape: readonly number[];
  /** The number of its parameters. */
  readonly parameters: number;
}

/** Options of {@linkcode networkDiagram}. */
export interface NetworkDiagramOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The shape of a picture, `[H, W, C]`; `[28, 28, 1]` by default. */
  readonly input?: readonly number[];
}

/** Fill and outline of each kind of layer; layers with neither parameters nor windows are grey. */
const LOOKS: Record<string, readonly [fill: string, stroke: string]> = {
  Conv2D: ["#cfe1f2", "#0072b2"],
  MaxPooling2D: ["#fee0c0", "#c25500"],
  AveragePooling2D: ["#fee0c0", "#c25500"],
  Dense: ["#cdebdf", "#007a59"],
};
const PLAIN = ["#f0f0f0", "#666666"] as const;

/** Width of a column, height of the drawing and of the text below it, in pixels. */
const COLUMN = 96, DRAWING = 130, TEXT = 84;

/** Side of the picture, and distance between two sheets of a stack, in pixels. */
const SIDE = 64, SHIFT = 3.5;

/** A rectangle of the drawing. */
interface Box {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly fill: string;
  readonly stroke: string;
}

/**
 * Draws a network layer by layer. A stack of squares is a stack of feature maps: the squares are as
 * large as the maps, and there are more of them the more channels there are (a sheet for each
 * doubling). A bar is a row of numbers, longer the more there are, on a logarithmic scale.
 *
 * @param layers first to last
 * @param options heading and input
 * @returns the figure
 *
 * @example The book's network
 * ```ts
 * import { networkDiagram } from "@pixel/convnet/figures";
 * import { cnn, summary } from "@pixel/convnet/model";
 *
 * const figure = networkDiagram(summary(cnn(1)).layers);
 * console.assert(figure.description.includes("conv1 26 × 26 × 32"));
 * ```
 */
export function networkDiagram(
  layers: readonly DiagramLayer[],
  options: NetworkDiagramOptions = {},
): Figure {
  const { title, input = [28, 28, 1] } = options;
  const all: DiagramLayer[] = [
    { name: "input", kind: "picture", outputShape: input, parameters: 0 },
    ...layers,
  ];
  const width = COLUMN * all.length;
  const middle = (i: number) => (i + 0.5) * COLUMN;
  const boxes = all.map((layer, i) => draw(layer, middle(i), input[0]));
  const arrows = boxes.slice(1).map((next, i) => ({
    x1: Math.max(...boxes[i].map(({ x2 }) => x2)) + 5,
    x2: Math.min(...next.map(({ x1 }) => x1)) - 5,
  }));
  const columns = all.map((layer, i) => ({
    x: middle(i),
    name: layer.name,
    kind: layer.kind,
    shape: layer.outputShape.join(" × "),
    parameters: count(layer.parameters),
  }));
  const line = (text: keyof typeof columns[number], row: number, fontWeight = 400) =>
    Plot.text(columns, {
      x: "x",
      y: DRAWING + 10 + row * 18,
      text,
      fontWeight,
      fill: row === 1 || row === 3 ? FAINT : undefined,
    });
  const total = layers.reduce((sum, { parameters }) => sum + parameters, 0);
  return page([[
    canvas(width, DRAWING + TEXT, [
      Plot.rect(boxes.flat(), {
        x1: "x1",
        x2: "x2",
        y1: "y1",
        y2: "y2",
        fill: "fill",
        stroke: "stroke",
      }),
      Plot.arrow(arrows, {
        x1: "x1",
        x2: "x2",
        y1: DRAWING / 2,
        y2: DRAWING / 2,
        stroke: FAINT,
        headLength: 5,
        insetEnd: 1,
      }),
      line("name", 0, 600),
      line("kind", 1),
      line("shape", 2),
      line("parameters", 3),
    ]),
  ]], {
    title,
    notes: [`${count(total)} parameters; the last line says how many each layer has`],
    description: `${title ?? "Network"}: ${columns.map((c) => `${c.name} ${c.shape}`).join(", ")}`,
  });
}

/** The boxes of a layer, back to front. */
function draw({ kind, outputShape }: DiagramLayer, x: number, pictureSide: number): Box[] {
  const [fill, stroke] = LOOKS[kind] ?? PLAIN;
  const y = DRAWING / 2;
  const box = (x: number, y: number, width: number, height: number): Box => ({
    x1: x - width / 2,
    x2: x + width / 2,
    y1: y - height / 2,
    y2: y + height / 2,
    fill: kind === "Dropout" ? PAPER : fill,
    stroke,
  });
  if (outputShape.length === 1) {
    const [n] = outputShape;
    const height = Math.min(10 * Math.log2(n + 1), DRAWING - 6);
    if (n > 16) return [box(x, y, 12, height)];
    const cell = Math.min(6, (DRAWING - 6) / n); // few enough to be drawn one by one
    return Array.from({ length: n }, (_, i) => box(x, y + (i - (n - 1) / 2) * cell, 12, cell));
  }
  const [height, width, channels] = outputShape;
  const unit = SIDE / pictureSide, sheets = Math.floor(Math.log2(channels)) + 1;
  return Array.from({ length: sheets }, (_, i) => {
    const shift = ((sheets - 1) / 2 - i) * SHIFT;
    return box(x + shift, y - shift, width * unit, height * unit);
  });
}
