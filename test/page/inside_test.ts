/// <reference lib="dom" />
/** Looking inside: what a click on a number shows. */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { layOut, numberAt } from "../../lib/page/app/inside/atlas.ts";
import { indexOf } from "../../lib/page/app/inside/wiring.ts";
import { traceNetwork } from "../../lib/page/app/network/trace.ts";
import { convolution } from "../../lib/reference/mod.ts";
import { browserTest, close } from "./browser.ts";
import { plainNetwork, seen } from "./seen.ts";
import { answer, settled } from "./strokes.ts";

Deno.test.afterAll(close);

/** Shows an example, and computes here what the page must show. */
async function example(page: Page, digit: number) {
  await page.locator(`[data-example="${digit}"]`).click();
  await answer(page);
  await page.locator("[data-view='15']").waitFor();
  const network = await plainNetwork();
  return traceNetwork(network, Uint8Array.from((await seen(page)).digit));
}

/** Finds a number's place on its view's canvas, which the page lays out by its width. */
async function placeOn(
  page: Page,
  view: number,
  shape: readonly number[],
  at: number,
  row?: number,
) {
  const canvas = page.locator(`[data-view="${view}"]`);
  const available = await canvas.evaluate((e) => e.closest("li")!.clientWidth);
  const { x, y, width, height } = numberAt(layOut(shape, available, row), at);
  return { canvas, position: { x: x + width / 2, y: y + height / 2 } };
}

/** A number that an element tells. */
async function told(page: Page, attribute: string): Promise<number> {
  const element = page.locator(`[data-arithmetic] [data-${attribute}]`).first();
  return Number(await element.getAttribute(`data-${attribute}`));
}

function near(a: number, b: number, what: string): void {
  assert.ok(Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b)), `${what}: ${a}, ${b}`);
}

browserTest("a click on any number opens the sum that reference computes", async (page) => {
  const steps = await example(page, 3);
  for (const [i, { layer, input, sums, output }] of steps.entries()) {
    const { shape, data } = output;
    const at = shape.length === 1 ? 3 : indexOf({
      ...{ row: shape[0] >> 1, column: shape[1] >> 1, map: shape[2] - 2 },
    }, shape);
    const row = input.shape.length === 3 ? input.shape[2] : undefined;
    const { canvas, position } = await placeOn(page, i + 1, shape, at, row);
    await canvas.click({ position });
    await page.locator(`[data-arithmetic] h3:has-text("${layer.name}")`).waitFor();
    near(await told(page, "number"), data[at], layer.name);
    if (layer.kind === "convolution") {
      const whole = convolution(input, layer.kernel, layer);
      near(await told(page, "sum"), whole.data[at], layer.name);
      near(await told(page, "sum"), sums.data[at], layer.name);
    }
    if (layer.kind !== "flattening") near(await told(page, "result"), data[at], layer.name);
  }
});

browserTest("window, kernel and products are shown for each input map", async (page) => {
  const steps = await example(page, 5), { input, output } = steps[3];
  assert.equal(steps[3].layer.name, "conv2");
  const at = indexOf({ row: 0, column: 6, map: 4 }, output.shape);
  const { canvas, position } = await placeOn(page, 4, output.shape, at);
  await canvas.click({ position });
  const channels = page.locator("[data-arithmetic] .channels button");
  await channels.first().waitFor();
  assert.equal(await channels.count(), input.shape[2]);
  let total = 0;
  for (let map = 0; map < input.shape[2]; map++) {
    await channels.nth(map).click();
    const tables = await page.locator("[data-arithmetic] .numbers").evaluateAll((tables) =>
      tables.map((table) =>
        [...table.querySelectorAll("td")].map(({ dataset }) =>
          dataset.value === undefined ? null : Number(dataset.value)
        )
      )
    );
    const [window, kernel, products] = tables;
    assert.equal(window.filter((x) => x === null).length, 3); // the row above is padding
    window.forEach((x, k) => {
      if (x !== null) near(products[k]!, x * kernel[k]!, `map ${map}`);
    });
    const sum = products.reduce<number>((a, b) => a + (b ?? 0), 0);
    near(await told(page, "channel-sum"), sum, `map ${map}`);
    total += sum;
  }
  const bias = Number(
    (await page.locator("[data-arithmetic] .sum dd").nth(1).innerText()).replace("−", "-"),
  );
  assert.ok(Math.abs(total + bias - await told(page, "sum")) < 1e-3);
});

