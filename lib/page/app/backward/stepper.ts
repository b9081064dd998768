/// <reference lib="dom" />
/** One step of gradient descent on the reader's digit, what it changes, and the way back. */

import type { PlainNetwork } from "../network/layers.ts";
import { probabilitiesOf } from "../network/trace.ts";
import { h } from "../parts/dom.ts";
import { label, language, say, type Words } from "../parts/language.ts";
import { Signal, watch, watchFrames } from "../parts/signal.ts";
import type { Page } from "../state.ts";
import { descend } from "./descend.ts";
import { type Backward, backward } from "./gradients.ts";
import type { BackLook } from "./look.ts";
import { precise } from "./precise.ts";

const WORDS = {
  rate: ["Learning rate", "学习率"],
  step: ["Take one step", "走一步"],
  undo: ["Undo the step", "撤销这一步"],
  about: [
    "Every weight moves against its gradient: new = old − learning rate × gradient.",
    "每个权重沿梯度的反方向移动：新值 = 旧值 − 学习率 × 梯度。",
  ],
  changed: [
    "{count} of {all} weights moved, the most by {most} ({layer}). The loss fell from {before} to {after}.",
    "{all} 个权重中有 {count} 个移动，最多移动 {most}（{layer}）。损失从 {before} 降到 {after}。",
  ],
  rose: [
    "{count} of {all} weights moved, the most by {most} ({layer}). The loss rose from {before} to {after}: the step was too long.",
    "{all} 个权重中有 {count} 个移动，最多移动 {most}（{layer}）。损失从 {before} 升到 {after}：步子太大了。",
  ],
  steps: ["{name}, {steps} steps on", "{name}，又走 {steps} 步"],
  one: ["{name}, one step on", "{name}，又走一步"],
  digit: ["digit", "数字"],
  before: ["before", "之前"],
  after: ["after", "之后"],
  layer: ["layer", "层"],
  slope: ["How long the gradient is in each layer", "各层梯度的长度"],
} as const satisfies Record<string, Words>;

const RATES = [0.001, 0.01, 0.1, 1];

/** A step that was taken. */
interface Taken {
  readonly before: PlainNetwork;
  readonly after: PlainNetwork;
  readonly pass: Backward;
  readonly label: number;
  readonly digit: Uint8Array;
  readonly rate: number;
}

/**
 * Makes the buttons and the table of what a step changed.
 *
 * @param look the gradients
 * @param page whose network takes the step
 * @param chosenLabel the true digit, which a step must not change
 * @returns the element
 */
export function stepper(
  look: BackLook,
  page: Page,
  chosenLabel: Signal<number | undefined>,
): HTMLElement {
  const taken = new Signal<readonly Taken[]>([]);
  const rate = h("select", { "data-rate": true });
  rate.append(
    ...RATES.map((value) => h("option", { value, selected: value === 0.01 }, `${value}`)),
  );
  const step = h(
    "button",
    { type: "button", class: "primary", "data-step": true },
    label(WORDS.step),
  );
  const undo = h("button", { type: "button", "data-step-undo": true }, label(WORDS.undo));
  step.addEventListener("click", () => {
    const { steps: { value: steps }, digit: { value: digit }, network: { value: before } } = page;
    const truth = look.label.value, pass = steps && backward(steps, truth); // now, not once settled
    if (!pass || !digit) return;
    chosenLabel.value = truth;
    const earlier = chainOf(taken.value, before), first = earlier[0]?.before ?? before;
    const name = say(earlier.length ? WORDS.steps : WORDS.one, {
      ...{ name: first.name, steps: earlier.length + 1 },
    });
    const after = descend(before, pass, Number(rate.value), name);
    replace(page, before, after, earlier.length === 0);
    taken.value = [...earlier, {
      before,
      after,
      pass,
      label: truth,
      digit,
      rate: Number(rate.value),
    }];
  });
  undo.addEventListener("click", () => {
    const last = taken.value.at(-1);
    if (!last) return;
    taken.value = taken.value.slice(0, -1);
    page.networks.value = taken.value.length === 0
      ? page.networks.value.filter((network) => network !== last.after)
      : page.networks.value.map((network) => network === last.after ? last.before : network);
    page.network.value = last.before;
  });
  watch([taken, page.network], () => {
    // Another network was chosen: its steps are others.
    undo.disabled = taken.value.at(-1)?.after !== page.network.value;
  });
  const changes = h("div", { class: "changes", "data-changes": true });
  watchFrames([taken, page.network, language], () => {
    const last = taken.value.at(-1);
    const isShown = last?.after === page.network.value;
    changes.replaceChildren(...isShown ? whatChanged(last) : []);
  });
  return h(
    "section",
    { class: "stepper" },
    h(
      "div",
      { class: "buttons" },
      h("label", { class: "choice" }, h("span", {}, label(WORDS.rate)), rate),
      ...[step, undo],
    ),
    h("p", { class: "note" }, label(WORDS.about)),
    changes,
    slopes(look),
  );
}

