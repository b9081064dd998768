/// <reference lib="dom" />
/** From the answer back to the pixels: each step chooses the number before that did most. */

import { h } from "../parts/dom.ts";
import { article, label, language, say, type Words } from "../parts/language.ts";
import { watchFrames } from "../parts/signal.ts";
import { strongestSource } from "./strongest.ts";
import type { Look } from "./views.ts";

const WHY: Words = ["Why {a} {digit}? Start at the answer", "为什么是 {digit}？从答案开始"];
const BACK: Words = ["Follow its largest part back", "沿最大的部分往回走"];

/**
 * Makes the button that begins at the answer.
 *
 * @param look the network
 * @returns the button
 */
export function whyButton({ volumes, chosen }: Look): HTMLElement {
  const button = h("button", { type: "button", class: "why", "data-why": true });
  const answer = () => {
    const data = volumes.value.at(-1)?.data;
    return data ? data.indexOf(Math.max(...data)) : 0;
  };
  button.addEventListener(
    "click",
    () => chosen.value = { view: volumes.value.length - 1, at: answer() },
  );
  watchFrames([volumes, chosen, language], () => {
    button.textContent = say(WHY, { a: article(`${answer()}`), digit: answer() });
    button.hidden = chosen.value !== undefined;
  });
  return button;
}

/**
 * Makes the button that goes one layer back.
 *
 * @param look the network
 * @returns the button
 */
export function followButton({ steps, chosen }: Look): HTMLElement {
  const button = h("button", { type: "button", "data-follow": true }, label(BACK));
  button.addEventListener("click", () => {
    const place = chosen.value, step = place && steps.value[place.view - 1];
    if (step) chosen.value = { view: place.view - 1, at: strongestSource(step, place.at) };
  });
  watchFrames([chosen], () => button.disabled = chosen.value?.view === 0);
  return button;
}
