/** Dense, locally connected and convolutional layers, drawn as lines from pixels to outputs. */

import * as Plot from "@observablehq/plot";
import type { Figure } from "./parts/figure.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT, INK, PAPER } from "./parts/palette.ts";
import { canvas, type Panel } from "./parts/panel.ts";

/** Options of {@linkcode connections}. */
export interface ConnectionsOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** Pixels in the row; 7 by default. */
  readonly inputs?: number;
  /** Pixels in a window, at most three; 3 by default. */
  readonly size?: number;
}

/** One line of a drawing: from a pixel to an output. */
interface Connection {
  readonly input: number;
  readonly output: number;
  readonly colour: string;
  readonly width: number;
  /** Dashes as SVG has them; each shared weight has its own, for readers who do not see colours. */
  readonly dash?: string;
}

/** Side of a pixel, distance between two pixels, height of a drawing and of the text above, in pixels. */
const PIXEL = 15, STEP = 30, HEIGHT = 110, HEAD = 64;

/** Dashes for weights that are shared. */
const DASHES = [undefined, "6,3", "2,3"];

/**
 * Draws a row of pixels below and a row of outputs above, connected in three ways. The lines of the
 * middle output are dark; if weights are shared, a colour stands for a weight.
 *
 * @param options heading, pixels and window
 * @returns the figure
 * @throws {RangeError} if the window does not fit, or has more weights than there are colours
 *
 * @example Five pixels
 * ```ts
 * import { connections } from "@pixel/convnet/figures";
 *
 * const figure = connections({ inputs: 5 });
 * console.assert(figure.description.includes("3 in a convolution"));
 * ```
 */
export function connections(options: ConnectionsOptions = {}): Figure {
  const { title, inputs = 7, size = 3 } = options;
  if (size < 1 || size > Math.min(inputs, DASHES.length)) {
    throw new RangeError(`Cannot draw windows of ${size} on ${inputs} pixels: 1 to 3 fit`);
  }
  const outputs = inputs - size + 1, middle = Math.floor(outputs / 2);
  const pairs = Array.from({ length: inputs * outputs }, (_, p) => ({
    input: p % inputs,
    output: Math.floor(p / inputs),
  }));
  const near = pairs.filter(({ input, output }) => input >= output && input < output + size);
  const own = ({ input, output }: typeof pairs[number]): Connection =>
    output === middle
      ? { input, output, colour: INK, width: 1.8 }
      : { input, output, colour: FAINT, width: 0.7 };
  const shared = ({ input, output }: typeof pairs[number]): Connection => {
    const weight = input - output;
    return { input, output, colour: CATEGORIES[weight], width: 2, dash: DASHES[weight] };
  };
  const dense = drawing("dense", `${pairs.length} weights`, pairs.map(own), inputs, outputs);
  const local = drawing(
    "locally connected",
    `${near.length} weights`,
    near.map(own),
    inputs,
    outputs,
  );
  const convolution = drawing("convolution", `${size} weights`, near.map(shared), inputs, outputs);
  return page([[dense, local, convolution]], {
    title,
    notes: ["Grey or black: each line is a weight of its own. Coloured: same colour, same weight."],
    description:
      `${title ?? "Connections"}: ${inputs} pixels and ${outputs} outputs, connected by ` +
      `${pairs.length} weights in a dense layer, ${near.length} in a locally connected one, ` +
      `${size} in a convolution`,
  });
}

/** One of the three: outputs above, pixels below, lines between. */
function drawing(
  name: string,
  weights: string,
  lines: readonly Connection[],
  inputs: number,
  outputs: number,
): Panel {
  const inputAt = (i: number) => (i + 0.75) * STEP;
  const outputAt = (k: number) => inputAt(k + (inputs - outputs) / 2);
  const top = HEAD + PIXEL, bottom = HEAD + HEIGHT - PIXEL;
  const squares = [
    ...Array.from({ length: inputs }, (_, i) => ({ x: inputAt(i), y: bottom + PIXEL / 2 })),
    ...Array.from({ length: outputs }, (_, k) => ({ x: outputAt(k), y: top - PIXEL / 2 })),
  ];
  const width = (inputs + 0.5) * STEP;
  const words = [
    { y: 8, text: name, weight: 600, fill: INK },
    { y: 26, text: weights, weight: 400, fill: INK },
    { y: HEAD - 12, text: "outputs", weight: 400, fill: FAINT },
    { y: HEAD + HEIGHT + 14, text: "pixels", weight: 400, fill: FAINT },
  ];
  const dashes = [...new Set(lines.map(({ dash }) => dash))]; // one mark has one kind of dashes
  return canvas(width, HEAD + HEIGHT + 22, [
    ...dashes.map((dash) =>
      Plot.link(lines.filter((line) => line.dash === dash), {
        x1: ({ input }: Connection) => inputAt(input),
        x2: ({ output }: Connection) => outputAt(output),
        y1: bottom,
        y2: top,
        stroke: "colour",
        strokeWidth: "width",
        strokeDasharray: dash,
      })
    ),
    Plot.rect(squares, {
      x1: ({ x }: typeof squares[number]) => x - PIXEL / 2,
      x2: ({ x }: typeof squares[number]) => x + PIXEL / 2,
      y1: ({ y }: typeof squares[number]) => y - PIXEL / 2,
      y2: ({ y }: typeof squares[number]) => y + PIXEL / 2,
      fill: PAPER,
      stroke: INK,
    }),
    ...[600, 400].map((fontWeight) =>
      Plot.text(words.filter(({ weight }) => weight === fontWeight), {
        x: width / 2,
        y: "y",
        text: "text",
        fill: "fill",
        fontWeight,
      })
    ),
  ]);
}