/** The steps that led to a network. */
function chainOf(taken: readonly Taken[], network: PlainNetwork): readonly Taken[] {
  return taken.at(-1)?.after === network ? taken : [];
}

/** Puts the stepped network into the list, beside the one that it came from or in place of it. */
function replace(
  { networks, network }: Page,
  before: PlainNetwork,
  after: PlainNetwork,
  isFirst: boolean,
): void {
  networks.value = isFirst
    ? [...networks.value, after]
    : networks.value.map((other) => other === before ? after : other);
  network.value = after;
}

/** Loss and probabilities, before and after a step. */
function whatChanged({ before, after, pass, label, digit, rate }: Taken): HTMLElement[] {
  const [was, is] = [probabilitiesOf(before, digit), probabilitiesOf(after, digit)];
  let count = 0, all = 0, most = 0, layer = "";
  for (const { step, weights } of pass.layers) {
    for (const value of weights.flatMap(({ gradient }) => [...gradient.data])) {
      all++;
      if (value !== 0) count++;
      if (rate * Math.abs(value) > most) [most, layer] = [rate * Math.abs(value), step.layer.name];
    }
  }
  const loss = -Math.log(is[label]);
  const sentence = say(loss <= pass.loss ? WORDS.changed : WORDS.rose, {
    ...{ count: grouped(count), all: grouped(all), layer, most: precise(most) },
    ...{ before: precise(pass.loss), after: precise(loss) },
  });
  const percent = (p: number) => `${(100 * p).toFixed(2)} %`;
  const rows = Array.from(was, (_, digit) => digit)
    .toSorted((a, b) => Math.abs(is[b] - was[b]) - Math.abs(is[a] - was[a])).slice(0, 4)
    .map((digit) =>
      h(
        "tr",
        { class: digit === label ? "marked" : "" },
        ...[`${digit}`, percent(was[digit]), percent(is[digit])].map((text) => h("td", {}, text)),
      )
    );
  const head = [WORDS.digit, WORDS.before, WORDS.after].map((words) =>
    h("th", { scope: "col" }, say(words))
  );
  return [
    h("p", { role: "status", "data-loss-after": loss }, sentence),
    h("table", { class: "terms" }, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)),
  ];
}

/** A number with its thousands apart. */
function grouped(count: number): string {
  return count.toLocaleString(language.value);
}

/** Draws the length of the gradient in each layer as bars. */
function slopes(look: BackLook): HTMLElement {
  const list = h("ol", { class: "slopes" });
  watchFrames([look.pass, language], () => {
    const layers = (look.pass.value?.layers ?? []).filter(({ weights }) => weights.length > 0);
    const lengths = layers.map(({ weights }) =>
      Math.hypot(
        ...weights.map(({ gradient }) =>
          Math.sqrt(gradient.data.reduce((sum, g) => sum + g * g, 0))
        ),
      )
    );
    const most = Math.max(...lengths, 1e-12);
    list.replaceChildren(...layers.map(({ step }, i) => {
      const bar = h("span", { class: "bar" });
      bar.style.inlineSize = `${100 * lengths[i] / most}%`;
      return h(
        "li",
        {},
        h("span", {}, step.layer.name),
        h("i", {}, bar),
        h("span", { class: "percent" }, precise(lengths[i])),
      );
    }));
  });
  return h("details", {}, h("summary", {}, label(WORDS.slope)), list);
}
