/// <reference lib="dom" />
/** Controls of the window: operation, kernel, size, stride, padding. */

import { h } from "../parts/dom.ts";
import { label, language, say, type Words } from "../parts/language.ts";
import { type Signal, watch } from "../parts/signal.ts";
import type { Setting } from "./slide.ts";

const WORDS = {
  operation: ["Operation", "运算"],
  convolution: ["convolution", "卷积"],
  max: ["max pooling", "最大池化"],
  average: ["average pooling", "平均池化"],
  kernel: ["Kernel", "卷积核"],
  vertical: ["vertical edges", "竖直边缘"],
  horizontal: ["horizontal edges", "水平边缘"],
  blur: ["blur", "模糊"],
  size: ["Window", "窗口"],
  stride: ["Stride", "步长"],
  padding: ["Padding", "填充"],
} as const satisfies Record<string, Words>;

/**
 * Makes the controls.
 *
 * @param setting what they set
 * @returns the element
 */
export function settings(setting: Signal<Setting>): HTMLElement {
  const kernel = choice(setting, "kernel", ["vertical", "horizontal", "blur"]);
  watch([setting], () => kernel.hidden = setting.value.operation !== "convolution");
  return h(
    "div",
    { class: "choices" },
    choice(setting, "operation", ["convolution", "max", "average"]),
    kernel,
    choice(setting, "size", [2, 3, 4, 5]),
    choice(setting, "stride", [1, 2, 3]),
    choice(setting, "padding", [0, 1, 2]),
  );
}

function choice<K extends keyof Setting>(
  setting: Signal<Setting>,
  key: K,
  values: readonly Setting[K][],
): HTMLElement {
  const select = h("select", { "data-setting": key });
  watch([setting, language], () => {
    select.replaceChildren(...values.map((value) => h("option", { value }, nameOf(value))));
    select.value = `${setting.value[key]}`;
  });
  select.addEventListener("change", () => {
    const value = values.find((value) => `${value}` === select.value)!;
    setting.value = { ...setting.value, [key]: value };
  });
  return h("label", { class: "choice" }, h("span", {}, label(WORDS[key])), select);
}

function nameOf(value: Setting[keyof Setting]): string {
  return typeof value === "number" ? `${value}` : say(WORDS[value]);
}
