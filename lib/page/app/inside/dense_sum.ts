/// <reference lib="dom" />
/** The sum of a dense layer: its largest products, and softmax. */

import { softmax, volume } from "../../../reference/mod.ts";
import { h } from "../parts/dom.ts";
import { article, say, type Words } from "../parts/language.ts";
import type { DenseSum } from "./arithmetic.ts";
import { written } from "./numbers.ts";
import { line, result } from "./result.ts";

const WORDS = {
  largest: [
    "The {count} largest of {all} products (input × weight):",
    "{all} 个乘积中最大的 {count} 个（输入 × 权重）：",
  ],
  evidence: [
    "A positive product speaks for {a} {digit}, a negative one against it. Follow the largest part back, layer by layer, to a pixel of your drawing. The tab Backward shows which pixels matter most.",
    "正的乘积支持 {digit}，负的乘积反对 {digit}。可以沿最大的部分逐层往回走，直到图像里的一个像素。“反向传播”标签页显示哪些像素最重要。",
  ],
  input: ["input", "输入"],
  x: ["number", "数值"],
  weight: ["weight", "权重"],
  product: ["product", "乘积"],
  rest: ["the other {count}", "其余 {count} 个"],
  softmax: [
    "Softmax: e to the power of each class’s sum, divided by the sum of all ten",
    "Softmax：对每一类取 e 的“和”次方，再除以十类的总和",
  ],
  class: ["class", "类别"],
  power: ["e^sum", "e^和"],
  probability: ["probability", "概率"],
} as const satisfies Record<string, Words>;

/** Products that are shown one by one. */
const SHOWN = 8;

/**
 * Shows a dense layer's sum.
 *
 * @param sum its terms
 * @param at which of the outputs it is
 * @param nameOf says which number an input is
 * @returns the element
 */
export function denseSum(
  sum: DenseSum,
  at: number,
  nameOf: (input: number) => string,
): HTMLElement {
  const { terms } = sum, shown = terms.slice(0, SHOWN), rest = terms.slice(SHOWN);
  const total = (all: DenseSum["terms"]) => all.reduce((a, { product }) => a + product, 0);
  const rows = shown.map(({ at, x, weight, product }) =>
    row(nameOf(at), written(x), written(weight), written(product))
  );
  if (rest.length > 0) {
    rows.push(row(say(WORDS.rest, { count: rest.length }), "", "", written(total(rest))));
  }
  const titles = [WORDS.input, WORDS.x, WORDS.weight, WORDS.product].map((words) => say(words));
  const isAnswer = sum.activation === "softmax";
  return h(
    "div",
    {},
    isAnswer ? h("p", {}, say(WORDS.evidence, { a: article(`${at}`), digit: at })) : undefined,
    h("p", {}, say(WORDS.largest, { count: shown.length, all: terms.length })),
    table(titles, rows),
    result(sum, [total(terms)]),
    isAnswer ? softmaxOf(sum, at) : undefined,
  );
}

function softmaxOf({ sums, result }: DenseSum, at: number): HTMLElement {
  const probabilities = softmax(volume([sums.length], sums)).data;
  const powers = sums.map(Math.exp), all = powers.reduce((a, b) => a + b, 0);
  const rows = sums.map((z, k) => {
    const cells = row(`${k}`, written(z), written(powers[k]), written(probabilities[k]));
    if (k === at) cells.className = "marked";
    return cells;
  });
  const titles = [WORDS.class, ["sum", "和"] as const, WORDS.power, WORDS.probability];
  return h(
    "div",
    {},
    h("p", {}, `${say(WORDS.softmax)}:`),
    table(titles.map((words) => say(words)), rows),
    h(
      "dl",
      { class: "sum" },
      line(`${written(powers[at])} / ${written(all)}`, `= ${written(result)}`, {
        "data-result": result,
        class: "total",
      }),
    ),
  );
}

function table(titles: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = h("tr", {}, ...titles.map((title) => h("th", { scope: "col" }, title)));
  return h("table", { class: "terms" }, h("thead", {}, head), h("tbody", {}, ...rows));
}

function row(...cells: readonly string[]): HTMLTableRowElement {
  return h("tr", {}, ...cells.map((cell) => h("td", {}, cell)));
}
