import assert from "node:assert/strict";
import sharp from "sharp";
import { digitGrid, mistakes, probabilityBars, saliency } from "../../lib/figures/mod.ts";
import { decodeUri } from "./decode.ts";
import { readXml } from "./xml.ts";

/** A flag of 3 × 3 pixels: two rows of red above one of blue. */
const FLAG = [[255, 0, 0], [255, 0, 0], [0, 0, 255]].flatMap((c) => [...c, ...c, ...c]);

/** Counts the pixels of each colour in a figure's bitmap. */
async function colours(svg: string): Promise<Map<string, number>> {
  const image = readXml(svg).find(({ name }) => name === "image")!;
  const { data } = await sharp(decodeUri(image.attributes.get("href")!)).removeAlpha().raw()
    .toBuffer({ resolveWithObject: true });
  const counts = new Map<string, number>();
  for (let p = 0; p < data.length; p += 3) {
    const colour = data.subarray(p, p + 3).join();
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return counts;
}

Deno.test("pictures in colour, of any height and width, are drawn in their colours", async () => {
  const set = { images: [...FLAG, ...FLAG], shape: [3, 3, 3], labels: [1, 0], classes: ["a", "b"] };
  const grid = digitGrid(set);
  assert.equal(grid.description, "Pictures: 2 pictures of 3 × 3 pixels, labelled b, a");
  const wrong = mistakes(set, [0.9, 0.1, 0.9, 0.1]);
  assert.match(wrong.description, /1 of 2 pictures are .* the surest is a b taken for a a/);
  const bars = probabilityBars([0.9, 0.1], { digit: FLAG, shape: [3, 3, 3], classes: ["a", "b"] });
  for (const [{ svg }, pictures] of [[grid, 2], [wrong, 1], [bars, 1]] as const) {
    const found = await colours(svg);
    assert.deepEqual([found.get("255,0,0"), found.get("0,0,255")], [6 * pictures, 3 * pictures]);
  }
});

Deno.test("grey pictures need no channel in their shape", () => {
  const { description } = digitGrid({ images: new Uint8Array(4 * 120), shape: [10, 12] });
  assert.match(description, /4 pictures of 10 × 12 pixels/);
});

Deno.test("pictures of another shape than they are said to have are refused", () => {
  assert.throws(() => digitGrid({ images: FLAG }), {
    name: "RangeError",
    message: "Cannot draw pictures: 27 pixels are not whole pictures of 28 × 28 × 1",
  });
  assert.throws(() => saliency([{ digit: FLAG, map: [0, 0, 0, 0] }], { shape: [3, 3, 3] }), {
    name: "RangeError",
    message: /a map of 4 numbers over 27 pixels: the picture must be 3 × 3 × 3, the map 3 × 3/,
  });
});

Deno.test("saliency lies over pictures of any shape", () => {
  const map = [0, 0, 0, 1, 1, 1, 0, 0, 0];
  const { description } = saliency([{ digit: FLAG, map }], { shape: [3, 3, 3] });
  assert.match(description, /1 digit/);
});
