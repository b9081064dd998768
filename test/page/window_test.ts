/// <reference lib="dom" />
/** The window that slides: what it computes, and that its animation obeys. */

import assert from "node:assert/strict";
import { slide, termsAt } from "../../lib/page/app/window/slide.ts";
import { short } from "../../lib/page/app/window/grid.ts";
import { volume } from "../../lib/reference/mod.ts";
import { browserTest, close } from "./browser.ts";
import { answer, settled } from "./strokes.ts";

Deno.test.afterAll(close);

const picture = volume([6, 5, 1], Array.from({ length: 30 }, (_, i) => ((i * 7) % 11) / 10));

Deno.test("the terms of every place come to the output, for all settings", () => {
  for (const operation of ["convolution", "max", "average"] as const) {
    for (const size of [2, 3, 4, 5]) {
      for (const stride of [1, 2, 3]) {
        for (const padding of [0, 1, 2]) {
          const kernel = "horizontal";
          const slid = slide(picture, { operation, kernel, size, stride, padding });
          slid.output.data.forEach((value, place) => {
            const terms = termsAt(slid, place).filter(({ x }) => x !== undefined);
            const xs = terms.map(({ x }) => x!), sum = xs.reduce((a, b) => a + b, 0);
            const expected = operation === "max"
              ? Math.max(...xs)
              : operation === "average"
              ? sum / xs.length
              : terms.reduce((a, { x, weight }) => a + x! * weight!, 0);
            assert.ok(
              Math.abs(value - expected) < 1e-12,
              `${operation} ${size} ${stride} ${padding}`,
            );
          });
        }
      }
    }
  }
});

Deno.test("short() writes a number in few signs", () => {
  assert.deepEqual([0, 0.5, -0.25, 1, -1.04, 12, -0.01].map(short), [
    ...["0", ".5", "−.3", "1", "−1", "12", "0"],
  ]);
});

browserTest("the animation plays, pauses, steps both ways and is turned off", async (page) => {
  await page.locator("[data-example='5']").click();
  await answer(page);
  const sum = page.locator("[data-slide-sum]"),
    player = (name: string) => page.locator(`[data-player=${name}]`);
  await sum.filter({ hasText: "=" }).waitFor();
  assert.ok(await player("off").isDisabled()); // all is shown at first
  const output = () =>
    page.locator("[data-slide-output]").evaluate((canvas) =>
      (canvas as HTMLCanvasElement).toDataURL()
    );
  const step = async () =>
    Number(await page.locator("#panel-window [data-step]").getAttribute("data-step"));
  await settled(page);
  const whole = await output();
  await player("play").click();
  await page.waitForFunction(() =>
    Number(document.querySelector<HTMLElement>("#panel-window [data-step]")!.dataset.step) >= 3
  );
  await player("play").click();
  const paused = await step();
  await settled(page);
  assert.notEqual(await output(), whole); // what comes after the step is not shown yet
  await page.waitForTimeout(800);
  assert.equal(await step(), paused);
  await player("next").click();
  assert.equal(await step(), paused + 1);
  await player("back").click();
  await player("back").click();
  assert.equal(await step(), paused - 1);
  const partly = await output();
  await player("off").click();
  await settled(page);
  assert.notEqual(await output(), partly);
  assert.ok(await player("off").isDisabled());
}, { hash: "#window" });

browserTest("the size of the output follows from window, stride and padding", async (page) => {
  await page.locator("[data-example='5']").click();
  await answer(page);
  const choose = (name: string, value: string) =>
    page.locator(`[data-setting=${name}]`).selectOption(value);
  await choose("size", "5");
  await choose("padding", "2");
  await choose("stride", "3");
  await page.getByText("⌊(14 + 2·2 − 5) / 3⌋ + 1 = 5").waitFor();
  await choose("operation", "max");
  await page.locator("[data-slide-sum]").filter({ hasText: "Largest of" }).waitFor();
}, { hash: "#window" });

browserTest("the grids keep their size, whatever the operation", async (page) => {
  await page.locator("[data-example='8']").click();
  await answer(page);
  for (const index of [0, 1]) {
    await page.locator("#panel-window select").first().selectOption({ index });
    await settled(page);
    const heights = await page.evaluate(async () => {
      const seen = new Set<number>();
      for (let frame = 0; frame < 30; frame++) {
        await new Promise((done) => requestAnimationFrame(done));
        if (frame >= 10) seen.add(document.querySelector(".grids")!.clientHeight);
      }
      return [...seen];
    });
    assert.equal(heights.length, 1, `operation ${index}: ${heights}`);
  }
}, { hash: "#window", viewport: { width: 1280, height: 900 } });
