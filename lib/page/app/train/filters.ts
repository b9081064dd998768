/// <reference lib="dom" />
/** The first layer's filters, as they were and as they become. */

import { paintPixels, shadeAt, signedPixels } from "../parts/bitmap.ts";
import { h } from "../parts/dom.ts";
import { label, language, say, type Words } from "../parts/language.ts";
import { type Readable, watchFrames } from "../parts/signal.ts";
import { theme } from "../parts/theme.ts";
import type { Course, Filters } from "./course.ts";

const TITLE: Words = ["The first layer’s filters form", "第一层的滤波器逐渐成形"];
const START: Words = ["at the start: chance", "开始时：随机"];
const NOW: Words = ["after step {step}", "第 {step} 步之后"];
const COLOURS: Words = [
  "Each filter is 3 × 3 weights. Blue: positive, it looks for ink there. Orange: negative, it looks for paper.",
  "每个滤波器有 3 × 3 个权重。蓝色为正：希望那里有墨；橙色为负：希望那里是纸。",
];
const NAME: Words = ["{count} filters of 3 × 3 weights, {when}", "{count} 个 3 × 3 滤波器，{when}"];

/** Filters side by side, and the gap between two, in pixels of the picture. */
const PER_ROW = 16, GAP = 1;

/**
 * Makes both rows.
 *
 * @param course the training, which changes
 * @returns the figure
 */
export function filters(course: Readable<Course>): HTMLElement {
  const [first, now] = [row(), row()];
  const figure = h(
    "figure",
    { class: "filters" },
    h("figcaption", {}, label(TITLE)),
    first.element,
    now.element,
    h("p", { class: "note" }, label(COLOURS)),
  );
  watchFrames([course, language, theme], () => {
    const { value } = course;
    figure.hidden = value.now?.shape.length !== 4; // no convolution comes first
    if (figure.hidden) return;
    show(first, value.first!, START);
    show(now, value.now!, NOW);
  });
  return figure;
}

function row() {
  const canvas = h("canvas", { role: "img" }), caption = h("small", {});
  return { canvas, caption, element: h("div", {}, canvas, caption) };
}

function show(
  { canvas, caption }: ReturnType<typeof row>,
  { values, shape: [side, , channels, count], step }: Filters,
  words: Words,
): void {
  const when = say(words, { step });
  caption.textContent = when;
  canvas.setAttribute("aria-label", say(NAME, { count, when }));
  canvas.dataset.step = `${step}`;
  const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const cell = side + GAP, perRow = Math.min(PER_ROW, count);
  const width = perRow * cell - GAP, height = Math.ceil(count / perRow) * cell - GAP;
  const shades = signedPixels();
  paintPixels(canvas, width, height, (at) => {
    const { row, column, filter } = placeOf(at, width, cell, perRow);
    if (row === side || column === side || filter >= count) return 0; // between filters: the paper
    return shades[shadeAt(values[(row * side + column) * channels * count + filter] / most)];
  });
}

/** Finds the weight, and its filter, that a pixel of the picture shows. */
function placeOf(at: number, width: number, cell: number, perRow: number) {
  const x = at % width, y = Math.floor(at / width);
  const filter = Math.floor(y / cell) * perRow + Math.floor(x / cell);
  return { filter, row: y % cell, column: x % cell };
}
