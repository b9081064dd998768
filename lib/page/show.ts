/** The page inside a notebook. */

import { escapeHtml } from "../escape.ts";
import { jupyterDisplay } from "../jupyter.ts";
import { type BuildOptions, buildPage } from "./build.ts";

/** The height of the page in a notebook, in pixels. */
const HEIGHT = 820;

/** The page as a cell's value: Jupyter shows it in a frame. */
export class ShownPage {
  /**
   * Holds the page; {@linkcode showPage} builds one.
   *
   * @param html the whole page
   */
  constructor(readonly html: string) {}

  /** The page in a frame, and a sentence as plain text, for Jupyter. */
  [jupyterDisplay](): Record<string, string> {
    return {
      "text/html": `<iframe title="A page to draw digits on" srcdoc="${escapeHtml(this.html)}" ` +
        `style="width: 100%; height: ${HEIGHT}px; border: 0"></iframe>`,
      "text/plain": "A page to draw digits on; deno task page writes it to a file",
    };
  }
}

/**
 * Builds the page and shows it in a notebook, inside a frame. It needs no kernel any more then: it works in
 * a notebook that was exported as HTML too.
 *
 * @param options what lies in it
 * @returns the page, to be a cell's value
 * @throws {UserError} if a network cannot be read, or the script cannot be bundled
 *
 * @example The last line of a cell
 * ```ts ignore
 * import { showPage } from "@pixel/convnet/page";
 *
 * await showPage();
 * ```
 */
export async function showPage(options: BuildOptions = {}): Promise<ShownPage> {
  return new ShownPage(await buildPage(options));
}
