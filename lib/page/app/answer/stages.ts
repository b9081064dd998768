/// <reference lib="dom" />
/** The stages of `pictures/` between a drawing and the network, a small picture each. */

import { greyPixel, paintBitmap, paintPixels } from "../parts/bitmap.ts";
import { h } from "../parts/dom.ts";
import { label, named, type Words } from "../parts/language.ts";
import { watchFrames } from "../parts/signal.ts";
import type { Page } from "../state.ts";

const TITLE: Words = ["From your drawing to what the network sees", "从你的笔迹到网络看到的图像"];
const STAGES: readonly { readonly name: Words; readonly about: Words }[] = [
  {
    name: ["Cut out", "裁剪"],
    about: [
      "The part of the pad that has ink, in the mixture of colours that shows ink best",
      "有笔迹的部分，取最能显出笔迹的颜色组合",
    ],
  },
  {
    name: ["Ink", "墨迹"],
    about: [
      "How much darker each pixel is than the paper around it: shadows are gone",
      "每个像素比周围纸面暗多少：阴影已去除",
    ],
  },
  {
    name: ["Pieces", "连通块"],
    about: [
      "Ink that hangs together, a colour for each piece",
      "相连的墨迹，每块一种颜色",
    ],
  },
  {
    name: ["28 × 28", "28 × 28"],
    about: [
      "Fitted into 20 × 20 pixels, with its centre of mass in the middle of 28 × 28: this is what the network sees",
      "缩放到 20 × 20 像素，重心放在 28 × 28 的中央：这就是网络看到的图像",
    ],
  },
];

/** All stages in a few words, for those who cannot point at one and read its title. */
const ABOUT: Words = [
  "Cut out: the part of the pad with ink. Ink: how dark it is, without shadows. Pieces: ink that hangs together, a colour each. 28 × 28: all that the network sees.",
  "裁剪：画板上有笔迹的部分。墨迹：去掉阴影后墨有多深。连通块：相连的墨迹，每块一种颜色。28 × 28：网络看到的全部。",
];

/**
 * Makes the stages.
 *
 * @param page whose reading they show
 * @returns the list
 */
export function stages(page: Page): HTMLElement {
  const canvases = STAGES.map(() => h("canvas", { width: 28, height: 28, role: "img" }));
  const list = h("ol", { class: "stages", "data-stages": true });
  STAGES.forEach(({ name, about }, i) => {
    const caption = h("figcaption", {}, label(name));
    const figure = h("figure", {}, named(canvases[i], "aria-label", about), caption);
    list.append(named(h("li", {}, figure), "title", about));
  });
  const digit = canvases[3];
  watchFrames([page.reading], () => {
    const reading = page.reading.value;
    list.classList.toggle("empty", !reading);
    if (!reading) return canvases.forEach(blank);
    reading.stages.forEach((bitmap, i) => paintBitmap(canvases[i], bitmap));
    const seen = reading.digit;
    if (seen) paintPixels(digit, 28, 28, (at) => greyPixel(1 - seen[at] / 255));
    else blank(digit);
  });
  return h(
    "div",
    {},
    named(list, "aria-label", TITLE),
    h("p", { class: "note" }, label(ABOUT)),
  );
}

function blank(canvas: HTMLCanvasElement): void {
  canvas.width = canvas.height = 28;
}
