/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Languages, themes, and whether everybody can use the page. */

import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { PANELS } from "../../lib/page/app/panels.ts";
import { browserTest, close } from "./browser.ts";
import { answer, settled } from "./strokes.ts";

Deno.test.afterAll(close);

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Shows an example in each panel, one after the other. */
async function eachPanel(page: Page, look: (id: string) => Promise<void>): Promise<void> {
  await page.locator("[data-example='6']").click();
  assert.equal(await answer(page), "6");
  for (const { id } of PANELS) {
    await page.locator(`#tab-${id}`).click();
    if (id === "inside") {
      await page.locator("[data-view='4']").focus();
      await page.keyboard.press("Enter");
      await page.locator("[data-arithmetic] .numbers").first().waitFor();
    }
    if (id === "backward") {
      await page.locator("[data-occlusion]:not([data-occlusion=''])").waitFor();
    }
    await settled(page);
    await look(id);
  }
}

/** Serious faults that axe-core finds. */
async function faults(page: Page): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    return (await axe.run(document)).violations;
  });
  return found.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(" ")}`);
}

for (const [colorScheme, locale] of [["light", "en-GB"], ["dark", "zh-CN"]] as const) {
  browserTest(`axe-core finds no serious fault (${colorScheme}, ${locale})`, async (page) => {
    await page.evaluate(axe.source);
    await eachPanel(page, async (id) => assert.deepEqual(await faults(page), [], id));
  }, { colorScheme, locale });
}

browserTest("axe-core finds no serious fault on a telephone", async (page) => {
  await page.evaluate(axe.source);
  await eachPanel(page, async (id) => assert.deepEqual(await faults(page), [], id));
}, PHONE);

/** Texts on the page, of elements that can be seen. Numbers do not count: some are still being computed. */
async function texts(page: Page): Promise<string[]> {
  const found = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("body *")]
      .filter((e) => e.checkVisibility() && !e.closest("script, [lang]:not(html)"))
      .flatMap((e) => [
        ...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent!.trim()),
        e.getAttribute("aria-label") ?? "",
      ]).filter((text) => text !== "")
  );
  return found.map((text) => text.replaceAll(/−?\d[\d.,]*/g, "0"));
}

/** Words that stay as they are in Chinese: names of layers and networks, and formulas. */
const NAMES =
  /\b(conv\d|norm\d|pool\d|flatten|output|small|best|tiny|ReLU|softmax|Softmax|max|e|deno task|page|train|TensorFlow|networks|Page Up|Page Down|MNIST|Adam|tfjs|model\.json|IDX|gz|ubyte)\b/g;

browserTest("a Chinese reader sees Chinese, in every panel", async (page) => {
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-Hans");
  await eachPanel(page, async (id) => {
    const english = (await texts(page)).filter((t) => /[a-z]{3}/i.test(t.replaceAll(NAMES, "")));
    assert.deepEqual(english, [], id);
  });
}, { locale: "zh-CN" });

browserTest("one switch changes the language of all that is shown, and back", async (page) => {
  await eachPanel(page, async (id) => {
    const before = await texts(page);
    assert.ok(before.every((text) => !/\p{Script=Han}/u.test(text)), `${id}: ${before}`);
    await page.locator("[data-language]").click();
    await settled(page);
    assert.ok((await texts(page)).some((text) => /\p{Script=Han}/u.test(text)));
    await page.locator("[data-language]").click();
    await settled(page);
    assert.deepEqual(await texts(page), before, id);
  });
});

browserTest("the page is dark where the system is, and a button changes that", async (page) => {
  const lightness = () =>
    page.evaluate(() => Number(getComputedStyle(document.body).backgroundColor.match(/\d+/)![0]));
  assert.ok(await lightness() < 60);
  await page.locator("[data-theme-button]").click();
  assert.ok(await lightness() > 200);
}, { colorScheme: "dark" });

browserTest("nothing is wider than a telephone", async (page) => {
  await eachPanel(page, async (id) => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, id);
  });
}, PHONE);

browserTest("nothing moves by itself where the system asks for calm", async (page) => {
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll("*")].filter((e) =>
      getComputedStyle(e).transitionDuration !== "0s" ||
      getComputedStyle(e).animationName !== "none"
    ).length
  );
  assert.equal(moving, 0);
}, { reducedMotion: "reduce" });

browserTest("the tabs follow the arrow keys, and the address keeps the panel", async (page) => {
  await page.locator(`#tab-${PANELS[0].id}`).focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.locator(`#panel-${PANELS[1].id}`).isVisible());
  assert.ok(await page.locator(`#panel-${PANELS[0].id}`).isHidden());
  await page.reload();
  assert.ok(await page.locator(`#panel-${PANELS[1].id}`).isVisible());
  await page.evaluate((id) => location.hash = id, PANELS[2].id);
  await page.locator(`#panel-${PANELS[2].id}`).waitFor();
});
