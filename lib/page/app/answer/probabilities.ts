/// <reference lib="dom" />
/** The ten probabilities, a bar each. */

import { h, tell } from "../parts/dom.ts";
import { named, type Words } from "../parts/language.ts";
import { watchFrames } from "../parts/signal.ts";
import type { Page } from "../state.ts";

const TITLE: Words = ["Probability of each digit", "每个数字的概率"];

/**
 * Makes the bars.
 *
 * @param page whose reading they show
 * @returns the list
 */
export function probabilities(page: Page): HTMLElement {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = h("span", { class: "bar" }), number = h("span", { class: "percent" });
    return { bar, number, item: h("li", {}, h("b", {}, `${digit}`), h("i", {}, bar), number) };
  });
  const list = h("ol", { class: "probabilities", "data-probabilities": true });
  list.append(...rows.map(({ item }) => item));
  watchFrames([page.probabilities], () => {
    const found = page.probabilities.value;
    const most = found ? Math.max(...Array.from(found)) : 0;
    rows.forEach(({ bar, number, item }, digit) => {
      const p = found?.[digit] ?? 0;
      bar.style.transform = `scaleX(${p})`;
      tell(number, found ? percent(p) : "");
      item.classList.toggle("most", found !== undefined && p === most);
      item.dataset.probability = found ? `${p}` : "";
    });
  });
  return named(list, "aria-label", TITLE);
}

/** A probability in per cent, with a decimal where it is small. */
export function percent(p: number): string {
  return `${(100 * p).toFixed(p < 0.0995 || p > 0.9905 && p < 0.9995 ? 1 : 0)} %`;
}
