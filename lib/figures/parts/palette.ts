/**
 * The colours of the figures. All scales get steadily darker or lighter, so that they can be read
 * without colour vision and in grey print, and none asks red to be told from green.
 */

import type { SymbolType } from "@observablehq/plot";

/** A colour: red, green and blue, 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour for each number from 0 to 1. */
export type Scale = (t: number) => Rgb;

/** The card on which every figure stands. */
export const PAPER = "#ffffff";

/** Text and axes. */
export const INK = "#222222";

/** Secondary text. Contrast 5.7:1 on {@linkcode PAPER}. */
export const FAINT = "#666666";

/** Frames of pictures, and lines that only guide the eye. */
export const FRAME = "#c8c8c8";

/**
 * Colours for classes and runs, after Okabe and Ito, "Color Universal Design" (2008): told apart by
 * people with any kind of colour blindness. Their yellow is left out: it is invisible on white.
 */
export const CATEGORIES: readonly string[] = [
  "#0072b2", // blue
  "#d55e00", // vermilion
  "#009e73", // bluish green
  "#cc79a7", // reddish purple
  "#e69f00", // orange
  "#56b4e9", // sky blue
  "#555555", // grey
];

/** Symbols for points, so that colour is not all that tells groups apart; each has an area to be filled. */
export const SYMBOLS: readonly SymbolType[] = [
  "circle",
  "square",
  "triangle",
  "diamond",
  "star",
  "hexagon",
  "wye",
];

/** Paper to ink, for grey values: 0 is white, 1 is nearly black. */
export const ink: Scale = scale(["#ffffff", "#111111"]);

/** For amounts from zero up: white through yellow and green to dark blue,
 * Brewer's YlGnBu from its second colour on. */
export const amount: Scale = scale([
  "#ffffff",
  "#edf8b1",
  "#c7e9b4",
  "#7fcdbb",
  "#41b6c4",
  "#1d91c0",
  "#225ea8",
  "#253494",
  "#081d58",
]);

/** For numbers of both signs: orange below, white at 0.5, blue above. */
export const signed: Scale = scale([
  "#7f3b08",
  "#b35806",
  "#e08214",
  "#fdb863",
  "#fee0b6",
  "#ffffff",
  "#d1e5f0",
  "#92c5de",
  "#4393c3",
  "#2166ac",
  "#053061",
]);

/** From white to one colour, for counts in a table. */
export const blues: Scale = scale(["#ffffff", "#cfe1f2", "#73b2d8", "#2166ac", "#0b3d70"]);

/** From white to one colour, for counts in a table that are mistakes. */
export const oranges: Scale = scale(["#ffffff", "#fee0c0", "#fda762", "#d55e00", "#8c3a00"]);

/** A scale through evenly spaced colours, linear in between. */
function scale(stops: readonly string[]): Scale {
  const colours = stops.map(parse);
  return (t) => {
    const place = Math.min(Math.max(t, 0), 1) * (colours.length - 1);
    const i = Math.min(Math.floor(place), colours.length - 2), part = place - i;
    const mix = (channel: 0 | 1 | 2) =>
      Math.round(colours[i][channel] * (1 - part) + colours[i + 1][channel] * part);
    return [mix(0), mix(1), mix(2)];
  };
}

function parse(colour: string): Rgb {
  const number = Number.parseInt(colour.slice(1), 16);
  return [number >> 16, number >> 8 & 255, number & 255];
}

/**
 * Formats a colour for SVG.
 *
 * @param colour red, green and blue
 * @returns such as "#0072b2"
 */
export function hex([red, green, blue]: Rgb): string {
  return "#" + (1 << 24 | red << 16 | green << 8 | blue).toString(16).slice(1);
}

/**
 * Returns the colour of text on a coloured ground: nearly black or white, whichever has the higher contrast
 * by the Web Content Accessibility Guidelines 2.1. Both have 4.3:1 at a relative luminance of 0.19.
 *
 * @param ground the colour behind the text
 * @returns the text's colour
 */
export function textOn(ground: Rgb): string {
  const [red, green, blue] = ground.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.19 ? "#111111" : "#ffffff";
}
