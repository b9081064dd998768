/** Files dropped on the page as a hand drops them: the browser itself carries them. */

import { fromFileUrl } from "@std/path";
import type { Page } from "playwright-core";
import { browserTest, close } from "./browser.ts";

Deno.test.afterAll(close);

const PROJECT = new URL("../../", import.meta.url);

/** Drops files of the project in the middle of an element. */
async function drop(page: Page, selector: string, paths: readonly string[]): Promise<void> {
  const developer = await page.context().newCDPSession(page);
  const { x, y, width, height } = (await page.locator(selector).boundingBox())!;
  const files = paths.map((path) => fromFileUrl(new URL(path, PROJECT)));
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await developer.send("Input.dispatchDragEvent", {
      type,
      x: x + width / 2,
      y: y + height / 2,
      data: { items: [], files, dragOperationsMask: 1 },
    });
  }
}

browserTest("pictures and networks can be dropped on the page", async (page) => {
  const model = "data/model/small/";
  const names = await Array.fromAsync(Deno.readDir(new URL(model, PROJECT)), ({ name }) => name);
  const network = names.filter((name) => /^model\.json$|\.bin$/.test(name)).map((n) => model + n);
  await drop(page, "[data-pad]", network);
  await page.getByText("This file is not a picture. Networks").waitFor();
  await drop(page, "[data-pad]", ["notebooks/images/own-digit.jpg"]);
  await page.locator("[data-answer]").filter({ hasText: "5" }).waitFor();
  await drop(page, ".storing", network);
  await page.locator("[data-network] option:checked", { hasText: "opened" }).waitFor({
    state: "attached",
  });
}, { hash: "#train" });
