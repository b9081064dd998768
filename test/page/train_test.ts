/** Training in the page, in a real browser. */

import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Page } from "playwright-core";
import { useWasm } from "../../lib/backend/mod.ts";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { builtinDigits, builtinTest, writeDigits } from "../../lib/dataset/mod.ts";
import {
  cnn,
  learnedFrom,
  loadModel,
  modelFiles,
  type Network,
  saveModel,
} from "../../lib/model/mod.ts";
import { evaluate, predict } from "../../lib/training/mod.ts";
import { browserTest, close } from "./browser.ts";
import { seenBy } from "./seen.ts";
import { answer, draw, usual } from "./strokes.ts";

Deno.test.afterAll(close);

/** The training's sentence, and what it knows. */
function status(page: Page) {
  return page.locator("[data-train-status]");
}

async function stage(page: Page): Promise<string> {
  return (await status(page).getAttribute("data-train-status"))!;
}

/** Waits until the training is at a stage; the page's policy forbids Playwright's own way. */
async function until(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  for (let look = 0; !await isThere(); look++) {
    assert.deepEqual(await page.locator(".fault:visible").allTextContents(), []);
    assert.ok(look < 1_200, `nothing happened after: ${await status(page).textContent()}`);
    await page.waitForTimeout(100);
  }
}

async function steps(page: Page): Promise<number> {
  return Number(await page.locator("[data-curve=loss]").getAttribute("data-points"));
}

/** Saves the network in the page as a reader does, to a folder. */
async function save(page: Page, folder: string): Promise<void> {
  const files = Promise.all([0, 1].map((nth) => nthDownload(page, nth)));
  await page.locator("[data-save]").click();
  for (const file of await files) await file.saveAs(join(folder, file.suggestedFilename()));
}

async function nthDownload(page: Page, nth: number) {
  let seen = 0;
  return await page.waitForEvent("download", { predicate: () => seen++ === nth });
}

/** Fails unless the page's probabilities are a network's, for the digit that the page sees. */
async function answersAs(page: Page, model: Network): Promise<void> {
  const wanted = await predict(model, await seenBy(page));
  const items = await page.locator("[data-probability]").all();
  assert.equal(items.length, 10);
  for (const [i, item] of items.entries()) {
    const shown = Number(await item.getAttribute("data-probability"));
    assert.ok(Math.abs(shown - wanted[i]) < 1e-5, `${i}: ${shown}, not ${wanted[i]}`);
  }
}

browserTest(
  "the page trains a network to 97 % of its validation digits, reads with it, and saves it for Deno",
  async (page) => {
    await page.locator("[data-train]").click();
    await until(page, async () => await steps(page) > 20);
    const early = await steps(page);
    await page.locator("[data-pause]").click();
    await until(page, async () => await stage(page) === "paused");
    const paused = await steps(page);
    await page.waitForTimeout(500);
    assert.equal(await steps(page), paused, "it goes on while it is paused");
    await page.locator("[data-pause]").click();
    await until(page, async () => await steps(page) > early + 20);
    await until(page, async () => await stage(page) === "done");
    const accuracy = Number(await status(page).getAttribute("data-accuracy"));
    const chance = Math.sqrt(0.97 * 0.03 / 2_000); // the spread of the mean of as many digits
    assert.ok(accuracy >= 0.97 - 2 * chance, `${accuracy}`);
    const points = await page.locator("[data-curve=loss] .curve-mean").getAttribute("d");
    assert.equal(points!.split("L").length, await steps(page));
    assert.equal(await page.locator("[data-curve=accuracy] circle").count() > 1, true);

    assert.equal(
      await page.locator("[data-network] option:checked").textContent(),
      "trained here",
    );
    await draw(page, usual(3));
    assert.equal(await answer(page), "3");
    const folder = await Deno.makeTempDir();
    try {
      await save(page, folder);
      await useWasm();
      const model = await loadModel(folder);
      assert.deepEqual(learnedFrom(model).map(({ name }) => name), ["built-in digits"]);
      await answersAs(page, model);
      const { accuracy } = await evaluate(model, builtinTest(1_000));
      assert.ok(accuracy > 0.95, `${accuracy}`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
  { hash: "#train" },
);

browserTest(
  "a network that Deno saved can be opened in the page, which then answers as it does",
  async (page) => {
    await useWasm();
    const model = cnn(7), folder = await Deno.makeTempDir();
    try {
      await saveModel(model, folder);
      const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => join(folder, name));
      await page.locator('[data-files="network"]').setInputFiles(names);
      const chosen = page.locator("[data-network] option:checked");
      await until(page, async () => await chosen.textContent() === "opened");
      await draw(page, usual(5));
      await answer(page);
      await answersAs(page, model);
      const again = await Deno.makeTempDir();
      await save(page, again);
      const [before, after] = [await modelFiles(model), await modelFiles(await loadModel(again))];
      assert.deepEqual(after[1].bytes, before[1].bytes);
      await Deno.remove(again, { recursive: true });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
  { hash: "#train" },
);

browserTest(
  "files in MNIST's format can be dropped on the page, which learns from them until it is stopped",
  async (page) => {
    const digits = writeDigits(builtinDigits({ count: 4_000, seed: 3 }));
    const files = [
      { name: "note.txt", bytes: new TextEncoder().encode("not digits") },
      { name: "train-images-idx3-ubyte.gz", bytes: gzipSync(digits.images) },
      { name: "train-labels-idx1-ubyte", bytes: digits.labels },
    ].map(({ name, bytes }) => ({ name, mimeType: "", buffer: Buffer.from(bytes) }));
    const input = page.locator('[data-files="digits"]');
    await input.setInputFiles(files.slice(0, 1));
    await page.locator("[data-train]").click();
    const fault = page.locator(".train-status .fault");
    await fault.filter({ hasText: "Cannot read note.txt as IDX" }).waitFor({ timeout: 60_000 });
    await page.locator("[data-digits]").selectOption("drawn");
    await input.setInputFiles(files.slice(1));
    await page.locator("[data-choice]").selectOption("cnn");
    await page.locator("[data-train]").click();
    await until(page, async () => await steps(page) > 5);
    await page.locator("[data-stop]").click();
    await until(page, async () => await stage(page) === "stopped");
    assert.match(
      await page.locator(".samples figcaption").innerText(),
      /^40 of the 3,000 digits that it learns from \(train-images-idx3-ubyte\.gz\)$/,
    );
    const chosen = page.locator("[data-network] option:checked");
    assert.equal(await chosen.textContent(), "trained here");
  },
  { hash: "#train" },
);
