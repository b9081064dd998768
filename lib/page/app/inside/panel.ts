/// <reference lib="dom" />
/** The panel "Look inside": every layer's maps, and the arithmetic of any number. */

import type { Panel } from "../panel.ts";
import { h } from "../parts/dom.ts";
import { numbersOf } from "../network/count.ts";
import { label, language, named, say, type Words } from "../parts/language.ts";
import { watch, watchFrames } from "../parts/signal.ts";
import { theme } from "../parts/theme.ts";
import type { Page } from "../state.ts";
import { arithmetic, nameOf } from "./arithmetic_view.ts";
import { followButton, whyButton } from "./follow.ts";
import { written } from "./numbers.ts";
import { viewOf } from "./view.ts";
import { type Look, lookInto } from "./views.ts";
import { walker } from "./walk.ts";

const TITLE: Words = ["Look inside", "看内部"];
const EMPTY: Words = [
  "Draw a digit, or take an example: then every number on the way from its pixels to the answer can be looked at here.",
  "先写一个数字或选一个示例，然后就可以在这里查看从像素到答案的每一个数。",
];
const POINT: Words = [
  "Point at a number to see where it came from and where it goes. Click it to see how it was computed. Maps, rows and columns are counted from 0.",
  "把指针移到一个数上，看它从哪里来、到哪里去；点击它，看它是怎样算出来的。图、行和列都从 0 数起。",
];
const LEGEND: Words = ["negative — 0 — positive", "负 — 0 — 正"];
const INTRO: Words = [
  "The network “{name}”: {count} numbers, learned from handwritten digits, in {layers} layers. Each layer makes new maps of those before it; the last gives the ten probabilities.",
  "网络“{name}”：从手写数字中学到的 {count} 个数，分成 {layers} 层。每一层由前面的图算出新的图；最后一层给出十个概率。",
];
const VIEWS: Words = ["The network's layers, first to last", "网络各层，从前到后"];
const ARITHMETIC: Words = ["How the chosen number was computed", "所选的数是怎样算出来的"];
const CLOSE: Words = ["Close", "关闭"];

/** Every layer's maps, and the arithmetic of any number. */
export const INSIDE: Panel = { id: "inside", title: TITLE, mount };

function mount(root: HTMLElement, page: Page): void {
  const look = lookInto(page);
  const empty = h("p", { class: "empty" }, label(EMPTY));
  const list = named(h("ol", { class: "views" }), "aria-label", VIEWS);
  const aside = side(look);
  const whole = h("div", { class: "inside" }, list, aside);
  const intro = h("p", { class: "about" });
  root.append(empty, intro, whole);
  watch([page.network, language], () => {
    const { name, layers } = page.network.value;
    const count = numbersOf(page.network.value).toLocaleString(language.value);
    intro.textContent = say(INTRO, { name, count, layers: layers.length });
  });
  let layers: unknown;
  watch([look.steps], () => {
    const steps = look.steps.value, isEmpty = steps.length === 0;
    empty.hidden = !isEmpty, whole.hidden = intro.hidden = isEmpty;
    if (isEmpty || layers === page.network.value) return; // the same views show another digit
    layers = page.network.value;
    look.chosen.value = look.hovered.value = undefined;
    list.replaceChildren(...Array.from({ length: steps.length + 1 }, (_, i) => viewOf(look, i)));
  });
}

/** Describes the number under the pointer and the chosen one. */
function side(look: Look): HTMLElement {
  const status = h("p", { class: "status" });
  const body = h("div", {}), close = h("button", { type: "button", class: "close" }, label(CLOSE));
  const controls = h("div", { class: "controls" }, followButton(look), close, walker(look));
  close.addEventListener("click", () => look.chosen.value = undefined);
  const legend = h("p", { class: "legend" }, h("i", {}), label(LEGEND));
  const aside = h(
    "aside",
    { class: "arithmetic", "data-arithmetic": true },
    legend,
    status,
    whyButton(look),
    controls,
    body,
  );
  watchFrames([look.hovered, look.volumes, language], () => {
    const place = look.hovered.value;
    const value = place && look.volumes.value[place.view]?.data[place.at];
    status.textContent = place && value !== undefined
      ? `${nameOf(look, place)}: ${written(value)}`
      : say(POINT);
  });
  watchFrames([look.chosen, look.volumes, language, theme], () => {
    const place = look.chosen.value, isThere = place && look.volumes.value[place.view];
    controls.hidden = !isThere;
    aside.classList.toggle("open", !!isThere);
    body.replaceChildren(...isThere ? [arithmetic(look, place)] : []);
  });
  return named(aside, "aria-label", ARITHMETIC);
}
