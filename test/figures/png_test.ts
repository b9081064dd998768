import assert from "node:assert/strict";
import sharp from "sharp";
import { Figure } from "../../lib/figures/mod.ts";
import { toPng } from "../../lib/figures/png.ts";

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">` +
  `<rect width="10" height="10" fill="#ff0000"/><rect x="10" width="10" height="10"/></svg>`;

Deno.test("toPng() draws the figure, two pixels for each of its own", async () => {
  const png = await toPng(new Figure(SVG, "x"));
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [40, 20]);
  const pixel = (
    x: number,
    y: number,
  ) => [...data.subarray(3 * (y * 40 + x), 3 * (y * 40 + x) + 3)];
  assert.deepEqual([pixel(5, 5), pixel(35, 15)], [[255, 0, 0], [0, 0, 0]]);
});

Deno.test("toPng() takes another zoom", async () => {
  const { width } = await sharp(await toPng(new Figure(SVG, "x"), 1)).metadata();
  assert.equal(width, 20);
});
