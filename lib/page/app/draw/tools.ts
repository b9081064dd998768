/// <reference lib="dom" />
/** The buttons under the pad. */

import { h } from "../parts/dom.ts";
import { label, named, type Words } from "../parts/language.ts";
import { watch } from "../parts/signal.ts";
import type { Page } from "../state.ts";
import { BLANK, isBlank } from "./drawing.ts";
import { History } from "./history.ts";
import { photoButton } from "./photo.ts";

const TOOLS: Words = ["Tools of the pad", "画板工具"];
const UNDO: Words = ["Undo", "撤销"], CLEAR: Words = ["Clear", "清空"];

/**
 * Makes the buttons: undo, clear, picture. Ctrl+Z undoes too.
 *
 * @param page whose drawing they change
 * @returns the row of buttons
 */
export function tools(page: Page): HTMLElement {
  const { drawing } = page, history = new History(drawing);
  const undo = h("button", { type: "button", "data-undo": true }, label(UNDO));
  const clear = h("button", { type: "button", "data-clear": true }, label(CLEAR));
  watch([drawing], () => clear.disabled = isBlank(drawing.value));
  watch([history.canUndo], () => undo.disabled = !history.canUndo.value);
  undo.addEventListener("click", () => history.undo());
  clear.addEventListener("click", () => drawing.value = BLANK);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    history.undo();
  });
  const row = h("div", { class: "tools", role: "group" }, undo, clear, photoButton(page));
  return named(row, "aria-label", TOOLS);
}
