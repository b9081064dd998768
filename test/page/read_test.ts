/** Does the page read what is drawn on it? */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { predict } from "../../lib/training/mod.ts";
import { browserTest, close } from "./browser.ts";
import { seenOfAll } from "./seen.ts";
import { answer, draw, manyDigits, skeleton, usual } from "./strokes.ts";
import { SKELETONS } from "../../lib/dataset/skeletons.ts";

Deno.test.afterAll(close);

browserTest("of 10 digits drawn with the mouse, at most one is misread", async (page) => {
  const wrong: string[] = [];
  for (const { label, strokes } of manyDigits(10)) {
    await draw(page, strokes);
    const said = await answer(page);
    if (said !== label) wrong.push(`${label} is read as "${said}"`);
    await page.locator("[data-clear]").click();
  }
  assert.ok(wrong.length <= 1, wrong.join(", "));
});

browserTest(
  "of 60 digits at most one is misread, and the page's probabilities are tfjs's",
  async (page) => {
    const drawn = manyDigits(60);
    const all = await seenOfAll(page, drawn.map(({ strokes }) => strokes));
    const wrong = drawn.filter(({ label }, i) => label !== all[i].answer.trim());
    assert.ok(wrong.length <= 1, wrong.map(({ label }) => label).join());
    await useWasm();
    const model = await loadModel("data/model/small");
    const images = Uint8Array.from(all.flatMap(({ digit }) => digit));
    const expected = await predict(model, images);
    all.forEach(({ probabilities }, i) =>
      probabilities.forEach((p, k) =>
        assert.ok(
          Math.abs(p - expected[10 * i + k]) < 1e-5,
          `digit ${i}: ${p}, ${expected[10 * i + k]}`,
        )
      )
    );
    assert.equal(tf.getBackend(), "wasm");
  },
);

browserTest("a blank pad has no answer, and neither has one that was cleared", async (page) => {
  const status = page.getByRole("status");
  assert.equal(await answer(page), "");
  assert.match(await status.innerText(), /Nothing yet/);
  await draw(page, usual(7));
  assert.equal(await answer(page), "7");
  assert.match(await status.innerText(), /I read a 7/);
  await page.locator("[data-clear]").click();
  assert.equal(await answer(page), "");
  assert.match(await status.innerText(), /Nothing yet/);
  await draw(page, usual(8));
  assert.equal(await answer(page), "8");
  assert.match(await status.innerText(), /I read an 8/);
});

browserTest("two digits are called two, and a scribble is no digit", async (page) => {
  const status = page.getByRole("status");
  await draw(page, skeleton(SKELETONS[4][0].drawings[0], 0.05, 0.3, 0.4));
  await draw(page, skeleton(SKELETONS[7][0].drawings[0], 0.6, 0.3, 0.4));
  assert.equal(await answer(page), "");
  assert.match(await status.innerText(), /^Two digits, or more.* of the [47]\.$/);
  await page.locator("[data-clear]").click();
  const scribble = Array.from(
    { length: 60 },
    (_, i) => [0.5 + 0.4 * Math.cos(i * 2.3), 0.5 + 0.4 * Math.sin(i * 3.7)] as const,
  );
  await draw(page, [scribble]);
  assert.equal(await answer(page), "");
  assert.match(await status.innerText(), /no digit/);
});

browserTest("a digit between two others is not sure", async (page) => {
  // A stroke between 1 and 7: its bar is short.
  for (let bar = 0.02; bar < 0.3; bar += 0.02) {
    await draw(page, [[[0.5 - bar, 0.25], [0.5, 0.2], [0.5, 0.5], [0.5, 0.8]]]);
    await answer(page);
    const verdict = await page.locator("[data-answer]").getAttribute("data-verdict");
    if (verdict === "unsure") {
      assert.match(await page.getByRole("status").innerText(), /Not sure/);
      return;
    }
    await page.locator("[data-clear]").click();
  }
  assert.fail("the network was sure of each");
});
