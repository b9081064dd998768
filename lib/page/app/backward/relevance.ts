/// <reference lib="dom" />
/** Pixels that the answer depends on: by gradient (saliency), and by covering them (occlusion). */

import { probabilitiesOf } from "../network/trace.ts";
import { greyPixel, paintPixels, pixelOf } from "../parts/bitmap.ts";
import { h } from "../parts/dom.ts";
import { label, language, named, say, type Words } from "../parts/language.ts";
import { watch, watchFrames } from "../parts/signal.ts";
import { colourOf, theme, wantsCalm } from "../parts/theme.ts";
import type { Page } from "../state.ts";
import type { BackLook } from "./look.ts";
import { occlude, spread } from "./occlusion.ts";

const WORDS = {
  seen: ["what the network sees", "网络看到的图像"],
  saliency: ["saliency: the loss’s gradient", "显著图：损失的梯度"],
  saliencyAbout: [
    "Blue: more ink here would raise the loss. Orange: more ink would lower it, and speak for a {digit}.",
    "蓝色：这里多一点墨会升高损失；橙色：会降低损失，更像 {digit}。",
  ],
  occlusion: ["occlusion: what is lost without it", "遮挡：盖住它会失去多少"],
  occlusionAbout: [
    "A patch of paper, 7 × 7 pixels, covers the digit place by place. Blue: without this place a {digit} is less probable. Orange: more probable.",
    "用 7 × 7 像素的白纸逐处遮住数字。蓝色：盖住此处，{digit} 的概率降低；橙色：概率升高。",
  ],
  most: ["The most that is lost is {most} points.", "最多失去 {most} 个百分点。"],
} as const satisfies Record<string, Words>;

const SIDE = 28, PIXELS = SIDE * SIDE;

/** The time that occlusion may compute within a frame, in milliseconds. */
const SLICE = 12;

/**
 * Makes the three pictures.
 *
 * @param look the gradients
 * @param page whose network and digit are looked at
 * @returns the element
 */
export function relevance(look: BackLook, page: Page): HTMLElement {
  const [seen, saliency, occlusion] = [
    picture(WORDS.seen),
    picture(WORDS.saliency),
    picture(WORDS.occlusion),
  ];
  const about = h("p", { class: "note" });
  occlusion.canvas.dataset.occlusion = saliency.canvas.dataset.saliency = "";
  let drops = new Float64Array(PIXELS), most = 0;
  const tell = (isDone: boolean) => {
    const digit = look.label.value, points = (100 * most).toFixed(1);
    const found = isDone ? [say(WORDS.most, { most: points })] : [];
    const sentences = [say(WORDS.saliencyAbout, { digit }), say(WORDS.occlusionAbout, { digit })];
    about.textContent = [...sentences, ...found].join(" ");
  };
  watchFrames([look.pass, theme], () => {
    const pass = look.pass.value;
    if (!pass) return;
    const { step: { input }, input: gradient } = pass.layers[0];
    paintPixels(seen.canvas, SIDE, SIDE, (at) => greyPixel(1 - input.data[at]));
    paintSigned(saliency.canvas, gradient.data, input.data);
  });
  let run = 0;
  const again = () => {
    const mine = ++run, pass = look.pass.value, digit = page.digit.value;
    [drops, most] = [new Float64Array(PIXELS), 0];
    tell(false);
    if (!pass || !digit) return;
    const network = page.network.value, truth = look.label.value;
    const places = occlude(digit, (image) => probabilitiesOf(network, image)[truth]);
    const counts = new Float64Array(PIXELS), ink = pass.layers[0].step.input.data;
    delete occlusion.canvas.dataset.occlusion;
    const slice = () => {
      if (mine !== run) return; // another digit came
      const end = performance.now() + SLICE;
      for (let next = places.next();; next = places.next()) {
        if (next.done) break;
        most = Math.max(most, next.value.drop);
        spread(next.value, drops, counts);
        if (performance.now() < end) continue;
        if (!wantsCalm()) paintSigned(occlusion.canvas, drops, ink);
        setTimeout(slice);
        return;
      }
      paintSigned(occlusion.canvas, drops, ink);
      occlusion.canvas.dataset.occlusion = `${most}`;
      tell(true);
    };
    slice();
  };
  watch([look.pass], again);
  watch([theme], () => look.pass.value && again());
  watch([language], () => tell(occlusion.canvas.dataset.occlusion !== undefined));
  return h(
    "section",
    { class: "relevance" },
    h("div", { class: "relevance-maps" }, seen.figure, saliency.figure, occlusion.figure),
    about,
  );
}

function picture(words: Words) {
  const canvas = named(
    h("canvas", { width: SIDE, height: SIDE, role: "img" }),
    "aria-label",
    words,
  );
  return { canvas, figure: h("figure", {}, h("figcaption", {}, label(words)), canvas) };
}

/** Signed numbers as colours; the digit's ink stands out a little. */
function paintSigned(canvas: HTMLCanvasElement, values: Float64Array, ink: Float64Array): void {
  const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  paintPixels(canvas, SIDE, SIDE, (at) => {
    const [r, g, b] = colourOf(values[at] / most), shade = 1 - 0.22 * ink[at];
    return pixelOf([Math.round(r * shade), Math.round(g * shade), Math.round(b * shade)]);
  });
}
