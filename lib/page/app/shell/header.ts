/// <reference lib="dom" />
/** The page's head: its title, the network that reads, language and theme. */

import { h } from "../parts/dom.ts";
import { label, language, named, say, type Words } from "../parts/language.ts";
import { watch } from "../parts/signal.ts";
import { theme } from "../parts/theme.ts";
import type { Page } from "../state.ts";

const TITLE: Words = ["From pixel to convnet", "从像素到卷积网络"];
const NETWORK: Words = ["Network", "网络"];
const LANGUAGE: Words = ["中文", "English"];
const LANGUAGE_NAME: Words = ["中文 (Chinese)", "English（英文）"];
const DARK: Words = ["Dark", "深色"], LIGHT: Words = ["Light", "浅色"];

/**
 * Makes the head.
 *
 * @param page whose network is chosen there
 * @returns the element
 */
export function header(page: Page): HTMLElement {
  watch([language], () => {
    document.documentElement.lang = language.value === "zh" ? "zh-Hans" : "en";
    document.title = say(TITLE);
  });
  return h(
    "header",
    {},
    h("h1", {}, label(TITLE)),
    h("div", { class: "settings" }, networkChoice(page), languageButton(), themeButton()),
  );
}

function networkChoice({ networks, network }: Page): HTMLElement {
  const select = h("select", { "data-network": true });
  watch([networks, network], () => {
    const options = networks.value.map(({ name }, i) => h("option", { value: i }, name));
    select.replaceChildren(...options);
    select.value = `${networks.value.indexOf(network.value)}`;
  });
  select.addEventListener("change", () => network.value = networks.value[Number(select.value)]);
  return h("label", { class: "choice" }, h("span", {}, label(NETWORK)), select);
}

function languageButton(): HTMLElement {
  const button = h("button", { type: "button", "data-language": true }, label(LANGUAGE));
  watch([language], () => button.lang = language.value === "zh" ? "en" : "zh-Hans");
  button.addEventListener("click", () => language.value = language.value === "zh" ? "en" : "zh");
  return named(button, "aria-label", LANGUAGE_NAME);
}

function themeButton(): HTMLElement {
  const button = h("button", { type: "button", "data-theme-button": true });
  watch([theme, language], () => button.textContent = say(theme.value === "dark" ? LIGHT : DARK));
  button.addEventListener("click", () => theme.value = theme.value === "dark" ? "light" : "dark");
  return button;
}
