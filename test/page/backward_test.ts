/** The panel "Backward", in a real browser. */

import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Page } from "playwright-core";
import { backward } from "../../lib/page/app/backward/gradients.ts";
import { indexOf } from "../../lib/page/app/inside/wiring.ts";
import { parseNetwork } from "../../lib/page/app/network/parse.ts";
import { traceNetwork } from "../../lib/page/app/network/trace.ts";
import { browserTest, close } from "./browser.ts";
import { seenBy } from "./seen.ts";
import { answer } from "./strokes.ts";

Deno.test.afterAll(close);

/** The network that the page reads with at first. */
async function small() {
  const folder = join(import.meta.dirname!, "..", "..", "data", "model", "small");
  const json = JSON.parse(await Deno.readTextFile(join(folder, "model.json")));
  const [{ paths: [weights] }] = json.weightsManifest;
  return parseNetwork("small", json, await Deno.readFile(join(folder, weights)));
}

/** A number that an element carries, once it is another than before. */
async function numberOf(page: Page, attribute: string, before = NaN): Promise<number> {
  const element = page.locator(`[${attribute}]`).first();
  for (let look = 0; look < 300; look++) {
    const text = await element.count() > 0 ? await element.getAttribute(attribute) : "";
    if (text && Number(text) !== before) return Number(text);
    await page.waitForTimeout(50);
  }
  throw new Error(`${attribute} stays at ${before}`);
}

function close9(found: number, wanted: number, what: string): void {
  assert.ok(
    Math.abs(found - wanted) <= 1e-9 + 1e-9 * Math.abs(wanted),
    `${what}: ${found}, ${wanted}`,
  );
}

browserTest(
  "a digit's loss and the gradients under a click are those of the library",
  async (page) => {
    await page.locator("[data-example='7']").click(); // at once: a pen's first strokes have losses too
    assert.equal(await answer(page), "7");
    const steps = traceNetwork(await small(), await seenBy(page));
    const own = await numberOf(page, "data-loss");
    close9(own, backward(steps, 7)!.loss, "loss of a 7");
    await page.locator('[data-truth="9"]').click();
    const { loss, layers } = backward(steps, 9)!;
    close9(await numberOf(page, "data-loss", own), loss, "loss of a 9");
    let before = NaN;
    for (const view of [0, 1, 2, 3, steps.length - 1, steps.length]) {
      const wanted = view === 0
        ? layers[0].input
        : view === steps.length
        ? layers[view - 1].sums
        : layers[view - 1].output;
      const [height, width] = wanted.shape;
      const at = wanted.shape.length === 1
        ? 0
        : indexOf({ row: height >> 1, column: width >> 1, map: 0 }, wanted.shape);
      await page.locator(`.backward [data-view="${view}"]`).press("Enter");
      const shown = await numberOf(page, "data-gradient", before);
      close9(shown, wanted.data[at], `view ${view}`);
      before = shown;
      const result = page.locator("[data-terms] [data-result]");
      if (await result.count() > 0) {
        close9(Number(await result.getAttribute("data-result")), shown, `sum of view ${view}`);
      }
    }
  },
  { hash: "#backward" },
);

browserTest(
  "a step of gradient descent lowers the loss, and can be undone; occlusion finds what matters",
  async (page) => {
    await page.locator("[data-example='7']").click();
    assert.equal(await answer(page), "7");
    const network = page.locator("[data-network] option:checked");
    const networks = await page.locator("[data-network] option").count();
    const before = await numberOf(page, "data-loss");
    assert.ok(await numberOf(page, "data-occlusion") > 0);
    await page.locator("[data-step]").click();
    const after = await numberOf(page, "data-loss", before);
    assert.ok(after < before, `${before} to ${after}`);
    close9(await numberOf(page, "data-loss-after"), after, "loss after the step");
    assert.equal(await network.textContent(), "small, one step on");
    await page.locator("[data-step-undo]").click();
    assert.equal(await numberOf(page, "data-loss", after), before);
    assert.equal(await network.textContent(), "small");
    assert.equal(await page.locator("[data-network] option").count(), networks);
  },
  { hash: "#backward" },
);
