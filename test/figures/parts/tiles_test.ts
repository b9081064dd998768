import assert from "node:assert/strict";
import sharp from "sharp";
import { ink } from "../../../lib/figures/parts/palette.ts";
import { shade, shadesOf, tilePanel } from "../../../lib/figures/parts/tiles.ts";
import { decodeUri } from "../decode.ts";
import { readXml } from "../xml.ts";

Deno.test("tilePanel() puts every pixel of every picture below its caption", async () => {
  const tiles = [[0, 255, 255, 0], [255, 255, 0, 0], [0, 0, 0, 255]]
    .map((values) => shade(values, [0, 255]));
  const zoom = 10;
  const panel = tilePanel(tiles, {
    width: 2,
    zoom,
    columns: 2,
    colours: shadesOf(ink),
    captions: ["a", "b", "c"],
  });
  const elements = readXml(`<svg>${panel.content}</svg>`);
  const uri = elements.find(({ name }) => name === "image")!.attributes.get("href")!;
  const { data, info } = await sharp(decodeUri(uri)).greyscale().raw()
    .toBuffer({ resolveWithObject: true });
  const frames = elements.filter(({ name }) => name === "rect");
  assert.equal(frames.length, 3);
  const seen = frames.map(({ attributes }) => {
    const left = (Number(attributes.get("x")) + 0.5) / zoom;
    const top = (Number(attributes.get("y")) + 0.5) / zoom;
    return [0, 1, 2, 3].map((p) =>
      data[(top + Math.floor(p / 2)) * info.width + left + p % 2] < 128 ? "ink" : "paper"
    );
  });
  const [I, P] = ["ink", "paper"];
  assert.deepEqual(seen, [[P, I, I, P], [I, I, P, P], [P, P, P, I]]);
  assert.equal(Array.from(data).filter((grey) => grey < 128).length, 5, "ink elsewhere");
});

Deno.test("shade() gives the ends of the scale to what lies beyond them", () => {
  assert.deepEqual([...shade([-9, 0, 5, 10, 99], [0, 10], 11)], [0, 0, 5, 10, 10]);
});

Deno.test("shade() of a domain without width is the low end, not NaN", () => {
  assert.deepEqual([...shade([0, 0], [0, 0], 5)], [0, 0]);
});
