/** What the network in the page sees. */

import type { Page } from "playwright-core";

/** The digit, `[784]`, from the last of the stages that the page shows. */
export async function seenBy(page: Page): Promise<Uint8Array> {
  const digit: number[] = await page.evaluate(`{
    const canvas = document.querySelector("[data-stages] li:last-child canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    Array.from({ length: 784 }, (_, at) => 255 - data[4 * at]);
  }`);
  return Uint8Array.from(digit);
}
