/// <reference lib="dom" />
/** The progress of the training, in a sentence. */

import { h } from "../parts/dom.ts";
import { language, say, type Words } from "../parts/language.ts";
import { type Readable, watch, watchFrames } from "../parts/signal.ts";
import type { Course, Stage } from "./course.ts";

const WORDS: Readonly<Record<Stage, Words>> = {
  idle: ["It takes about ten seconds.", "大约需要十秒。"],
  starting: ["Starting …", "正在启动……"],
  digits: ["Drawing digits: {digits} % of them are there", "正在绘制数字：已完成 {digits} %"],
  training: ["Step {step} of {steps}, {seconds} s", "第 {step} / {steps} 步，{seconds} 秒"],
  pausing: ["Pausing after the next few steps …", "再走几步后暂停……"],
  paused: ["Paused at step {step} of {steps}", "已暂停：第 {step} / {steps} 步"],
  done: [
    "{accuracy} % of {validation} digits that it has not seen, after {seconds} s. The pad is now read by it.",
    "训练 {seconds} 秒后，在没见过的 {validation} 个数字中读对 {accuracy} %。画板现在由它来读。",
  ],
  stopped: [
    "Stopped after {step} steps, {seconds} s. It keeps what it learned.",
    "已停止：{step} 步，{seconds} 秒。网络保留已学到的内容。",
  ],
};
const SO_FAR: Words = [
  "; {accuracy} % of {validation} digits that it has not seen",
  "；在没见过的 {validation} 个数字中读对 {accuracy} %",
];

/**
 * Makes the sentence and the bar of progress.
 *
 * @param course the training, which changes
 * @returns the element
 */
export function status(course: Readable<Course>): HTMLElement {
  const text = h("p", { role: "status", "data-train-status": "idle" });
  const bar = h("progress", { max: 1, "aria-hidden": "true" });
  const fault = h("p", { class: "fault", role: "alert" });
  watchFrames([course, language], () => {
    const { stage, digits, set, losses, steps, validations, seconds } = course.value;
    const newest = validations.at(-1);
    const values = {
      digits: Math.round(100 * digits),
      step: losses.length,
      steps: steps || "…",
      seconds: seconds.toFixed(1),
      validation: (set?.validation ?? 0).toLocaleString(language.value),
      accuracy: newest ? (100 * newest.accuracy).toFixed(1) : "",
    };
    const more = newest && (stage === "training" || stage === "paused") ? say(SO_FAR, values) : "";
    text.textContent = say(WORDS[stage], values) + more;
    text.dataset.trainStatus = stage;
    text.dataset.accuracy = newest ? `${newest.accuracy}` : "";
    text.dataset.seconds = `${seconds}`;
    bar.value = steps > 0 ? losses.length / steps : stage === "digits" ? digits : 0;
    bar.hidden = !["digits", "training", "pausing", "paused", "starting"].includes(stage);
  });
  watch([course], () => { // at once: no frame may show a new training with the fault of the last
    fault.textContent = course.value.error ?? "";
    fault.hidden = !course.value.error;
  });
  return h("div", { class: "train-status" }, text, bar, fault);
}
