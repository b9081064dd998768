/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Files that the reader chooses or drops, and files that the page hands out. */

import { h } from "../parts/dom.ts";
import { label, type Words } from "../parts/language.ts";

/** A file's name and content. */
export interface Taken {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * A button to choose files, onto which they can be dropped as well.
 *
 * @param words what it says
 * @param name its name for tests
 * @param onFiles told the files' content
 * @returns the element
 */
export function filesButton(
  words: Words,
  name: string,
  onFiles: (files: readonly Taken[]) => void,
): HTMLElement {
  const input = h("input", { type: "file", multiple: true, hidden: true, "data-files": name });
  const button = h("button", { type: "button" }, label(words));
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const files = await contents(input.files);
    input.value = ""; // the same files may be chosen again
    if (files.length > 0) onFiles(files);
  });
  return h("span", { class: "tool" }, button, input);
}

/**
 * Lets files be dropped on an element; pictures are left to the pad.
 *
 * @param element where
 * @param onFiles told the files' content
 */
export function takeDropped(
  element: HTMLElement,
  onFiles: (files: readonly Taken[]) => void,
): void {
  const over = (isOver: boolean) => element.classList.toggle("dropping", isOver);
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  element.addEventListener("dragleave", () => over(false));
  element.addEventListener("drop", async (event) => {
    over(false);
    const dropped = event.dataTransfer?.files;
    if (!dropped || [...dropped].some(({ type }) => type.startsWith("image/"))) return;
    event.preventDefault();
    event.stopPropagation();
    onFiles(await contents(dropped));
  });
}

async function contents(files: FileList | null): Promise<Taken[]> {
  return await Promise.all(
    [...files ?? []].map(async (file) => ({
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}

/**
 * Hands files out, as downloads.
 *
 * @param files the files
 */
export function download(files: readonly Taken[]): void {
  for (const { name, bytes } of files) {
    const href = URL.createObjectURL(new Blob([bytes]));
    h("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000); // when the browser has it
  }
}
