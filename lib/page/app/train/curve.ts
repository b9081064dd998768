/// <reference lib="dom" />
/** The live curves: a number for each step, and a dot for each measurement on the validation digits. */

import { h, svg } from "../parts/dom.ts";
import { label, language, say, type Words } from "../parts/language.ts";
import { type Readable, watchFrames } from "../parts/signal.ts";
import type { Validation } from "../../trainer/messages.ts";
import { type Course, smoothed } from "./course.ts";

/** One curve of a course. */
export interface Shown {
  /** The curve's name, for tests. */
  readonly id: string;
  readonly title: Words;
  /** The scale's ends and marks, and how a number is written. */
  readonly marks: readonly number[];
  write(value: number): string;
  /** The height of a value, 0 at the bottom to 1 at the top. */
  height(value: number): number;
  /** A number for each step. */
  steps(course: Course): readonly number[];
  /** The number of a measurement on the validation digits. */
  validation(validation: Validation): number;
}

/** The picture's size and the room for the marks, in its own units. */
const WIDTH = 420, HEIGHT = 210, LEFT = 44, RIGHT = 8, TOP = 10, BOTTOM = 24;

const STEP: Words = ["step", "步"];

/** Description of the curve for a reader who cannot see it. */
const SUMMARY: Words = [
  "{title}: {step} steps; the last batches {now}; validation digits {validation}",
  "{title}：{step} 步；最近的批次 {now}；验证数字 {validation}",
];

/**
 * Makes a curve.
 *
 * @param shown what it shows
 * @param course the training, which changes
 * @returns the figure
 */
export function curve(shown: Shown, course: Readable<Course>): HTMLElement {
  const batches = svg("path", { class: "curve-batches" });
  const mean = svg("path", { class: "curve-mean" });
  const dots = svg("g", { class: "curve-dots" });
  const last = svg("text", { class: "curve-last", "text-anchor": "end", x: WIDTH - RIGHT });
  const unit = svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 6, "text-anchor": "end" });
  const ticks = svg("g", {});
  const image = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "data-curve": shown.id },
    ...shown.marks.map((value) => mark(value, shown)),
    ticks,
    unit,
    batches,
    mean,
    dots,
    last,
  );
  watchFrames([course, language], () => {
    const { steps, validations } = course.value;
    const values = shown.steps(course.value), means = smoothed(values);
    const end = Math.max(steps, 1);
    const at = (step: number, value: number): [number, number] => [
      LEFT + (WIDTH - LEFT - RIGHT) * step / end,
      TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.min(Math.max(shown.height(value), 0), 1)),
    ];
    batches.setAttribute("d", path(values.map((value, i) => at(i + 1, value))));
    mean.setAttribute("d", path(means.map((value, i) => at(i + 1, value))));
    dots.replaceChildren(...validations.map((validation) => {
      const value = shown.validation(validation), [cx, cy] = at(validation.step, value);
      return svg("circle", { cx, cy, r: 5 }, svg("title", {}, shown.write(value)));
    }));
    ticks.replaceChildren(...stepTicks(steps, at));
    unit.textContent = say(STEP);
    const newest = validations.length ? shown.validation(validations.at(-1)!) : undefined;
    last.textContent = newest === undefined ? "" : shown.write(newest);
    if (newest !== undefined) {
      const [, y] = at(0, newest);
      last.setAttribute("y", `${y + (y < HEIGHT / 2 ? 22 : -10)}`);
    }
    image.dataset.points = `${values.length}`;
    image.setAttribute(
      "aria-label",
      say(SUMMARY, {
        title: say(shown.title),
        step: values.length,
        now: means.length ? shown.write(means.at(-1)!) : "–",
        validation: newest === undefined ? "–" : shown.write(newest),
      }),
    );
  });
  return h("figure", { class: "curve" }, h("figcaption", {}, label(shown.title)), image);
}

/** A line across the picture, with its number. */
function mark(value: number, { height, write }: Shown): SVGElement {
  const y = TOP + (HEIGHT - TOP - BOTTOM) * (1 - height(value));
  return svg(
    "g",
    { class: "curve-mark" },
    svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
    svg("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end" }, write(value)),
  );
}

/** Quarters of all steps, under the picture. */
function stepTicks(
  steps: number,
  at: (step: number, value: number) => [number, number],
): SVGElement[] {
  return [1, 2, 3].map((quarter) => Math.round(steps * quarter / 4)).map((step) => {
    const [x] = at(step, 0), text = step ? `${step}` : "";
    return svg("text", { x, y: HEIGHT - 6, "text-anchor": "middle" }, text);
  });
}

function path(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}
