/** Activation functions and their derivatives. */

import * as Plot from "@observablehq/plot";
import { plotAxis } from "./parts/axis.ts";
import type { Figure } from "./parts/figure.ts";
import { legend } from "./parts/legend.ts";
import { page } from "./parts/page.ts";
import { CATEGORIES, FAINT } from "./parts/palette.ts";
import { type Panel, panel } from "./parts/panel.ts";
import type { Domain } from "./parts/tiles.ts";

/** A function of one number, and its slope. */
export interface ActivationFunction {
  /** The function's name. */
  readonly name: string;
  /** The function. */
  readonly f: (x: number) => number;
  /** Its derivative. */
  readonly derivative: (x: number) => number;
}

/** Options of {@linkcode activationFunctions}. */
export interface ActivationFunctionsOptions {
  /** The heading; none by default. */
  readonly title?: string;
  /** The range shown, left to right; −4 to 4 by default. */
  readonly x?: Domain;
  /** The range shown, bottom to top; −1.5 to 3 by default. */
  readonly y?: Domain;
  /** Functions per row; 3 by default. */
  readonly columns?: number;
}

/** Side of a panel, in pixels, and points of a curve. */
const WIDTH = 230, HEIGHT = 200, POINTS = 100;

/** The line of a function, and that of its derivative. */
const FUNCTION = { label: "f(x)", colour: CATEGORIES[0] };
const DERIVATIVE = { label: "its derivative f′(x)", colour: CATEGORIES[1], dash: "5,3" };

/**
 * Draws a panel for each function: the function solid, its derivative dashed, all on the same axes.
 * The line of a derivative has a gap where the derivative jumps.
 *
 * @param functions the functions
 * @param options heading and axes
 * @returns the figure
 *
 * @example ReLU and its derivative
 * ```ts
 * import { activationFunctions } from "@pixel/convnet/figures";
 *
 * const relu = {
 *   name: "ReLU",
 *   f: (x: number) => Math.max(0, x),
 *   derivative: (x: number) => x > 0 ? 1 : 0,
 * };
 * const figure = activationFunctions([relu]);
 * console.assert(figure.svg.includes("ReLU"));
 * ```
 */
export function activationFunctions(
  functions: readonly ActivationFunction[],
  options: ActivationFunctionsOptions = {},
): Figure {
  const { title, x = [-4, 4], y = [-1.5, 3], columns = 3 } = options;
  const panels = functions.map((activation) => functionPanel(activation, x, y));
  const rows = Array.from(
    { length: Math.ceil(panels.length / columns) },
    (_, i) => panels.slice(i * columns, (i + 1) * columns),
  );
  return page([[legend([FUNCTION, DERIVATIVE], 2 * WIDTH)], ...rows], {
    title,
    description: `${title ?? "Activation functions and their derivatives"}: ` +
      functions.map(({ name }) => name).join(", "),
  });
}

function functionPanel({ name, f, derivative }: ActivationFunction, x: Domain, y: Domain): Panel {
  const step = (x[1] - x[0]) / POINTS;
  const at = Array.from({ length: POINTS }, (_, i) => x[0] + (i + 0.5) * step); // never quite at 0
  const slopes = at.map((value, i) => {
    const jumps = i > 0 && Math.abs(derivative(value) - derivative(at[i - 1])) > 5 * step;
    return { x: value, y: jumps ? NaN : derivative(value) };
  });
  return panel({
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 34,
    marginRight: 8,
    marginTop: 26,
    marginBottom: 38,
    x: { ...plotAxis({ label: "x", domain: x }), inset: 0 },
    y: { ...plotAxis({ label: "", domain: y }), inset: 0, grid: true, label: null },
    marks: [
      Plot.ruleX([0], { stroke: FAINT, strokeOpacity: 0.5 }),
      Plot.ruleY([0], { stroke: FAINT, strokeOpacity: 0.5 }),
      Plot.line(at, {
        x: (value: number) => value,
        y: f,
        clip: true,
        stroke: FUNCTION.colour,
        strokeWidth: 2.5,
      }),
      Plot.line(slopes, {
        x: "x",
        y: "y",
        clip: true,
        stroke: DERIVATIVE.colour,
        strokeDasharray: DERIVATIVE.dash,
        strokeWidth: 2,
      }),
      Plot.text([name], {
        frameAnchor: "top-left",
        dy: -20,
        fontWeight: 600,
        fontSize: 13,
        text: (text: string) => text,
      }),
    ],
  });
}
