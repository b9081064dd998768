import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";
import vm from "node:vm";
import { type Classify, type Picture, readPicture } from "../../lib/pictures/mod.ts";
import { digit, inkAt, painted } from "./paper.ts";

const ROOM = new URL("../../lib/pictures/", import.meta.url);
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** A program as a page loads it, with what it imports. */
async function bundled(program: string): Promise<string> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(entry, program);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "-q", "--platform", "browser", "--format", "iife", "-c", CONFIG, entry],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(entry);
  }
}

/** Stands for a network: the same answer from the same pixels everywhere. */
const PRETEND: Classify = (images) => {
  const scores = images.flatMap((image) =>
    Array.from({ length: 10 }, (_, n) => image[100 + 57 * n] / 255)
  );
  return Promise.resolve(Float32Array.from(scores));
};

Deno.test("readPicture() makes the same of a canvas's pixels without Deno or Node", async () => {
  const program = await bundled(
    `import { readPicture } from "${ROOM}read.ts"; globalThis.readPicture = readPicture;`,
  );
  assert.doesNotMatch(program, /\bDeno\b|node:|sharp"/);
  const page: { readPicture?: typeof readPicture } = vm.createContext({});
  vm.runInContext(program, page as vm.Context);
  const inks = [0, 3].map((n, i) => inkAt(digit(n), 5, 20 + 140 * i, 20));
  const { width, height, data } = painted(360, 180, (x, y) => {
    const grey = (240 - 200 * Math.max(...inks.map((ink) => ink(x, y)))) * (x > 200 ? 0.6 : 1);
    return [grey, grey, grey];
  });
  const canvas: Picture = { width, height, data: new Uint8ClampedArray(data) };
  for (const many of [false, true]) {
    const there = await page.readPicture!(canvas, PRETEND, { many });
    const here = await readPicture({ width, height, data }, PRETEND, { many });
    assert.ok(here.digits.length > 0);
    assert.equal(JSON.stringify(there), JSON.stringify(here)); // every stage, byte for byte
  }
});

Deno.test("what a page imports of the pictures' room asks for no module of Node or native library", async () => {
  const program = await bundled(
    `import * as pictures from "${ROOM}pixels.ts"; console.log(pictures);`,
  );
  assert.match(program, /readPicture/);
  assert.doesNotMatch(program, /^import [^\n]*"(node:|sharp)|(__require|import)\("(node:|sharp)/m);
});
