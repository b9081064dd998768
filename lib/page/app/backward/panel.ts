/// <reference lib="dom" />
/** The panel "Backward": the loss of one digit, the gradient at every number, and a step against it. */

import { viewOf } from "../inside/view.ts";
import type { Panel } from "../panel.ts";
import { h } from "../parts/dom.ts";
import { label, language, named, say, type Words } from "../parts/language.ts";
import { Signal, watch, watchFrames } from "../parts/signal.ts";
import { theme } from "../parts/theme.ts";
import type { Page } from "../state.ts";
import { type BackLook, lookBack } from "./look.ts";
import { precise } from "./precise.ts";
import { relevance } from "./relevance.ts";
import { settled } from "./settled.ts";
import { stepper } from "./stepper.ts";
import { gradientName, gradientTerms } from "./terms_view.ts";

const WORDS = {
  title: ["Backward", "反向传播"],
  empty: [
    "Draw a digit, or take an example: then you can follow its loss back through the network here.",
    "先写一个数字或选一个示例，然后就可以在这里沿着网络往回追踪它的损失。",
  ],
  none: [
    "This network does not end with softmax: its loss is not known here.",
    "这个网络不以 softmax 结尾，无法在这里计算损失。",
  ],
  truth: ["You drew a", "你写的是"],
  loss: ["loss = −ln p({digit}) = −ln {p} = {loss}", "损失 = −ln p({digit}) = −ln {p} = {loss}"],
  point: [
    "The loss at the end, every layer back to your pixels. A gradient tells how fast the loss grows with a number. Click one to see how it was computed.",
    "从最后的损失逐层回到你的像素。梯度说明一个数增加时损失增长得多快。点击任何一个梯度，看它是怎样算出来的。",
  ],
  legend: [
    "lowers the loss if it grows — 0 — raises it",
    "增大会降低损失 — 0 — 增大会升高损失",
  ],
  views: ["Gradients, last layer to first", "各层梯度，从后到前"],
  terms: ["How the chosen gradient was computed", "所选的梯度是怎样算出来的"],
  close: ["Close", "关闭"],
} as const satisfies Record<string, Words>;

/** The loss of one digit, the gradient at every number, and a step against it. */
export const BACKWARD: Panel = { id: "backward", title: WORDS.title, mount };

function mount(root: HTMLElement, page: Page): void {
  const chosenLabel = new Signal<number | undefined>(undefined);
  const steps = settled(page.steps, root);
  const look = lookBack(steps, chosenLabel);
  watch([page.drawing], () => chosenLabel.value = undefined); // another digit has another truth
  const empty = h("p", { class: "empty" });
  const list = named(h("ol", { class: "views back-views" }), "aria-label", WORDS.views);
  const whole = h(
    "div",
    { class: "backward" },
    truth(look, chosenLabel),
    stepper(look, page, chosenLabel),
    relevance(look, page),
    h("div", { class: "inside" }, list, side(look)),
  );
  root.append(empty, whole);
  let shape = "";
  watch([look.pass, language], () => {
    const isThere = look.pass.value !== undefined;
    empty.hidden = isThere, whole.hidden = !isThere;
    empty.textContent = say(look.steps.value.length > 0 ? WORDS.none : WORDS.empty);
    const now = look.steps.value.map(({ layer, output }) => `${layer.name} ${output.shape}`).join();
    if (!isThere || now === shape) return; // the same views show other numbers
    shape = now;
    look.chosen.value = look.hovered.value = undefined;
    const count = look.steps.value.length;
    list.replaceChildren(...Array.from({ length: count + 1 }, (_, i) => viewOf(look, count - i)));
  });
}

/** Ten buttons for the true digit, and the loss. */
function truth(look: BackLook, chosen: Signal<number | undefined>): HTMLElement {
  const buttons = Array.from({ length: 10 }, (_, digit) => {
    const button = h("button", { type: "button", "data-truth": digit }, `${digit}`);
    button.addEventListener("click", () => chosen.value = digit);
    return button;
  });
  const loss = h("p", { class: "loss", role: "status", "data-loss": "" });
  watchFrames([look.pass, look.label, language], () => {
    const pass = look.pass.value, digit = look.label.value;
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", `${i === digit}`));
    if (!pass) return;
    const p = look.steps.value.at(-1)!.output.data[digit];
    loss.dataset.loss = `${pass.loss}`;
    loss.textContent = say(WORDS.loss, { digit, p: precise(p), loss: precise(pass.loss) });
  });
  const name = h("span", {}, label(WORDS.truth));
  const group = named(h("div", { class: "digits", role: "group" }), "aria-label", WORDS.truth);
  group.append(...buttons);
  return h("div", { class: "truth" }, name, group, loss);
}

/** Describes the number under the pointer and the chosen one. */
function side(look: BackLook): HTMLElement {
  const status = h("p", { class: "status" }), body = h("div", {});
  const close = h("button", { type: "button", class: "close" }, label(WORDS.close));
  const controls = h("div", { class: "controls" }, close);
  close.addEventListener("click", () => look.chosen.value = undefined);
  const legend = h("p", { class: "legend" }, h("i", {}), label(WORDS.legend));
  const aside = h(
    "aside",
    { class: "arithmetic", "data-back-arithmetic": true },
    ...[legend, status, controls, body],
  );
  watchFrames([look.hovered, look.volumes, language], () => {
    const place = look.hovered.value;
    const value = place && look.volumes.value[place.view]?.data[place.at];
    status.textContent = place && value !== undefined
      ? `${gradientName(look, place)}: ${precise(value)}`
      : say(WORDS.point);
  });
  watchFrames([look.chosen, look.volumes, language, theme], () => {
    const place = look.chosen.value, isThere = place && look.volumes.value[place.view];
    controls.hidden = !isThere;
    aside.classList.toggle("open", !!isThere);
    body.replaceChildren(...isThere ? [gradientTerms(look, place)] : []);
  });
  return named(aside, "aria-label", WORDS.terms);
}
