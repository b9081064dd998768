/** Legends: the meaning of the colours in a figure. */

import * as Plot from "@observablehq/plot";
import { bitmapUri } from "./bitmap.ts";
import { number } from "./format.ts";
import { FRAME, type Scale } from "./palette.ts";
import { canvas, type Panel } from "./panel.ts";
import type { Domain } from "./tiles.ts";

/** One entry of a legend. */
export interface LegendEntry {
  /** Its meaning. */
  readonly label: string;
  /** The colour. */
  readonly colour: string;
  /** The line's dashes, in SVG's notation; solid by default. */
  readonly dash?: string;
  /** A field of the colour in place of a line; false by default. */
  readonly field?: boolean;
  /** The sign in the middle of the line, such as "circle"; none by default. */
  readonly symbol?: Plot.SymbolType;
}

/** Height of a line of entries, length of a line's sample, and space around it, in pixels. */
const LINE = 20, SAMPLE = 26, SPACE = 8;

/** Width of a character, on the safe side, in pixels. */
const CHARACTER = 7.4;

function roomOf(label: string): number {
  return SAMPLE + SPACE + label.length * CHARACTER;
}

/**
 * Draws entries side by side, on as many lines as they need.
 *
 * @param entries the colours and their meanings
 * @param width of the whole, in pixels; more if a single entry needs it
 * @returns the drawing
 */
export function legend(entries: readonly LegendEntry[], width: number): Panel {
  let x = 0, y = LINE / 2;
  const placed = entries.map((entry) => {
    const needed = roomOf(entry.label) + 3 * SPACE;
    if (x > 0 && x + needed > width) [x, y] = [0, y + LINE];
    const place = { ...entry, x, y };
    x += needed;
    return place;
  });
  type Placed = typeof placed[number];
  const widest = Math.max(0, ...placed.map(({ x, label }) => x + roomOf(label)));
  return canvas(Math.max(width, widest), y + LINE / 2, [
    ...placed.filter(({ field }) => !field).map((entry) =>
      // a mark has one dash pattern
      Plot.link([entry], {
        x1: "x",
        x2: ({ x }: Placed) => x + SAMPLE,
        y1: "y",
        y2: "y",
        stroke: "colour",
        strokeWidth: 2.5,
        strokeDasharray: entry.dash,
      })
    ),
    Plot.rect(placed.filter(({ field }) => field), {
      x1: ({ x }: Placed) => x + 6,
      x2: ({ x }: Placed) => x + SAMPLE,
      y1: ({ y }: Placed) => y - 6,
      y2: ({ y }: Placed) => y + 6,
      fill: "colour",
      stroke: FRAME,
    }),
    ...placed.filter(({ symbol }) => symbol).map((entry) =>
      Plot.dot([entry], {
        x: ({ x }: Placed) => x + SAMPLE / 2,
        y: "y",
        fill: "colour",
        r: 4,
        symbol: entry.symbol,
      })
    ),
    Plot.text(placed, {
      x: ({ x }: Placed) => x + SAMPLE + SPACE,
      y: "y",
      text: "label",
      textAnchor: "start",
    }),
  ]);
}

/** Height of a colour bar's bar, in pixels. */
const BAR = 12;

/**
 * Draws a bar that shows which colour stands for which number.
 *
 * @param scale the colours
 * @param domain the numbers at its two ends
 * @param label the quantity, with its unit
 * @param width of the bar, in pixels; 200 by default
 * @returns the drawing
 */
export function colourBar(scale: Scale, domain: Domain, label: string, width = 200): Panel {
  const [low, high] = domain;
  const steps = 64;
  const shades = Array.from({ length: steps }, (_, i) => scale(i / (steps - 1)));
  const strip = bitmapUri(Uint8Array.from({ length: steps }, (_, i) => i), steps, shades);
  const inset = 24; // half a number's width
  const ticks = [low, (low + high) / 2, high].map((value, i) => ({
    x: inset + width * i / 2,
    text: number(value),
  }));
  return canvas(width + 2 * inset + label.length * CHARACTER, BAR + 20, [
    Plot.image([strip], {
      x: inset + width / 2,
      y: BAR / 2,
      width,
      height: BAR,
      src: (uri: string) => uri,
      preserveAspectRatio: "none",
    }),
    Plot.rect([0], {
      x1: inset,
      x2: inset + width,
      y1: 0.5,
      y2: BAR - 0.5,
      fill: "none",
      stroke: FRAME,
    }),
    Plot.text(ticks, { x: "x", y: BAR + 11, text: "text" }),
    Plot.text([label], {
      x: inset + width + 12,
      y: BAR / 2,
      textAnchor: "start",
      text: (text: string) => text,
    }),
  ]);
}
