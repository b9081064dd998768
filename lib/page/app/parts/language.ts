/// <reference lib="dom" />
/** The page's two languages. Every panel keeps its own words, English and Chinese side by side. */

import { Signal, watch } from "./signal.ts";

/** Words in both languages; `{name}` stands for a value. */
export type Words = readonly [en: string, zh: string];

/** A language of the page. */
export type Language = "en" | "zh";

/** The language shown, at first the reader's own. */
export const language: Signal<Language> = new Signal<Language>("en");

/**
 * Says words in the language shown.
 *
 * @param words the words
 * @param values what stands for `{name}`
 * @returns the text
 */
export function say(words: Words, values: Readonly<Record<string, string | number>> = {}): string {
  const text = words[language.value === "zh" ? 1 : 0];
  return text.replaceAll(/\{(\w+)\}/g, (whole, name) => `${values[name] ?? whole}`);
}

/**
 * The English article before a digit.
 *
 * @param digit the digit; "" for none
 * @returns `an` before 8, `a` before all others
 */
export function article(digit: string): string {
  return digit === "8" ? "an" : "a";
}

/**
 * A text that follows the language. For what stays on the page; what is drawn anew says its words anew.
 *
 * @param words the words
 * @returns the text's node
 */
export function label(words: Words): Text {
  const node = document.createTextNode("");
  watch([language], () => node.data = say(words));
  return node;
}

/**
 * Lets an element's attribute follow the language.
 *
 * @param element the element
 * @param attribute the attribute's name, such as `aria-label`
 * @param words the words
 * @returns the element
 */
export function named<E extends Element>(element: E, attribute: string, words: Words): E {
  watch([language], () => element.setAttribute(attribute, say(words)));
  return element;
}
