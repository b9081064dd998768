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

/** Draws strokes with the mouse. */
export async function draw(page: Page, strokes: Strokes): Promise<void> {
  const { x, y, width } = (await page.locator("[data-pad]").boundingBox())!;
  for (const stroke of strokes) {
    for (const [i, [u, v]] of stroke.entries()) {
      await page.mouse.move(x + u * width, y + v * width);
      if (i === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }
}

/** The digit that the page reads, once it has read all that is drawn; "" for none. */
export async function answer(page: Page): Promise<string> {
  await page.locator("[data-pad][data-read=done]").waitFor();
  return await page.locator("[data-answer]").innerText();
}
