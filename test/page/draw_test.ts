/// <reference lib="dom" />
/** The pad: mouse, finger, keys, pictures, undo. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { browserTest, close } from "./browser.ts";
import { answer, draw, settled, usual } from "./strokes.ts";

Deno.test.afterAll(close);

const PHONE = {
  ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  deviceScaleFactor: 3,
};

/** Counts the pad's pixels that have ink. */
function inked(page: Page): Promise<number> {
  return page.locator("[data-pad]").evaluate((pad) => {
    const { width, height } = pad as HTMLCanvasElement, copy = new OffscreenCanvas(width, height);
    const context = copy.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(pad as HTMLCanvasElement, 0, 0);
    return context.getImageData(0, 0, width, height).data.filter((v, i) => i % 4 === 3 && v > 99)
      .length;
  });
}

browserTest("every example is read as what it is", async (page) => {
  for (let digit = 0; digit < 10; digit++) {
    await page.locator(`[data-example="${digit}"]`).click();
    assert.equal(await answer(page), `${digit}`);
  }
});

browserTest("undo takes back a stroke, a cleared pad and an example", async (page) => {
  const undo = page.locator("[data-undo]");
  assert.ok(await undo.isDisabled());
  const [bar] = usual(1);
  await draw(page, [bar]);
  assert.equal(await answer(page), "1");
  await draw(page, [[[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]]);
  assert.notEqual(await answer(page), "1");
  await page.keyboard.press("Control+z");
  assert.equal(await answer(page), "1");
  await page.locator("[data-clear]").click();
  assert.equal(await answer(page), "");
  await undo.click();
  assert.equal(await answer(page), "1");
  await page.locator("[data-example='4']").click();
  await undo.click();
  assert.equal(await answer(page), "1");
  await undo.click();
  assert.equal(await answer(page), "");
  assert.ok(await undo.isDisabled());
});

browserTest("a finger draws, and the page does not scroll under it", async (page) => {
  const { x, y, width } = (await page.locator("[data-pad]").boundingBox())!;
  const touch = await page.context().newCDPSession(page);
  for (const stroke of usual(2)) {
    for (const [i, [u, v]] of stroke.filter((_, i) => i % 3 === 0).entries()) {
      await touch.send("Input.dispatchTouchEvent", {
        type: i === 0 ? "touchStart" : "touchMove",
        touchPoints: [{ x: x + u * width, y: y + v * width }],
      });
    }
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }
  assert.equal(await answer(page), "2");
  assert.equal(await page.evaluate(() => scrollY), 0);
  assert.ok(await page.evaluate(() => document.body.scrollHeight > innerHeight)); // it could
  const pixels = await page.locator("[data-pad]").evaluate((pad) =>
    (pad as HTMLCanvasElement).width
  );
  assert.ok(pixels >= 3 * (width - 3), `${pixels} pixels for ${width}`); // sharp on its screen
}, PHONE);

browserTest(
  "a second finger does not draw, and a pen's pressure makes its line wide",
  async (page) => {
    await page.evaluate(() => {
      const pad = document.querySelector<HTMLElement>("[data-pad]")!;
      pad.setPointerCapture = () => {};
      const { left, top, width } = pad.getBoundingClientRect();
      Object.assign(globalThis, {
        tell: (type: string, pointerId: number, x: number, y: number, pressure = 0.5) =>
          pad.dispatchEvent(
            new PointerEvent(type, {
              ...{ pointerId, pressure, pointerType: "pen" },
              ...{ clientX: left + x * width, clientY: top + y * width },
            }),
          ),
      });
    });
    const line = (pressure: number) =>
      page.evaluate((pressure) => {
        const { tell } = globalThis as unknown as { tell: (...args: unknown[]) => void };
        document.querySelector<HTMLElement>("[data-clear]")!.click();
        tell("pointerdown", 1, 0.5, 0.2, pressure);
        tell("pointermove", 2, 0.1, 0.9, pressure); // another finger
        tell("pointermove", 1, 0.5, 0.8, pressure);
        tell("pointerup", 1, 0.5, 0.8, 0);
      }, pressure);
    await line(0.2);
    assert.equal(await answer(page), "1");
    await settled(page);
    const thin = await inked(page);
    await line(0.9);
    await answer(page);
    await settled(page);
    const ratio = await inked(page) / thin;
    assert.ok(ratio > 1.6 && ratio < 2.5, `${ratio}`);
  },
);

browserTest("the keyboard draws a 1", async (page) => {
  await page.locator("[data-pad]").focus();
  await page.keyboard.press("Space");
  for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  assert.equal(await answer(page), "1");
  await page.keyboard.press("ArrowRight"); // the pen is up
  assert.equal(await answer(page), "1");
});

/** A photograph of a digit: dark ink on paper that is not quite white, as PNG. */
function photograph(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const canvas = new OffscreenCanvas(640, 480), context = canvas.getContext("2d")!;
    context.fillStyle = "#d8d2c4";
    context.fillRect(0, 0, 640, 480);
    context.lineWidth = 22;
    context.strokeStyle = "#27304a";
    context.beginPath();
    context.moveTo(240, 120);
    context.lineTo(400, 120);
    context.lineTo(300, 380);
    context.stroke();
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  });
}

browserTest(
  "a picture can be chosen, pasted and dropped, and a file that is none is refused",
  async (page) => {
    const base64 = await photograph(page);
    const input = page.locator("[data-picture]"), clear = page.locator("[data-clear]");
    const file = { name: "seven.png", mimeType: "image/png" };
    await input.setInputFiles({ ...file, buffer: Buffer.from(base64, "base64") });
    await page.locator("[data-answer]:text-is('7')").waitFor();
    for (const type of ["paste", "drop"] as const) {
      await clear.click();
      assert.equal(await answer(page), "");
      await page.evaluate(([type, base64]) => {
        const data = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        data.items.add(new File([bytes], "seven.png", { type: "image/png" }));
        const event = type === "paste"
          ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
      }, [type, base64]);
      await page.locator("[data-answer]:text-is('7')").waitFor();
    }
    await clear.click();
    await input.setInputFiles({ ...file, buffer: Buffer.from("no picture") });
    await page.getByText("not a picture that the browser can show").waitFor();
  },
);

browserTest("a stroke stays under the pointer while the page scrolls", async (page) => {
  const alpha = await page.evaluate(async () => {
    const pad = document.querySelector<HTMLCanvasElement>("[data-pad]")!;
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    pad.setPointerCapture = () => {}; // there is no such pointer
    const tell = (type: string, x: number, y: number) => {
      const { left, top, width } = pad.getBoundingClientRect();
      const place = { clientX: left + x * width, clientY: top + y * width };
      pad.dispatchEvent(new PointerEvent(type, { pointerId: 7, ...place }));
    };
    tell("pointerdown", 0.2, 0.2);
    scrollBy(0, 60);
    await frame(), await frame();
    tell("pointermove", 0.2, 0.8);
    tell("pointermove", 0.8, 0.8);
    tell("pointerup", 0.8, 0.8);
    await frame(), await frame();
    const { width } = pad, context = pad.getContext("2d")!;
    return [scrollY, context.getImageData(width / 2, 0.8 * width, 1, 1).data[3]];
  });
  assert.deepEqual(alpha, [60, 255]);
}, { viewport: { width: 390, height: 600 } });
