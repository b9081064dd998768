/** Draws bank cards, whose numbers pass Luhn's check. */

import { type Digits, PIXELS } from "../dataset/digits.ts";
import { printedDigits, printedLetter } from "../dataset/printed.ts";
import { random } from "../random.ts";
import type { Box } from "./components.ts";
import { isLuhn, luhnDigit } from "./luhn.ts";
import { drawPaper, type Flaws, type Mark, type Rgb } from "./paper.ts";
import type { Picture } from "./plane.ts";

/** Options of {@linkcode drawCard}. */
export interface CardOptions extends Flaws {
  /** The number, 16 digits; drawn from the seed by default, with a check digit. */
  readonly number?: string;
  /** The digits that it is written with, of each class one at least; printed ones by default. */
  readonly digits?: Digits;
  /** Decides number, colours and noise; any whole number, 1 by default. */
  readonly seed?: number;
}

/** A card that was drawn. */
export interface DrawnCard {
  /** Its picture, 480 × 300 pixels. */
  readonly picture: Picture;
  /** Its number, 16 digits. */
  readonly number: string;
  /** The rectangle that the number fills, if the card is not tilted. */
  readonly box: Box;
}

/** The card's size, the length of its number, and of the groups in which it is written. */
const WIDTH = 480, HEIGHT = 300, LENGTH = 16, GROUP = 4;

/** The number's place: its left and upper edge, from digit to digit, between groups, a digit's side. */
const LEFT = 30, TOP = 150, STEP = 24, SPACE = 14, DIGIT = 32;

/** The side of a letter, and the name on every card. */
const LETTER = 18, NAME = "ANNA KRAMER";

/** The colours that cards have, from corner to corner. */
const COLOURS: readonly (readonly [Rgb, Rgb])[] = [
  [[25, 50, 110], [60, 120, 190]],
  [[20, 80, 70], [70, 140, 110]],
  [[90, 25, 50], [170, 80, 90]],
  [[45, 45, 55], [110, 110, 125]],
];

/** Ink and chip. */
const SILVER: Rgb = [225, 228, 232], GOLD: Rgb = [205, 175, 95];

/**
 * Draws a bank card: light digits on a coloured ground that light falls off on, a chip and a name.
 *
 * @param options its number and the flaws of its photograph
 * @returns the card
 * @throws {RangeError} if the number does not have 16 digits, or fails Luhn's check
 *
 * @example A card out of focus
 * ```ts
 * import assert from "node:assert/strict";
 * import { drawCard, isLuhn } from "@pixel/convnet/pictures";
 *
 * const { picture, number } = drawCard({ seed: 3, blur: 1 });
 * assert(isLuhn(number) && picture.width === 480);
 * ```
 */
export function drawCard(options: CardOptions = {}): DrawnCard {
  const { digits = printedDigits(), seed = 1 } = options;
  const next = random(seed, 1);
  const number = options.number ?? randomNumber(next);
  if (!/^\d{16}$/.test(number) || !isLuhn(number)) {
    throw new RangeError(`Cannot draw a card with number ${number}: 16 digits must pass the check`);
  }
  const [from, to] = COLOURS[Math.floor(COLOURS.length * next())];
  const lines = [...number].map((digit, i): Mark => ({
    image: imageOf(digits, Number(digit), next),
    x: LEFT + STEP * i + SPACE * Math.floor(i / GROUP) - (DIGIT - STEP) / 2,
    y: TOP,
    side: DIGIT,
  }));
  const letters = [...NAME].flatMap((letter, i): Mark[] =>
    letter === " " ? [] : [{
      image: printedLetter(letter),
      x: LEFT + 13 * i,
      y: 240,
      side: LETTER,
    }]
  );
  const picture = drawPaper({
    ...options,
    width: WIDTH,
    height: HEIGHT,
    marks: [...lines, ...letters],
    ink: SILVER,
    paper: (x, y) => onChip(x, y) ? GOLD : between(from, to, (x / WIDTH + y / HEIGHT) / 2),
    light: (x, y) => 0.85 + 0.15 * Math.exp(-(((x - 0.7 * y - 200) / 90) ** 2)),
  });
  const width = STEP * LENGTH + SPACE * (LENGTH / GROUP - 1);
  return { picture, number, box: { x: LEFT, y: TOP, width, height: DIGIT } };
}

function randomNumber(next: () => number): string {
  const start = Array.from({ length: LENGTH - 1 }, () => Math.floor(10 * next())).join("");
  return start + luhnDigit(start);
}

/** One of a set's pictures of a digit. */
export function imageOf({ images, labels }: Digits, digit: number, next: () => number): Uint8Array {
  const places = [...labels.keys()].filter((n) => labels[n] === digit);
  if (places.length === 0) throw new RangeError(`Cannot write a ${digit}: the set has none`);
  const n = places[Math.floor(places.length * next())];
  return images.subarray(n * PIXELS, (n + 1) * PIXELS);
}

function onChip(x: number, y: number): boolean {
  return x >= 36 && x < 92 && y >= 80 && y < 122;
}

function between(from: Rgb, to: Rgb, share: number): Rgb {
  const [red, green, blue] = from.map((value, c) => value + (to[c] - value) * share);
  return [red, green, blue];
}
