import assert from "node:assert/strict";
import { browserTest, close } from "./browser.ts";
import { answer, draw, usual } from "./strokes.ts";

Deno.test.afterAll(close);

browserTest(
  "the page reads a seven that is drawn on it, and nothing once it is cleared",
  async (page) => {
    assert.equal(await answer(page), "");
    await draw(page, usual(7));
    assert.equal(await answer(page), "7");
    await page.locator("[data-clear]").click();
    assert.equal(await answer(page), "");
  },
);
