/** A single plot, drawn by Observable Plot and made small, plain and reproducible. */

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { INK } from "./palette.ts";

/** The default font size, in pixels. */
export const FONT_SIZE = 12;

/** A drawing of known size, one of several on a page. */
export interface Panel {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** SVG elements; their origin is the upper left corner. */
  readonly content: string;
}

/** The part of the DOM that is needed here; Deno's own types lack it. */
interface Element {
  readonly localName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  querySelectorAll(selector: string): Iterable<Element>;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
  readonly innerHTML: string;
}

/** Attributes that hold lengths or places, which need no more than two decimals. */
const LENGTHS = new Set(
  "x y x1 x2 y1 y2 cx cy r rx ry width height d points transform".split(" "),
);

/**
 * Draws a plot with Observable Plot.
 *
 * @param options Plot's own, with width and height; no title or legend, which would turn it into HTML
 * @returns the plot's content
 */
export function panel(
  options: Plot.PlotOptions & { readonly width: number; readonly height: number },
): Panel {
  const { document } = parseHTML("<html></html>") as unknown as { document: never };
  const svg = Plot.plot({ ...options, document }) as unknown as Element;
  if (svg.localName !== "svg") throw new TypeError("Cannot use a plot with a title or a legend");
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const element of svg.querySelectorAll("*")) tidy(element);
  return { width: options.width, height: options.height, content: svg.innerHTML };
}

/**
 * Draws marks without axes, with pixels as units.
 *
 * @param width in pixels
 * @param height in pixels
 * @param marks what is drawn, x from left to right, y from top to bottom
 * @returns the drawing
 */
export function canvas(width: number, height: number, marks: readonly Plot.Markish[]): Panel {
  return panel({
    width,
    height,
    margin: 0,
    axis: null,
    x: { type: "identity" },
    y: { type: "identity" },
    marks: [...marks],
  });
}

/** Rounds lengths, names colours, and drops ARIA labels: the figure has a description of its own. */
function tidy(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    if (name.startsWith("aria-")) element.removeAttribute(name);
    else if (LENGTHS.has(name)) element.setAttribute(name, round(value));
    else if (value === "currentColor") element.setAttribute(name, INK);
  }
}

function round(value: string): string {
  return value.replace(/-?\d+\.\d+(e[-+]?\d+)?/g, (number) => `${+(+number).toFixed(2)}`);
}
