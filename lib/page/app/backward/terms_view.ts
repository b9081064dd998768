/// <reference lib="dom" />
/** The arithmetic of the chosen gradient, in words and numbers. */

import type { Channel } from "../inside/arithmetic.ts";
import { nameOf } from "../inside/arithmetic_view.ts";
import { numberTable } from "../inside/number_table.ts";
import { line } from "../inside/result.ts";
import type { Place } from "../inside/views.ts";
import { h } from "../parts/dom.ts";
import { say, type Words } from "../parts/language.ts";
import { colourOf, css } from "../parts/theme.ts";
import type { BackLook } from "./look.ts";
import { precise, short } from "./precise.ts";
import { type GradientTerms, termsOf, type ThroughConvolution } from "./terms.ts";

const WORDS = {
  score: ["score of {at}", "{at} 的得分"],
  about: [
    "If this number grew by a little, the loss would change by {gradient} times as much.",
    "如果这个数增加一点点，损失的变化是它的 {gradient} 倍。",
  ],
  value: ["the number itself", "这个数本身"],
  loss: ["probability − truth", "概率 − 真值"],
  lossAbout: [
    "Softmax and cross-entropy together: how much too probable the digit is. The truth is 1 for the true digit and 0 for all others.",
    "softmax 与交叉熵合在一起：这个数字的概率高出了多少。真值对正确数字为 1，其余为 0。",
  ],
  dense: [
    "It takes part in every score, by a weight each: the score’s gradient times that weight, all added up.",
    "它参与每个输出，各有一个权重：输出的梯度乘以这个权重，全部相加。",
  ],
  output: ["output", "输出"],
  gradient: ["gradient", "梯度"],
  weight: ["weight", "权重"],
  product: ["product", "乘积"],
  smaller: ["{count} smaller ones", "其余 {count} 个较小的"],
  convolution: [
    "{layer} saw this number through up to {count} windows of each of its {maps} maps. Each window’s gradient comes back by the weight through which it saw the number.",
    "{layer} 的 {maps} 张图各有最多 {count} 个窗口看到这个数。每个窗口的梯度按它看这个数时所用的权重传回来。",
  ],
  window: ["gradients", "梯度"],
  kernel: ["weights", "权重"],
  products: ["products", "乘积"],
  map: ["From map {map} (of 0 to {last})", "来自图 {map}（0 到 {last}）"],
  one: ["from map {map}: {sum}", "来自图 {map}：{sum}"],
  sum: ["sum over all maps", "所有图之和"],
  won: [
    "It was the largest in its window, so the window’s gradient comes back to it alone.",
    "它是窗口中的最大值，所以窗口的梯度只传给它。",
  ],
  lost: [
    "Another number was larger in its window, so no gradient comes back to it.",
    "窗口中另有更大的数，所以没有梯度传给它。",
  ],
  average: [
    "Every number of a window gets an equal part of its gradient.",
    "窗口中每个数分到相等的一份梯度。",
  ],
  outside: ["No window reaches it.", "没有窗口覆盖它。"],
  scaled: ["gradient × scale", "梯度 × 缩放"],
  same: ["The same gradient: flattening only moves numbers.", "梯度相同：展平只移动位置。"],
  gate: ["gradient × slope of the activation", "梯度 × 激活函数的斜率"],
  open: [
    "ReLU’s slope is 1 here, since the sum {sum} is positive: the gradient passes on to the sum.",
    "这里的和 {sum} 为正，ReLU 的斜率为 1：梯度传给这个和。",
  ],
  shut: [
    "ReLU’s slope is 0 here, since the sum {sum} is not positive: the gradient ends.",
    "这里的和 {sum} 不为正，ReLU 的斜率为 0：梯度到此为止。",
  ],
} as const satisfies Record<string, Words>;

/** Terms that are listed; the others are added up. */
const LISTED = 10;

/**
 * Says which gradient a place is.
 *
 * @param look the network
 * @param place the place
 * @returns such as "conv1, map 3, row 4, column 5"
 */
export function gradientName(look: BackLook, place: Place): string {
  const isScore = place.view === look.steps.value.length;
  return isScore ? say(WORDS.score, { at: place.at }) : nameOf(look, place);
}

/**
 * Shows how a gradient came about.
 *
 * @param look the network
 * @param place the number
 * @returns the element
 */
export function gradientTerms(look: BackLook, place: Place): HTMLElement {
  const { view, at } = place, gradient = look.volumes.value[view].data[at];
  const step = look.steps.value[view - 1];
  const isScore = view === look.steps.value.length;
  const values = isScore ? step.sums : step?.output ?? look.steps.value[0].input;
  const terms = termsOf(look.pass.value!, view, at, look.label.value);
  return h(
    "div",
    {},
    h(
      "h3",
      {},
      h("span", {}, gradientName(look, place)),
      h("b", { "data-gradient": gradient }, precise(gradient)),
    ),
    h("p", {}, say(WORDS.about, { gradient: precise(gradient) })),
    h("dl", { class: "sum" }, line(say(WORDS.value), precise(values.data[at]))),
    h("div", { "data-terms": terms.kind }, ...explained(look, place, terms)),
    ...gate(look, place),
  );
}

