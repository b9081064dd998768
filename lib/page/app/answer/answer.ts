/// <reference lib="dom" />
/** The answer, large, and a sentence about it. */

import { photoFault } from "../draw/photo.ts";
import { h, tell } from "../parts/dom.ts";
import { article, language, say, type Words } from "../parts/language.ts";
import { watch } from "../parts/signal.ts";
import type { Page } from "../state.ts";
import type { Verdict } from "./verdict.ts";

const WORDS = {
  nothing: ["Nothing yet. Draw a digit, 0 to 9.", "还没有内容。请写一个数字（0 到 9）。"],
  sure: ["I read {a} {digit}.", "我读出 {digit}。"],
  unsure: ["Perhaps {a} {digit}. Not sure.", "可能是 {digit}，不确定。"],
  several: ["Two digits, or more. I read one at a time.", "有两个或更多数字。我一次只读一个。"],
  one: [" What you see here is of the {digit}.", "这里显示的是 {digit} 的。"],
  none: ["I see ink, but no digit.", "我看到笔迹，但看不出数字。"],
} as const satisfies Record<string, Words>;

/**
 * Makes the answer.
 *
 * @param page whose reading it tells
 * @returns the element
 */
export function answer(page: Page): HTMLElement {
  const digit = h("output", { class: "answer-digit", "data-answer": true, "aria-hidden": "true" });
  const sentence = h("p", { class: "answer-sentence", role: "status" });
  watch([page.reading, photoFault, language], () => {
    const verdict: Verdict = page.reading.value?.verdict ?? { kind: "nothing" };
    const text = verdict.kind === "sure" || verdict.kind === "unsure" ? `${verdict.digit}` : "";
    tell(digit, text);
    digit.dataset.verdict = verdict.kind;
    const said = photoFault.value
      ? say(photoFault.value)
      : say(WORDS[verdict.kind], { a: article(text), digit: text }) +
        (verdict.kind === "several" && verdict.digit !== undefined ? say(WORDS.one, verdict) : "");
    tell(sentence, said); // spoken once
  });
  return h("div", { class: "answer" }, digit, sentence);
}
