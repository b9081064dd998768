/// <reference lib="dom" />
/** The panel "Compare": what each network says of the same drawing. */

import { percent } from "../answer/probabilities.ts";
import { numbersOf } from "../network/count.ts";
import type { PlainNetwork } from "../network/layers.ts";
import { probabilitiesOf } from "../network/trace.ts";
import type { Panel } from "../panel.ts";
import { h } from "../parts/dom.ts";
import { label, language, named, say, type Words } from "../parts/language.ts";
import { watchFrames, whenIdle } from "../parts/signal.ts";
import type { Page } from "../state.ts";

const TITLE: Words = ["Compare", "比较"];
const WORDS = {
  intro: [
    "The same 28 × 28 pixels, read by every network in this page.",
    "同样的 28 × 28 像素，由页面里的每个网络来读。",
  ],
  more: [
    "For more, train a network or open a saved one under Train, or build the page with others, in a terminal: ",
    "想比较更多网络，可在“训练”里训练或打开一个，或在终端里生成含其他网络的页面：",
  ],
  network: ["Network", "网络"],
  size: ["Numbers", "参数"],
  answer: ["Reads", "读作"],
  sure: ["Probability", "概率"],
  all: ["0 to 9", "0 到 9"],
  use: ["Use", "使用"],
  used: ["in use", "使用中"],
  bars: ["Probabilities of 0 to 9: {list}", "0 到 9 的概率：{list}"],
} as const satisfies Record<string, Words>;

/** The panel that compares the networks' answers to one drawing. */
export const COMPARE: Panel = { id: "compare", title: TITLE, mount };

function mount(root: HTMLElement, page: Page): void {
  const body = h("tbody", {});
  const command = h("code", {}, "deno task page --networks small,tiny,best");
  const titles = [WORDS.network, WORDS.size, WORDS.answer, WORDS.sure, WORDS.all];
  const head = titles.map((words) => h("th", { scope: "col" }, label(words)));
  const table = h(
    "table",
    { class: "comparison" },
    h("thead", {}, h("tr", {}, ...head, h("td", {}))),
    body,
  );
  root.append(
    h("p", { class: "about" }, label(WORDS.intro)),
    named(h("div", { class: "wide", role: "region", tabindex: 0 }, table), "aria-label", TITLE),
    h("p", { class: "about" }, label(WORDS.more), command),
  );
  const digit = whenIdle(page.digit);
  watchFrames([page.shown, digit, page.networks, page.network, language], () => {
    if (page.shown.value !== COMPARE.id) return;
    body.replaceChildren(
      ...page.networks.value.map((network) => row(network, digit.value, page.network)),
    );
  });
}

function row(
  network: PlainNetwork,
  digit: Uint8Array | undefined,
  used: Page["network"],
): HTMLElement {
  const found = digit && probabilitiesOf(network, digit);
  const most = found ? Math.max(...found) : 0;
  const isUsed = network === used.value;
  const use = h(
    "button",
    { type: "button", disabled: isUsed },
    say(isUsed ? WORDS.used : WORDS.use),
  );
  use.addEventListener("click", () => used.value = network);
  return h(
    "tr",
    { "data-compared": network.name },
    h("th", { scope: "row" }, network.name),
    h("td", {}, numbersOf(network).toLocaleString("en")),
    h("td", { class: "read" }, found ? `${found.indexOf(most)}` : ""),
    h("td", {}, found ? percent(most) : ""),
    h("td", {}, found ? bars(found) : ""),
    h("td", {}, use),
  );
}

/** Ten upright bars. */
function bars(found: Float64Array): HTMLElement {
  const list = Array.from(found, (p, digit) => `${digit}: ${percent(p)}`).join(", ");
  const all = h("span", { class: "sticks", role: "img", "aria-label": say(WORDS.bars, { list }) });
  found.forEach((p) => {
    const bar = h("i", {});
    bar.style.blockSize = `${Math.max(4, 100 * p)}%`;
    all.append(bar);
  });
  return all;
}
