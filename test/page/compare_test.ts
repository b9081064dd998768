/// <reference lib="dom" />
/** Networks to switch between, compared on the same drawing. */

import assert from "node:assert/strict";
import { numbersOf } from "../../lib/page/app/network/count.ts";
import { probabilitiesOf, traceNetwork } from "../../lib/page/app/network/trace.ts";
import { browserTest, close } from "./browser.ts";
import { plainNetwork, seen, seenBy } from "./seen.ts";
import { answer, settled } from "./strokes.ts";

Deno.test.afterAll(close);

browserTest(
  "every network's probability of the same digit is shown beside its size",
  async (page) => {
    await page.locator("[data-example='4']").click();
    await answer(page);
    await settled(page);
    for (const name of ["small", "tiny"]) {
      const network = await plainNetwork(name),
        found = probabilitiesOf(network, await seenBy(page));
      const most = Math.max(...found), cells = page.locator(`[data-compared="${name}"] td`);
      const [size, read, probability] = await cells.allTextContents();
      assert.equal(size, numbersOf(network).toLocaleString("en"));
      assert.equal(read, `${found.indexOf(most)}`);
      assert.ok(Math.abs(parseFloat(probability) - 100 * most) <= 0.5, `${probability}, ${most}`);
    }
  },
  { hash: "#compare" },
);

browserTest("the packed network can be chosen, reads, and can be looked into", async (page) => {
  await page.locator("[data-example='7']").click();
  await answer(page);
  await page.locator("[data-network]").selectOption({ label: "tiny" });
  assert.equal(await answer(page), "7");
  await settled(page);
  const { digit, probabilities } = await seen(page);
  const steps = traceNetwork(await plainNetwork("tiny"), Uint8Array.from(digit));
  const { data } = steps.at(-1)!.output;
  data.forEach((p, i) => assert.ok(Math.abs(probabilities[i] - p) < 1e-6, `${i}: ${p}`));
  assert.equal(await page.locator("[data-view]").count(), steps.length + 1);
  for (const [i, { layer, output: { data } }] of steps.entries()) {
    await page.locator(`[data-view="${i + 1}"]`).focus();
    await page.keyboard.press("Enter");
    await page.locator(`[data-arithmetic] h3:has-text("${layer.name}")`).waitFor();
    const number = page.locator("[data-arithmetic] [data-number]");
    assert.ok(data.includes(Number(await number.getAttribute("data-number"))), layer.name);
  }
});
