/** A figure: a picture as SVG text that Jupyter shows. */

import { escapeHtml } from "../../escape.ts";
import { jupyterDisplay } from "../../jupyter.ts";

/**
 * A picture. Jupyter shows it if it is the last value of a cell; elsewhere, `figure.svg` is a whole
 * SVG document, ready for a file or a page.
 *
 * @example Without a notebook
 * ```ts
 * import { barChart } from "@pixel/convnet/figures";
 *
 * const figure = barChart([{ label: "guess", value: 0.1 }], { title: "Accuracy" });
 * console.assert(figure.svg.startsWith("<svg xmlns="));
 * ```
 */
export class Figure {
  /**
   * A picture of SVG text.
   *
   * @param svg the picture, one `<svg>` element with its namespace
   * @param description what it shows, in a sentence, for readers who cannot see it
   */
  constructor(readonly svg: string, readonly description: string) {}

  /** The SVG text. */
  toString(): string {
    return this.svg;
  }

  /**
   * The picture for Jupyter: HTML with the SVG inside an `<img>`, and the description as plain text.
   *
   * Not `image/svg+xml`: nbconvert cleans that with rules made for HTML (6.5 leaves an empty
   * picture, 7 drops every `<image>`), and JupyterLab hides it in a notebook it does not trust yet.
   * An `<img>` passes all of them, and no style or id of the page meets those of the picture. The
   * margin keeps it off what the cell printed above it.
   */
  [jupyterDisplay](): Record<string, string> {
    const alt = escapeHtml(this.description);
    return {
      "text/html": `<img style="margin-top: 0.5em" alt="${alt}" ` +
        `src="data:image/svg+xml;base64,${base64(this.svg)}">`,
      "text/plain": this.description,
    };
  }
}

/**
 * Encodes text or bytes in base64.
 *
 * @param content text, which becomes UTF-8, or bytes
 * @returns the base64 text
 */
export function base64(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return bytes.toBase64();
}
