/// <reference lib="dom" />
/** The panel "Slide a window": padding, stride and pooling at work on the reader's own digit. */

import { averagePool, type Volume, volume } from "../../../reference/mod.ts";
import type { Panel } from "../panel.ts";
import { h } from "../parts/dom.ts";
import { label, language, named, say, type Words } from "../parts/language.ts";
import { derive, Signal, watch, watchFrames } from "../parts/signal.ts";
import { theme } from "../parts/theme.ts";
import type { Page } from "../state.ts";
import { paintGrid, short } from "./grid.ts";
import { player } from "./player.ts";
import { settings } from "./settings.ts";
import { type Setting, type Slide, slide, termsAt } from "./slide.ts";

const TITLE: Words = ["Slide a window", "滑动窗口"];
const WORDS = {
  intro: [
    "Your digit, reduced to 14 × 14, and a window that slides over it. Each place of the window gives one number. Choose an operation, then play it, or point at a number of the result.",
    "你的数字缩小到 14 × 14，一个窗口在上面滑动，每个位置得到一个数。选择运算后播放，或把指针移到结果中的一个数上。",
  ],
  empty: ["Draw a digit first, or take an example.", "请先写一个数字，或选一个示例。"],
  input: ["Input", "输入"],
  kernel: ["Kernel", "卷积核"],
  kernelName: ["The kernel's weights", "卷积核的权重"],
  output: ["Output", "输出"],
  inputName: [
    "The input, with padding around it and the window's frame",
    "输入，周围是填充，框是窗口",
  ],
  outputName: ["The output, a number per place of the window", "输出，窗口的每个位置一个数"],
  size: [
    "Output side: ⌊({side} + 2·{padding} − {size}) / {stride}⌋ + 1 = {count}",
    "输出边长：⌊({side} + 2·{padding} − {size}) / {stride}⌋ + 1 = {count}",
  ],
  sum: ["Sum of window × kernel: {terms} = {result}", "窗口 × 卷积核之和：{terms} = {result}"],
  leftOut: [" ({count} products of 0 are left out)", "（省略了 {count} 个为 0 的乘积）"],
  max: ["Largest of: {terms} is {result}", "最大值：{terms} 中为 {result}"],
  average: ["Mean of: {terms} is {result}", "平均值：{terms} 的平均为 {result}"],
} as const satisfies Record<string, Words>;

/** The side of the reduced digit. */
const SIDE = 14;

/** Padding, stride and pooling, step by step. */
export const WINDOW: Panel = { id: "window", title: TITLE, mount };

function mount(root: HTMLElement, page: Page): void {
  const setting = new Signal<Setting>({
    ...{ operation: "convolution", kernel: "vertical", size: 3, stride: 1, padding: 0 },
  });
  const slid = derive([page.digit, setting], () => {
    const digit = page.digit.value;
    return digit && slide(reduced(digit), setting.value);
  });
  const count = () => slid.value?.output.data.length ?? 1;
  const { step, isOn, element: buttons } = player(count);
  setting.on(() => step.value = 0);
  const place = derive([slid, step], () => Math.min(step.value, count() - 1));
  const input = named(h("canvas", { role: "img" }), "aria-label", WORDS.inputName);
  const output = named(
    h("canvas", { role: "img", "data-slide-output": true }),
    "aria-label",
    WORDS.outputName,
  );
  const sum = h("p", { class: "terms-line", "data-slide-sum": true }),
    size = h("p", { class: "about" });
  const kernel = named(h("canvas", { role: "img" }), "aria-label", WORDS.kernelName);
  const grids = h(
    "div",
    { class: "grids" },
    figure(WORDS.input, input),
    figure(WORDS.kernel, kernel),
    figure(WORDS.output, output),
  );
  const empty = h("p", { class: "empty" }, label(WORDS.empty));
  const whole = h(
    "div",
    {},
    settings(setting),
    h("div", { class: "controls" }, buttons),
    size,
    grids,
    sum,
  );
  root.append(h("p", { class: "about" }, label(WORDS.intro)), empty, whole);
  watch([slid], () => (empty.hidden = slid.value !== undefined, whole.hidden = !slid.value));
  const draw = () =>
    slid.value && paint(slid.value, place.value, isOn.value, { input, kernel, output });
  watchFrames([slid, place, isOn, theme], draw);
  new ResizeObserver(() => draw()).observe(grids);
  watchFrames([slid, place, language], () => {
    if (!slid.value) return;
    size.textContent = sizeText(slid.value);
    sum.textContent = sumText(slid.value, place.value);
  });
  pointAt(output, () => slid.value, step);
}

