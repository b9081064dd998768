/// <reference lib="dom" />
/** The page as a file: its size, what it may do, and the task that writes it. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { mlp, saveModel } from "../../lib/model/mod.ts";
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

/** A copy of the network `small`: its folder, the content of its `model.json`, and its weights' file. */
async function withCopy(
  // deno-lint-ignore no-explicit-any -- a model.json, to be damaged
  work: (copy: { folder: string; json: any; weights: string }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const json = JSON.parse(await Deno.readTextFile("data/model/small/model.json"));
    const [weights] = json.weightsManifest[0].paths;
    for (const name of ["model.json", weights]) {
      await Deno.copyFile(`data/model/small/${name}`, `${folder}/${name}`);
    }
    await work({ folder, json, weights: `${folder}/${weights}` });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a network that is damaged is refused in a sentence, and one without a checksum noticed", () =>
  withCopy(async ({ folder, json, weights }) => {
    const notices: string[] = [];
    const refused = (message: RegExp) =>
      assert.rejects(
        buildPage({ networks: [folder], onNotice: (sentence) => notices.push(sentence) }),
        (error: Error) => error.name === "UserError" && message.test(error.message),
      );
    const bytes = await Deno.readFile(weights);
    bytes[100] ^= 1;
    await Deno.writeFile(weights, bytes);
    await refused(/weights-\w+\.bin: they do not match their checksum; the file is damaged$/);
    await Deno.copyFile(weights.replace(folder, "data/model/small"), weights);
    const write = (text: string) => Deno.writeTextFile(`${folder}/model.json`, text);
    await write(JSON.stringify(json).replace("MaxPooling2D", "UpSampling2D"));
    await refused(/model\.json: its content does not match its checksum/);
    await write("{}");
    await refused(/model\.json: it is JSON, but not a LayersModel/);
    assert.deepEqual(notices, []);
    delete json.sha256;
    delete json.weightsManifest[0].sha256;
    await write(JSON.stringify(json).replace("MaxPooling2D", "UpSampling2D"));
    await refused(/^Cannot look into layer pool1: the page does not know its kind, UpSampling2D$/);
    await write(JSON.stringify({ ...json, modelTopology: {} }));
    await refused(/^Cannot put network .*: its layers do not read 28 × 28 pixels, or are damaged$/);
    assert.match(notices.join("\n"), /^.*model\.json carries no checksum.*\n.*carries no checksum/);
  }));

Deno.test("a network that is not for digits is refused in a sentence", async () => {
  await tf.setBackend("cpu");
  const folder = await Deno.makeTempDir();
  for (
    const [shape, classes, message] of [
      [[12, 10, 1], 10, /its layers do not read 28 × 28 pixels/],
      [[28, 28, 1], 3, /it tells 3 classes apart, not the ten digits$/],
    ] as const
  ) {
    const names = Array.from({ length: classes }, (_, c) => `${c}`);
    await saveModel(mlp(1, { shape, classes: names }), folder);
    await assert.rejects(buildPage({ networks: [folder] }), message);
  }
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