browserTest("pointing at a number names it and tells its value", async (page) => {
  const steps = await example(page, 8), { output } = steps[0];
  const at = indexOf({ row: 12, column: 9, map: 1 }, output.shape);
  const { canvas, position } = await placeOn(page, 1, output.shape, at);
  await canvas.hover({ position });
  const value = output.data[at].toFixed(3);
  await page.getByText(`conv1, map 1, row 12, column 9: ${value}`).waitFor();
});

browserTest(
  "the keyboard walks through the maps, and the buttons through one of them",
  async (page) => {
    const steps = await example(page, 2), { output } = steps[1];
    const canvas = page.locator("[data-view='2']"), number = page.locator("[data-number]");
    await canvas.focus();
    await page.keyboard.press("Enter");
    const start = { row: output.shape[0] >> 1, column: output.shape[1] >> 1, map: 0 };
    const expectAt = async (place: typeof start) => {
      const { row, column, map } = place;
      await page.getByText(`pool1, map ${map}, row ${row}, column ${column}`, { exact: true })
        .waitFor();
      near(
        Number(await number.getAttribute("data-number")),
        output.data[indexOf(place, output.shape)],
        "",
      );
    };
    await expectAt(start);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("PageDown");
    await page.keyboard.press("ArrowLeft");
    await expectAt({ row: start.row + 1, column: start.column - 1, map: 1 });
    await page.locator("[data-walk=next]").click();
    await expectAt({ row: start.row + 1, column: start.column, map: 1 });
    await page.locator("[data-walk=back]").click();
    await page.locator("[data-walk=play]").click();
    await expectAt({ row: start.row + 1, column: start.column, map: 1 }); // by itself
    await page.locator("[data-walk=play]").click();
  },
);

browserTest("one asks why, and follows the largest parts back to a pixel", async (page) => {
  const steps = await example(page, 7);
  await page.getByRole("button", { name: "Why a 7?" }).click();
  await page.getByText("output, number 7", { exact: true }).waitFor();
  const follow = page.locator("[data-follow]");
  for (const { layer } of steps.slice(0, -1).reverse()) {
    await follow.click();
    await page.locator(`[data-arithmetic] h3:has-text("${layer.name}")`).waitFor();
  }
  await follow.click();
  await page.getByText(/row \d+, column \d+ of the picture/).waitFor();
  await settled(page);
  assert.ok(await follow.isDisabled());
});

for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
  const name = `the answer that one asks about is in view, ${viewport.width} pixels wide`;
  browserTest(name, async (page) => {
    await example(page, 8);
    await page.getByRole("button", { name: "Why an 8?" }).click();
    await page.getByText("output, number 8", { exact: true }).waitFor();
    for (let i = 0; i < 3; i++) await settled(page); // the maps around it are painted
    const { y, height } = (await page.locator("canvas[data-view]").last().boundingBox())!;
    const sheet = (await page.locator("[data-arithmetic]").boundingBox())!;
    const end = viewport.width < 1088 ? sheet.y : viewport.height;
    assert.ok(y > 0 && y + height <= end, `${y} to ${y + height}, of ${end}`);
  }, { viewport });
}

browserTest("a new drawing renews the arithmetic that is open", async (page) => {
  await example(page, 1);
  const number = page.locator("[data-number]");
  await page.locator("[data-view='15']").focus();
  await page.keyboard.press("Enter");
  const before = await number.getAttribute("data-number");
  await page.locator("[data-example='0']").click();
  await page.waitForFunction(
    (before) => document.querySelector("[data-number]")!.getAttribute("data-number") !== before,
    before,
  );
  assert.ok(Number(await number.getAttribute("data-number")) > 0.8); // the output's first is that of 0
});