function figure(name: Words, canvas: HTMLElement): HTMLElement {
  return h("figure", {}, h("figcaption", {}, label(name)), canvas);
}

/** The digit in half as many pixels each way, to one decimal: numbers to count with. */
function reduced(digit: Uint8Array): Volume {
  const whole = volume([2 * SIDE, 2 * SIDE, 1], Float64Array.from(digit, (grey) => grey / 255));
  const { shape, data } = averagePool(whole);
  return { shape, data: data.map((x) => Math.round(10 * x) / 10) };
}

/** The side of a square so that a grid fits. */
function cellSide(canvas: HTMLCanvasElement, columns: number): number {
  const available = Math.min(canvas.parentElement!.clientWidth, 430) - 4;
  return Math.max(10, Math.min(26, Math.floor(available / columns)));
}

function paint(
  slide: Slide,
  place: number,
  isOn: boolean,
  { input, kernel, output }: Readonly<Record<"input" | "kernel" | "output", HTMLCanvasElement>>,
): void {
  const { rows, columns, setting: { size, stride } } = slide;
  const cell = cellSide(input, SIDE + 2 * 2);
  const high = SIDE + rows.before + rows.after, wide = SIDE + columns.before + columns.after;
  const row = Math.floor(place / columns.count), column = place % columns.count;
  paintGrid(input, cell, {
    rows: high,
    columns: wide,
    most: 1,
    frame: [row * stride, column * stride, size, size],
    numberAt: (i, j) => {
      const y = i - rows.before, x = j - columns.before;
      const isPadding = y < 0 || x < 0 || y >= SIDE || x >= SIDE;
      return isPadding ? "padding" : slide.input.data[y * SIDE + x];
    },
  });
  kernel.parentElement!.hidden = !slide.kernel;
  const weights = slide.kernel?.data ?? [];
  paintGrid(kernel, cell, {
    rows: size,
    columns: size,
    most: Math.max(...weights),
    numberAt: (i, j) => weights[i * size + j],
  });
  const { data } = slide.output;
  paintGrid(output, cell, {
    rows: rows.count,
    columns: columns.count,
    most: data.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9),
    frame: [row, column, 1, 1],
    numberAt: (i, j) => {
      const at = i * columns.count + j;
      return isOn && at > place ? undefined : data[at];
    },
  });
}

function sizeText({ setting: { size, stride, padding }, rows }: Slide): string {
  return say(WORDS.size, { side: SIDE, padding, size, stride, count: rows.count });
}

function sumText(slide: Slide, place: number): string {
  const result = short(slide.output.data[place]), found = termsAt(slide, place);
  if (slide.kernel) {
    const factors = found.filter(({ x, weight }) => x && weight); // padding has no x
    const terms = factors.map(({ x, weight }) =>
      `${short(x!)}·${weight! < 0 ? `(${fraction(weight!)})` : fraction(weight!)}`
    );
    const count = found.length - terms.length;
    return say(WORDS.sum, { terms: terms.join(" + ") || "0", result }) +
      (count > 0 ? say(WORDS.leftOut, { count }) : "");
  }
  const terms = found.filter(({ x }) => x !== undefined).map(({ x }) => short(x!)).join(", ");
  return say(slide.setting.operation === "max" ? WORDS.max : WORDS.average, { terms, result });
}

/** A weight: −1, 1, or such as 1/9. */
function fraction(weight: number): string {
  return Number.isInteger(weight) ? short(weight) : `1/${Math.round(1 / weight)}`;
}

/** The window goes where the pointer is on the output. */
function pointAt(
  canvas: HTMLCanvasElement,
  slide: () => Slide | undefined,
  step: Signal<number>,
): void {
  const choose = ({ offsetX, offsetY }: MouseEvent) => {
    const now = slide();
    if (!now) return;
    const { rows, columns } = now, cell = (canvas.clientWidth - 4) / columns.count;
    const row = Math.floor((offsetY - 2) / cell), column = Math.floor((offsetX - 2) / cell);
    const isInside = row >= 0 && column >= 0 && row < rows.count && column < columns.count;
    if (isInside) step.value = row * columns.count + column;
  };
  canvas.addEventListener("pointermove", choose);
  canvas.addEventListener("click", choose);
}
