import assert from "node:assert/strict";
import { join } from "@std/path";
import sharp from "sharp";
import { UserError } from "../../lib/errors.ts";
import { builtinDigits, readPhoto, slice } from "../../lib/dataset/mod.ts";
import { inFolder } from "./small_mnist.ts";

const DIGITS = builtinDigits({ count: 20, seed: 4 });

function product(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, p) => sum + value * b[p], 0);
}

/** A photograph of a digit: large, out of the middle, on paper in uneven light. */
async function photograph(digit: Uint8Array, inverted: boolean): Promise<Uint8Array> {
  const zoom = 12, width = 700, height = 500, left = 290, top = 60;
  const large = await sharp(digit, { raw: { width: 28, height: 28, channels: 1 } })
    .resize(28 * zoom, 28 * zoom, { kernel: "cubic" }).greyscale().raw()
    .toBuffer({ resolveWithObject: true });
  const { channels } = large.info;
  const grey = Uint8Array.from({ length: width * height }, (_, p) => {
    const x = p % width, y = Math.floor(p / width);
    const inside = x >= left && x < left + 28 * zoom && y >= top && y < top + 28 * zoom;
    const ink = inside ? large.data[((y - top) * 28 * zoom + x - left) * channels] / 255 : 0;
    const paper = 225 - 25 * x / width + 4 * Math.sin(x * y);
    const value = paper * (1 - ink) + 40 * ink;
    return Math.round(inverted ? 255 - value : value);
  });
  return await sharp(grey, { raw: { width, height, channels: 1 } }).jpeg().toBuffer();
}

Deno.test("readPhoto() finds the digit that was photographed, dark on light and light on dark", () =>
  inFolder(async (dir) => {
    const file = join(dir, "photo.jpg");
    for (let n = 0; n < 20; n++) {
      for (const inverted of [false, true]) {
        const digit = slice(DIGITS, n, n + 1).images;
        await Deno.writeFile(file, await photograph(digit, inverted));
        const found = await readPhoto(file);
        assert.equal(found.length, 784);
        assert.equal(Math.max(...found), 255);
        const alike = product(found, digit) /
          Math.sqrt(product(found, found) * product(digit, digit));
        assert.ok(alike > 0.88, `digit ${n}: alike by ${alike.toFixed(3)}`);
      }
    }
  }));

Deno.test("readPhoto() reads a photograph as the camera was held, not as its chip lay", () =>
  inFolder(async (dir) => {
    const upright = join(dir, "upright.jpg"), lying = join(dir, "lying.jpg");
    const seven = DIGITS.labels.indexOf(7);
    const photo = await photograph(slice(DIGITS, seven, seven + 1).images, false);
    await Deno.writeFile(upright, photo);
    const expected = await readPhoto(upright);
    // EXIF's orientations: which turn puts the stored picture upright (TIFF 6.0, tag 274).
    for (const [orientation, turn] of [[3, 180], [6, 90], [8, 270]]) {
      const stored = await sharp(photo).rotate(360 - turn).withMetadata({ orientation }).jpeg()
        .toBuffer();
      await Deno.writeFile(lying, stored);
      const found = await readPhoto(lying);
      const alike = product(found, expected) /
        Math.sqrt(product(found, found) * product(expected, expected));
      assert.ok(alike > 0.97, `orientation ${orientation}: alike by ${alike.toFixed(3)}`);
    }
  }));

Deno.test("readPhoto() fits a digit into 20 × 20 pixels and centres its mass", () =>
  inFolder(async (dir) => {
    const file = join(dir, "bar.png");
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="400">
      <rect width="200" height="400" fill="white"/><rect x="20" y="30" width="20" height="80"/>
    </svg>`;
    await Deno.writeFile(file, await sharp(new TextEncoder().encode(svg)).png().toBuffer());
    const found = await readPhoto(file);
    const rows = Array.from({ length: 28 }, (_, y) => found.subarray(28 * y, 28 * (y + 1)));
    const inked = rows.flatMap((row, y) => row.some((grey) => grey > 127) ? [y] : []);
    assert.deepEqual([inked[0], inked.length], [4, 20]);
    const row = [...rows[14]];
    assert.deepEqual(row.flatMap((grey, x) => grey > 254 ? [x] : []), [12, 13, 14, 15]);
    assert.ok(Math.abs(row[11] - 127.5) < 8 && Math.abs(row[16] - 127.5) < 8, "five in all");
  }));

Deno.test("readPhoto() says in a sentence what it cannot read", () =>
  inFolder(async (dir) => {
    const blank = join(dir, "blank.png"), text = join(dir, "text.jpg");
    const size = { width: 50, height: 40, channels: 3 } as const;
    await Deno.writeFile(
      blank,
      await sharp({ create: { ...size, background: "white" } }).png().toBuffer(),
    );
    await Deno.writeTextFile(text, "no picture");
    const cases: [string, RegExp][] = [
      [join(dir, "nothing.jpg"), /Cannot read a photograph from .*nothing\.jpg: there is no such/],
      [text, /Cannot read a photograph from .*text\.jpg: .*unsupported image format/],
      [blank, /Cannot find a digit in .*blank\.png/],
    ];
    for (const [file, message] of cases) {
      await assert.rejects(readPhoto(file), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    }
  }));
