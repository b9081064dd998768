/// <reference lib="dom" />
/** The sum of a convolution: one input map in full, and all maps as bars. */

import { h } from "../parts/dom.ts";
import { say, type Words } from "../parts/language.ts";
import { colourOf, css } from "../parts/theme.ts";
import type { ConvolutionSum } from "./arithmetic.ts";
import { numberTable } from "./number_table.ts";
import { written } from "./numbers.ts";
import { result } from "./result.ts";

const WORDS = {
  window: ["window", "窗口"],
  kernel: ["kernel", "卷积核"],
  products: ["products", "乘积"],
  map: ["Input map {map} (of 0 to {last})", "输入图 {map}（0 到 {last}）"],
  channels: [
    "Each input map has its own kernel and gives a sum. Choose one to see its products:",
    "每张输入图有自己的卷积核，各得一个和。选一个查看乘积：",
  ],
  sum: ["{sum}: the sum of the {count} products", "{sum}：{count} 个乘积之和"],
  one: ["input map {map}: {sum}", "输入图 {map}：{sum}"],
} as const satisfies Record<string, Words>;

/**
 * Shows a convolution's sum.
 *
 * @param sum its terms
 * @returns the element
 */
export function convolutionSum(sum: ConvolutionSum): HTMLElement {
  const { channels } = sum;
  const strongest = channels.reduce(
    (a, b, i) => Math.abs(b.sum) > Math.abs(channels[a].sum) ? i : a,
    0,
  );
  const detail = h("div", { class: "detail" });
  const choose = (index: number) => detail.replaceChildren(...oneMap(sum, index));
  choose(strongest);
  const parts = channels.length > 1
    ? [h("p", {}, say(WORDS.channels)), bars(sum, strongest, choose)]
    : [];
  return h("div", {}, ...parts, detail, result(sum, channels.map((channel) => channel.sum)));
}

/** Window × kernel = products, of one input map. */
function oneMap({ channels }: ConvolutionSum, index: number): HTMLElement[] {
  const { window, kernel, products, sum } = channels[index];
  const title = h("h4", {}, say(WORDS.map, { map: index, last: channels.length - 1 }));
  const count = products.flat().filter((x) => x !== undefined).length;
  const row = h(
    "div",
    { class: "product" },
    numberTable(say(WORDS.window), window),
    h("span", { "aria-hidden": "true" }, "×"),
    numberTable(say(WORDS.kernel), kernel),
    h("span", { "aria-hidden": "true" }, "="),
    numberTable(say(WORDS.products), products),
  );
  const total = h("p", { "data-channel-sum": sum }, say(WORDS.sum, { sum: written(sum), count }));
  return channels.length > 1 ? [title, row, total] : [row, total];
}

/** A bar per input map, from the middle: to the right what adds, to the left what takes away. */
function bars(
  { channels }: ConvolutionSum,
  chosen: number,
  choose: (index: number) => void,
): HTMLElement {
  const most = Math.max(...channels.map(({ sum }) => Math.abs(sum)), 1e-9);
  const buttons = channels.map(({ sum }, map) => {
    const bar = h("i", {}), part = sum / most;
    bar.style.blockSize = `${Math.max(2, 50 * Math.abs(part))}%`;
    bar.style.background = css(colourOf(part < 0 ? -1 : 1));
    bar.style[part < 0 ? "top" : "bottom"] = "50%";
    const text = say(WORDS.one, { map, sum: written(sum) });
    const button = h("button", { type: "button", title: text, "aria-label": text }, bar);
    button.setAttribute("aria-pressed", `${map === chosen}`);
    button.addEventListener("click", () => {
      buttons.forEach((other) => other.setAttribute("aria-pressed", `${other === button}`));
      choose(map);
    });
    return button;
  });
  return h("div", { class: "channels", role: "group" }, ...buttons);
}
