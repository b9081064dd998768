/// <reference lib="dom" />
/** Ten digits to begin with, drawn by the skeletons of the built-in digits. */

import { SKELETONS } from "../../../dataset/skeletons.ts";
import { parse, trace } from "../../../dataset/strokes.ts";
import { h, svg } from "../parts/dom.ts";
import { named, type Words } from "../parts/language.ts";
import type { Page } from "../state.ts";
import { type Drawing, PEN, type Point } from "./drawing.ts";

const LIST: Words = ["Ten digits to begin with", "十个示例数字"];
const EXAMPLES: readonly Words[] = Array.from(
  { length: 10 },
  (_, digit) => [`Draw a ${digit}`, `写一个 ${digit}`] as const,
);

/** The height of an example, as a part of the pad's side. */
const HEIGHT = 0.6;

/**
 * Makes a button for each digit.
 *
 * @param page whose drawing they set
 * @returns the row of buttons
 */
export function examples({ drawing }: Page): HTMLElement {
  const row = h("div", { class: "examples", role: "group" });
  EXAMPLES.forEach((words, digit) => {
    const example = exampleOf(digit);
    const button = h("button", { type: "button", "data-example": digit }, icon(example));
    button.addEventListener("click", () => drawing.value = example);
    row.append(named(button, "aria-label", words));
  });
  return named(row, "aria-label", LIST);
}

/**
 * A digit, as people write it most often, in the middle of the pad.
 *
 * @param digit which, 0 to 9
 * @returns its drawing
 */
export function exampleOf(digit: number): Drawing {
  const { x, y, start } = trace(parse(SKELETONS[digit][0].drawings[0]));
  const left = 0.5 - (Math.min(...x) + Math.max(...x)) / 200 * HEIGHT, top = (1 - HEIGHT) / 2;
  const strokes: Point[][] = [];
  x.forEach((_, i) => {
    if (start[i]) strokes.push([]);
    const place = { x: left + x[i] / 100 * HEIGHT, y: top + y[i] / 100 * HEIGHT, width: PEN };
    strokes.at(-1)!.push(place);
  });
  return { strokes };
}

function icon({ strokes }: Drawing): SVGElement {
  const lines = strokes.map((stroke) =>
    svg("polyline", {
      points: stroke.map(({ x, y }) => `${(100 * x).toFixed(1)},${(100 * y).toFixed(1)}`).join(" "),
    })
  );
  return svg("svg", { viewBox: "14 14 72 72", "aria-hidden": "true" }, ...lines);
}
