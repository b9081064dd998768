/** The number before that did most for a number: the way back from an answer to the pixels. */

import type { Step } from "../network/trace.ts";
import { arithmeticOf, type Grid } from "./arithmetic.ts";
import { indexOf, placeOf, windowOf } from "./wiring.ts";

/**
 * Finds the input with the largest part in a number.
 *
 * @param step the layer at work
 * @param at the number's index in the layer's output
 * @returns the input's index: the largest product up or down, or of a pooling the largest number
 */
export function strongestSource(step: Step, at: number): number {
  const { layer, input, output } = step, found = arithmeticOf(step, at);
  if (found.kind === "dense") return found.terms[0].at;
  if (layer.kind !== "convolution" && layer.kind !== "pooling") return at;
  const { row, column, map } = placeOf(at, output.shape);
  const { stride, before } = windowOf(layer, input.shape);
  const grids: readonly [map: number, parts: Grid][] = found.kind === "convolution"
    ? found.channels.map(({ products }, d) => [d, products])
    : found.kind === "pooling"
    ? [[map, found.window]]
    : [];
  let best = 0, most = -1;
  for (const [d, parts] of grids) {
    parts.forEach((line, i) =>
      line.forEach((part, j) => {
        if (part === undefined || Math.abs(part) <= most) return;
        most = Math.abs(part);
        const place = {
          row: row * stride + i - before[0],
          column: column * stride + j - before[1],
        };
        best = indexOf({ ...place, map: d }, input.shape);
      })
    );
  }
  return best;
}
