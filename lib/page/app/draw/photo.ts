/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** A picture on the pad: chosen, pasted or dropped. */

import { h } from "../parts/dom.ts";
import { label, type Words } from "../parts/language.ts";
import { Signal } from "../parts/signal.ts";
import type { Page } from "../state.ts";

const PICTURE: Words = ["Picture…", "图片…"];

/** The reason why the last picture could not be shown, if so. */
export const photoFault: Signal<Words | undefined> = new Signal<Words | undefined>(undefined);

const UNREADABLE: Words = [
  "This file is not a picture that the browser can show.",
  "浏览器无法显示这个文件，它不是图片。",
];

const ELSEWHERE: Words = [
  "This file is not a picture. Networks and MNIST files can be dropped on the panel Train.",
  "这个文件不是图片。网络文件和 MNIST 文件可以拖到“训练”面板上。",
];

/**
 * Lets the reader put a picture on the pad: by a button, by pasting anywhere, by dropping it anywhere.
 *
 * @param page whose drawing it becomes
 * @returns the button
 */
export function photoButton(page: Page): HTMLElement {
  const input = h("input", { type: "file", accept: "image/*", hidden: true, "data-picture": true });
  const button = h("button", { type: "button" }, label(PICTURE));
  button.addEventListener("click", () => input.click());
  const take = (files: FileList | null | undefined) => {
    const file = [...files ?? []].find(({ type }) => type.startsWith("image/"));
    if (file) show(file, page);
    return file !== undefined;
  };
  input.addEventListener("change", () => {
    if (!take(input.files) && input.files?.length) photoFault.value = UNREADABLE;
    input.value = ""; // the same picture may be chosen again
  });
  document.addEventListener("paste", (event) => {
    if (take(event.clipboardData?.files)) event.preventDefault();
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault(); // the browser would leave the page for the file
    const files = event.dataTransfer?.files;
    if (!take(files) && files?.length) photoFault.value = ELSEWHERE;
  });
  return h("span", { class: "tool" }, button, input);
}

async function show(file: File, { drawing }: Page): Promise<void> {
  try {
    const image = await createImageBitmap(file);
    photoFault.value = undefined;
    drawing.value = { strokes: [], photo: { image, width: image.width, height: image.height } };
  } catch {
    photoFault.value = UNREADABLE;
  }
}