function explained(look: BackLook, { view }: Place, terms: GradientTerms): HTMLElement[] {
  const total = (name: Words, text: string) =>
    h(
      "dl",
      { class: "sum" },
      line(say(name), text, { "data-result": terms.result, class: "total" }),
    );
  switch (terms.kind) {
    case "loss": {
      const { probability, truth, result } = terms;
      const text = `${precise(probability)} − ${truth} = ${precise(result)}`;
      return [total(WORDS.loss, text), h("p", { class: "about" }, say(WORDS.lossAbout))];
    }
    case "dense":
      return [h("p", { class: "about" }, say(WORDS.dense)), products(terms.terms, terms.result)];
    case "convolution": {
      const { layer } = look.steps.value[view], [kh, kw] = kernelSize(layer);
      const about = say(WORDS.convolution, {
        ...{ layer: layer.name, count: kh * kw, maps: terms.channels.length },
      });
      return [
        h("p", { class: "about" }, about),
        ...maps(terms),
        total(WORDS.sum, precise(terms.result)),
      ];
    }
    case "pooling": {
      const { windows, by, result } = terms;
      const about = windows.length === 0
        ? WORDS.outside
        : by === "average"
        ? WORDS.average
        : windows.some(({ part }) => part > 0)
        ? WORDS.won
        : WORDS.lost;
      const parts = windows.map(({ gradient, part }) =>
        `${precise(gradient)} × ${by === "max" ? part : precise(part)}`
      );
      return [
        h("p", { class: "about" }, say(about)),
        total(WORDS.gradient, [parts.join(" + "), precise(result)].filter(Boolean).join(" = ")),
      ];
    }
    case "same":
      return [h("p", { class: "about" }, say(WORDS.same))];
    case "scaled":
    case "gate": {
      const { gradient, factor, result } = terms;
      const text = `${precise(gradient)} × ${precise(factor)} = ${precise(result)}`;
      return [total(WORDS[terms.kind], text)];
    }
  }
}

function kernelSize(layer: BackLook["steps"]["value"][number]["layer"]): readonly number[] {
  return layer.kind === "convolution" ? layer.kernel.shape : [1, 1];
}

/** Says whether the layer's own ReLU lets the gradient through. */
function gate({ steps }: BackLook, { view, at }: Place): HTMLElement[] {
  const step = steps.value[view - 1];
  if (!step || !("activation" in step.layer) || step.layer.activation !== "relu") return [];
  const sum = step.sums.data[at];
  const words = sum > 0 ? WORDS.open : WORDS.shut;
  return [h("p", { class: "about", "data-gate": sum > 0 }, say(words, { sum: precise(sum) }))];
}

/** The largest products of a dense layer, and the sum of all. */
function products(
  terms: readonly { at: number; gradient: number; weight: number; product: number }[],
  result: number,
): HTMLElement {
  const sorted = terms.toSorted((a, b) => Math.abs(b.product) - Math.abs(a.product));
  const shown = sorted.slice(0, LISTED), rest = sorted.slice(LISTED);
  const row = (name: string, gradient: string, weight: string, product: number) =>
    h(
      "tr",
      {},
      h("td", {}, name),
      h("td", {}, gradient),
      h("td", {}, weight),
      h("td", {}, precise(product)),
    );
  const head = [WORDS.output, WORDS.gradient, WORDS.weight, WORDS.product];
  const rows = shown.map(({ at, gradient, weight, product }) =>
    row(`${at}`, precise(gradient), `× ${precise(weight)}`, product)
  );
  if (rest.length > 0) {
    const sum = rest.reduce((sum, { product }) => sum + product, 0);
    rows.push(row(say(WORDS.smaller, { count: rest.length }), "", "", sum));
  }
  rows.push(h(
    "tr",
    { class: "marked", "data-result": result },
    h("td", {}, "="),
    h("td", {}),
    h("td", {}),
    h("td", {}, precise(result)),
  ));
  return h(
    "table",
    { class: "terms" },
    h("thead", {}, h("tr", {}, ...head.map((words) => h("th", { scope: "col" }, say(words))))),
    h("tbody", {}, ...rows),
  );
}

/** One map's windows in full, and all maps as bars to choose from. */
function maps({ channels }: ThroughConvolution): HTMLElement[] {
  const detail = h("div", { class: "detail" });
  const most = Math.max(...channels.map(({ sum }) => Math.abs(sum)), 1e-12);
  const strongest = channels.findIndex(({ sum }) => Math.abs(sum) === most);
  const bars = channels.map(({ sum }, map) => {
    const bar = h("i", {}), text = say(WORDS.one, { map, sum: precise(sum) });
    bar.style.blockSize = `${Math.max(2, 50 * Math.abs(sum) / most)}%`;
    bar.style.background = css(colourOf(sum < 0 ? -1 : 1));
    bar.style[sum < 0 ? "top" : "bottom"] = "50%";
    const button = h("button", { type: "button", title: text, "aria-label": text }, bar);
    button.addEventListener("click", () => choose(map));
    return button;
  });
  const choose = (map: number) => {
    bars.forEach((bar, i) => bar.setAttribute("aria-pressed", `${i === map}`));
    detail.replaceChildren(...oneMap(channels[map], map, channels.length));
  };
  choose(Math.max(0, strongest));
  return [h("div", { class: "channels", role: "group" }, ...bars), detail];
}

function oneMap({ window, kernel, products, sum }: Channel, map: number, maps: number) {
  return [
    h("h4", {}, say(WORDS.map, { map, last: maps - 1 })),
    h(
      "div",
      { class: "product" },
      numberTable(say(WORDS.window), window, { write: short }),
      h("span", { "aria-hidden": "true" }, "×"),
      numberTable(say(WORDS.kernel), kernel, { write: short }),
      h("span", { "aria-hidden": "true" }, "="),
      numberTable(say(WORDS.products), products, { write: short }),
    ),
    h("p", { "data-channel-sum": sum }, say(WORDS.one, { map, sum: precise(sum) })),
  ];
}
