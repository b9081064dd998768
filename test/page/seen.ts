/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** The page's content for a digit, as numbers. */

import type { Page } from "playwright-core";
import { parseNetwork } from "../../lib/page/app/network/parse.ts";
import { unpackNetwork } from "../../lib/page/app/network/unpack.ts";
import type { PlainNetwork } from "../../lib/page/app/network/layers.ts";
import type { Strokes } from "./strokes.ts";

/** The reading of one drawing. */
export interface Seen {
  /** The answer's text. */
  readonly answer: string;
  /** `[784]` the last stage: what the network saw. */
  readonly digit: number[];
  /** `[10]` as the page shows them. */
  readonly probabilities: number[];
}

/** The network of `data/model` that the page reads with, as plain numbers. */
export async function plainNetwork(name = "small"): Promise<PlainNetwork> {
  const folder = new URL(`../../data/model/${name}/`, import.meta.url);
  if (name === "tiny") {
    return unpackNetwork(name, await Deno.readFile(new URL("network.bin", folder)));
  }
  const json = JSON.parse(await Deno.readTextFile(new URL("model.json", folder)));
  const bytes = await Deno.readFile(new URL(json.weightsManifest[0].paths[0], folder));
  return parseNetwork(name, json, bytes);
}

/** Reads what the page shows now. */
export function seen(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("[data-stages] li:last-child canvas")!;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, 28, 28);
    const items = document.querySelectorAll<HTMLElement>("[data-probabilities] li");
    return {
      answer: document.querySelector("[data-answer]")!.textContent!,
      digit: Array.from({ length: 784 }, (_, i) => 255 - data[4 * i]),
      probabilities: [...items].map(({ dataset }) => Number(dataset.probability)),
    };
  });
}

/** Draws many digits by events of a pointer, one after the other, and reads each. */
export function seenOfAll(page: Page, drawings: readonly Strokes[]): Promise<Seen[]> {
  return page.evaluate(async (drawings) => {
    const pad = document.querySelector<HTMLCanvasElement>("[data-pad]")!;
    const clear = document.querySelector<HTMLButtonElement>("[data-clear]")!;
    const stage = document.querySelector<HTMLCanvasElement>("[data-stages] li:last-child canvas")!;
    const items = document.querySelectorAll<HTMLElement>("[data-probabilities] li");
    pad.setPointerCapture = () => {}; // there is no such pointer
    const { left, top, width } = pad.getBoundingClientRect();
    const tell = (type: string, [x, y]: readonly number[]) =>
      pad.dispatchEvent(
        new PointerEvent(type, {
          clientX: left + x * width,
          clientY: top + y * width,
          pointerId: 9,
        }),
      );
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const all = [];
    for (const strokes of drawings) {
      clear.click();
      for (const stroke of strokes) {
        tell("pointerdown", stroke[0]);
        for (const point of stroke.slice(1)) tell("pointermove", point);
        tell("pointerup", stroke.at(-1)!);
      }
      while (pad.dataset.read !== "done") await new Promise((done) => setTimeout(done, 2));
      await frame(), await frame(); // what is shown follows in the next frame
      const { data } = stage.getContext("2d")!.getImageData(0, 0, 28, 28);
      all.push({
        answer: document.querySelector("[data-answer]")!.textContent!,
        digit: Array.from({ length: 784 }, (_, i) => 255 - data[4 * i]),
        probabilities: [...items].map(({ dataset }) => Number(dataset.probability)),
      });
    }
    return all;
  }, drawings);
}

/** The digit, `[784]`, from the last of the stages that the page shows. */
export async function seenBy(page: Page): Promise<Uint8Array> {
  return Uint8Array.from((await seen(page)).digit);
}
