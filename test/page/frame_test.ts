/// <reference lib="dom" />
/** The page inside a notebook that was exported as HTML. */

import assert from "node:assert/strict";
import { showPage } from "../../lib/page/mod.ts";
import { jupyterDisplay } from "../../lib/jupyter.ts";
import { browserTest, close } from "./browser.ts";

Deno.test.afterAll(close);

browserTest("the page reads in a notebook's frame, without a kernel", async (page) => {
  const shown = (await showPage())[jupyterDisplay]();
  await page.goto("about:blank");
  await page.setContent(`<!doctype html><title>A notebook</title>${shown["text/html"]}`);
  const frame = page.frameLocator("iframe");
  await frame.locator("[data-example='8']").click();
  await frame.locator("[data-answer]:text-is('8')").waitFor();
  assert.equal(await frame.locator("[data-view]").count(), 16);
}, { allowed: /about:/ });
