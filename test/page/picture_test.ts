/// <reference lib="dom" />
/** The picture of the page in the README and in notebook 7. With `UPDATE=1` both are renewed. */

import assert from "node:assert/strict";
import { joined, type Notebook } from "../../lib/cli/notebook.ts";
import { formatted } from "../../lib/cli/upkeep/format.ts";
import { browserTest, close } from "./browser.ts";
import { answer } from "./strokes.ts";

Deno.test.afterAll(close);

const PICTURE = new URL("../../notebooks/images/page.png", import.meta.url);
const NOTEBOOK = new URL("../../notebooks/07-inside.ipynb", import.meta.url);

/** The output that the cell with the page stores in its place. */
function stored(picture: Uint8Array): string {
  return `<img alt="The page: a digit drawn, read and looked into" style="max-width: 100%" ` +
    `src="data:image/png;base64,${picture.toBase64()}">`;
}

/** The notebook's cell that shows the page. */
function pageCell({ cells }: Notebook) {
  return cells.find(({ metadata }) => metadata.tags?.includes("kept"))!;
}

if (Deno.env.has("UPDATE")) {
  browserTest("the picture of the page is renewed", async (page) => {
    await page.locator("[data-example='7']").click();
    await answer(page);
    await page.locator("[data-why]").click();
    for (let i = 0; i < 11; i++) await page.locator("[data-follow]").click();
    await page.mouse.move(0, 0);
    await page.waitForTimeout(500);
    await Deno.writeFile(PICTURE, await page.screenshot());
    const notebook = JSON.parse(await Deno.readTextFile(NOTEBOOK));
    const html = [stored(await Deno.readFile(PICTURE))];
    Object.assign(pageCell(notebook).outputs![0].data!, { "text/html": html });
    await Deno.writeTextFile(NOTEBOOK, await formatted(JSON.stringify(notebook, null, 1), "ipynb"));
  });
}

Deno.test("notebook 7 stores the README's picture of the page in the page's place", async () => {
  const [output] = pageCell(JSON.parse(await Deno.readTextFile(NOTEBOOK))).outputs!;
  assert.equal(joined(output.data!["text/html"]), stored(await Deno.readFile(PICTURE)));
});
