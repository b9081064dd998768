/// <reference lib="dom" />
/** Some of the digits that the network learns from. */

import { greyPixel, paintPixels } from "../parts/bitmap.ts";
import { h } from "../parts/dom.ts";
import { language, say, type Words } from "../parts/language.ts";
import { derive, type Readable, watch } from "../parts/signal.ts";
import type { Course } from "./course.ts";

const TITLE: Words = [
  "{shown} of the {training} digits that it learns from ({name})",
  "它学习的 {training} 个数字中的 {shown} 个（{name}）",
];

/** The name of the digits that the page draws itself. */
const DRAWN: Words = ["drawn here", "页面绘制"];

const SIDE = 28, PIXELS = SIDE * SIDE, PER_ROW = 20;

/**
 * Makes the picture.
 *
 * @param course the training, which changes
 * @returns the figure
 */
export function samples(course: Readable<Course>): HTMLElement {
  const canvas = h("canvas", { role: "img" }), caption = h("figcaption", {});
  const figure = h("figure", { class: "samples" }, caption, canvas);
  let shown: Course["set"];
  const set = derive([course], () => course.value.set);
  watch([set, language], () => {
    figure.hidden = !set.value;
    if (!set.value) return;
    const { name, training, images } = set.value, count = images.length / PIXELS;
    const numbers = training.toLocaleString(language.value);
    caption.textContent = say(TITLE, {
      shown: count,
      training: numbers,
      name: name === "built-in" ? say(DRAWN) : name,
    });
    canvas.setAttribute("aria-label", caption.textContent);
    if (set.value === shown) return;
    shown = set.value;
    const rows = Math.ceil(count / PER_ROW);
    paintPixels(canvas, PER_ROW * SIDE, rows * SIDE, (at) => {
      const x = at % (PER_ROW * SIDE), y = Math.floor(at / (PER_ROW * SIDE));
      const digit = Math.floor(y / SIDE) * PER_ROW + Math.floor(x / SIDE);
      const ink = images[digit * PIXELS + (y % SIDE) * SIDE + x % SIDE] ?? 0;
      return greyPixel(1 - ink / 255);
    });
  });
  return figure;
}
