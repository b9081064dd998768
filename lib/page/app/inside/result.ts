/// <reference lib="dom" />
/** The last line of an arithmetic: sum, bias, activation, result. */

import { h } from "../parts/dom.ts";
import { say, type Words } from "../parts/language.ts";
import type { Activation } from "../network/layers.ts";
import { written } from "./numbers.ts";

const WORDS = {
  maps: ["sum over {count} maps", "{count} 张图之和"],
  products: ["sum of the products", "乘积之和"],
  bias: ["bias", "偏置"],
  sum: ["sum", "和"],
  relu: ["ReLU", "ReLU"],
} as const satisfies Record<string, Words>;

/** The numbers that {@linkcode result} shows. */
interface Summed {
  readonly bias: number;
  readonly sum: number;
  readonly activation: Activation;
  readonly result: number;
}

/**
 * Shows how sums, bias and activation give the result.
 *
 * @param summed the numbers
 * @param sums what is added before the bias
 * @returns a table of a few lines
 */
export function result(
  { bias, sum, activation, result }: Summed,
  sums: readonly number[],
): HTMLElement {
  const first = sums.length > 1 ? say(WORDS.maps, { count: sums.length }) : say(WORDS.products);
  const lines = [
    line(first, written(sums.reduce((a, b) => a + b, 0))),
    line(`+ ${say(WORDS.bias)}`, written(bias)),
    line(`= ${say(WORDS.sum)}`, written(sum), { "data-sum": sum, class: "total" }),
  ];
  if (activation === "relu") {
    lines.push(
      line(say(WORDS.relu), `max(0, ${written(sum)}) = ${written(result)}`, {
        "data-result": result,
        class: "total",
      }),
    );
  }
  return h("dl", { class: "sum" }, ...lines);
}

/** A name and a number. */
export function line(
  name: string,
  value: string,
  attributes: Readonly<Record<string, string | number>> = {},
): HTMLElement {
  return h("div", attributes, h("dt", {}, name), h("dd", {}, value));
}
