/// <reference lib="dom" />
/** The page as a file: its size, what it may do, and the task that writes it. */

import assert from "node:assert/strict";
import { buildPage } from "../../lib/page/mod.ts";
import { UserError } from "../../lib/errors.ts";
import { task } from "../cli/deno_task.ts";
import { inTime } from "../slowness.ts";
import { browserTest, close } from "./browser.ts";

Deno.test.afterAll(close);

Deno.test("the page has at most 1.8 MB, and names no other file or address", async () => {
  const html = await buildPage();
  assert.ok(new TextEncoder().encode(html).length <= 1.8e6, `${html.length}`);
  assert.doesNotMatch(html.slice(0, html.indexOf("<script")), /(src|href)="(?!data:)/);
});

Deno.test("a network that is not there is refused in a sentence", async () => {
  await assert.rejects(buildPage({ networks: ["smal"] }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(
      error.message,
      /Cannot put network "smal" into the page: there is no model\.json or network\.bin in .*smal$/,
    );
    return true;
  });
});

Deno.test("a network that the page cannot compute is refused in a sentence", async () => {
  const folder = await Deno.makeTempDir();
  const text = await Deno.readTextFile("data/model/small/model.json");
  const [weights] = text.match(/weights-\w+\.bin/)!;
  await Deno.writeTextFile(`${folder}/model.json`, text.replace("MaxPooling2D", "UpSampling2D"));
  await Deno.copyFile(`data/model/small/${weights}`, `${folder}/${weights}`);
  await assert.rejects(buildPage({ networks: [folder] }), {
    name: "UserError",
    message: "Cannot look into layer pool1: the page does not know its kind, UpSampling2D",
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("deno task page writes the page into the project, and says where from the folder in which it was typed", async () => {
  const { code, stdout, stderr } = await task(["page"], {}, "notebooks");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^\.\.\/runs\/page\/index\.html \(\d\.\d\d MB\): open it in a browser\n$/);
  assert.match(await Deno.readTextFile("runs/page/index.html"), /^<!doctype html>/);
});

browserTest("the page can ask nobody for anything", async (page) => {
  const blocked = await page.evaluate(async () => {
    const violated: string[] = [];
    document.addEventListener("securitypolicyviolation", (e) => violated.push(e.violatedDirective));
    await fetch("http://127.0.0.1:9/").catch(() => {});
    const image = new Image();
    await new Promise((done) => {
      image.onerror = done;
      image.src = "http://127.0.0.1:9/";
    });
    return violated;
  });
  assert.deepEqual(blocked, ["connect-src", "img-src"]);
}, { allowed: /Content Security Policy|127\.0\.0\.1:9/ });

browserTest("the page opens in under a second, and its worker answers soon", async (page) => {
  const [opened] = await page.evaluate(() =>
    performance.getEntriesByType("navigation").map((e) => e.duration)
  );
  assert.ok(inTime(opened, 1_000), `${opened} ms`);
});
