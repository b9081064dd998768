/// <reference lib="dom" />
/** The buttons under the pad. */

import { h } from "../parts/dom.ts";
import { label, type Words } from "../parts/language.ts";
import { watch } from "../parts/signal.ts";
import type { Page } from "../state.ts";
import { BLANK, type Drawing, isBlank } from "./drawing.ts";

const UNDO: Words = ["Undo", "撤销"], CLEAR: Words = ["Clear", "清空"];

/**
 * Makes the buttons: undo and clear.
 *
 * @param page whose drawing they change
 * @returns the row of buttons
 */
export function tools({ drawing }: Page): HTMLElement {
  const before: Drawing[] = [];
  const undo = h("button", { type: "button", "data-undo": true }, label(UNDO));
  const clear = h("button", { type: "button", "data-clear": true }, label(CLEAR));
  let last = drawing.value;
  watch([drawing], () => {
    undo.disabled = clear.disabled = isBlank(drawing.value);
    last = drawing.value;
  });
  undo.addEventListener("click", () => {
    const { strokes } = last;
    drawing.value = strokes.length > 0
      ? { ...last, strokes: strokes.slice(0, -1) }
      : before.pop() ?? BLANK;
  });
  clear.addEventListener("click", () => drawing.value = BLANK);
  return h("div", { class: "tools" }, undo, clear);
}
