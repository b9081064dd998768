/// <reference lib="dom" />
/** Light or dark, and the colours of numbers in both. */

import { Signal, watch } from "./signal.ts";

/** The page's colours. */
export type Theme = "light" | "dark";

/** The theme shown, at first the system's. */
export const theme: Signal<Theme> = new Signal<Theme>("light");

/** A colour: red, green and blue, 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Colours of numbers: zero is the page's paper, positive is blue, negative is orange (Okabe and Ito, told
 * apart with any colour vision), and the farther from zero the more they stand out from the paper.
 */
const SCALES: Readonly<Record<Theme, { zero: Rgb; positive: Rgb; negative: Rgb }>> = {
  light: { zero: [244, 242, 236], positive: [0, 74, 140], negative: [196, 78, 0] },
  dark: { zero: [36, 35, 32], positive: [126, 200, 255], negative: [255, 166, 77] },
};

/** Follows the system's theme until the reader chooses one, and tells the style. */
export function startTheme(): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => theme.value = system.matches ? "dark" : "light";
  system.addEventListener("change", follow);
  follow();
  watch([theme], () => document.documentElement.dataset.theme = theme.value);
}

/**
 * The colour of a number.
 *
 * @param part the number by the largest of its kind, −1 to 1
 * @returns the colour
 */
export function colourOf(part: number): Rgb {
  const { zero, positive, negative } = SCALES[theme.value];
  const end = part < 0 ? negative : positive;
  const t = Math.min(Math.abs(part), 1);
  return [mix(zero[0], end[0], t), mix(zero[1], end[1], t), mix(zero[2], end[2], t)];
}

function mix(from: number, to: number, t: number): number {
  return Math.round(from + (to - from) * t);
}

/** A colour as CSS writes it. */
export function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/**
 * Tells whether the system asks for less motion.
 *
 * @returns whether it does
 */
export function wantsCalm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
