/// <reference lib="dom" />
/** Draws on the pad as a hand does: the pen goes down, moves, and comes up. */

import type { Page } from "playwright-core";
import { SKELETONS } from "../../lib/dataset/skeletons.ts";
import { parse, trace } from "../../lib/dataset/strokes.ts";

/** Strokes of points, in parts of the pad's side. */
export type Strokes = readonly (readonly (readonly [x: number, y: number])[])[];

/**
 * A digit as a skeleton draws it.
 *
 * @param drawing the skeleton's text
 * @param left where its left side lies, in parts of the pad's side
 * @param top where its top lies
 * @param height how high it is
 */
export function skeleton(drawing: string, left: number, top: number, height: number): Strokes {
  const { x, y, start } = trace(parse(drawing));
  const strokes: [number, number][][] = [];
  x.forEach((_, i) => {
    if (start[i]) strokes.push([]);
    strokes.at(-1)!.push([left + x[i] / 100 * height, top + y[i] / 100 * height]);
  });
  return strokes;
}

/** The usual way to write a digit, in the middle of the pad. */
export function usual(digit: number): Strokes {
  return skeleton(SKELETONS[digit][0].drawings[0], 0.28, 0.2, 0.6);
}

/** Left side, top and height of digits in several places and sizes, in parts of the pad's side. */
const PLACES: readonly (readonly [left: number, top: number, height: number])[] = [
  [0.28, 0.2, 0.6],
  [0.05, 0.06, 0.35],
  [0.65, 0.6, 0.32],
  [0.1, 0.06, 0.88],
  [0.62, 0.08, 0.3],
  [0.08, 0.55, 0.4],
];

/**
 * Digits as the skeletons draw them, in several styles, places and sizes.
 *
 * @param count how many
 * @returns each with its label
 */
export function manyDigits(count: number): { label: string; strokes: Strokes }[] {
  return Array.from({ length: count }, (_, i) => {
    const label = i % 10, turn = Math.floor(i / 10), styles = SKELETONS[label];
    const { drawings } = styles[turn % Math.min(styles.length, 3)];
    const drawing = drawings[Math.floor(turn / 3) % drawings.length];
    return { label: `${label}`, strokes: skeleton(drawing, ...PLACES[(i + turn) % PLACES.length]) };
  });
}

/** Draws strokes with the mouse, each in about a dozen moves: a move takes a frame of the browser. */
export async function draw(page: Page, strokes: Strokes): Promise<void> {
  const { x, y, width } = (await page.locator("[data-pad]").boundingBox())!;
  for (const stroke of strokes) {
    const every = Math.ceil(stroke.length / 12);
    for (const [i, [u, v]] of stroke.entries()) {
      if (i % every > 0 && i + 1 < stroke.length) continue;
      await page.mouse.move(x + u * width, y + v * width);
      if (i === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }
}

/** The digit that the page reads, once it has read all that is drawn and shows it; "" for none. */
export async function answer(page: Page): Promise<string> {
  await page.locator("[data-pad][data-read=done]").waitFor();
  await settled(page);
  return await page.locator("[data-answer]").innerText();
}

/** Waits until what follows when the browser is idle, and in the next frame, is shown. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() =>
    new Promise((done) => {
      const frame = () => requestAnimationFrame(() => requestAnimationFrame(done));
      requestIdleCallback(frame, { timeout: 500 }); // the page waits no longer than that either
    })
  );
}
