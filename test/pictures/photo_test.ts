import assert from "node:assert/strict";
import { join } from "@std/path";
import sharp from "sharp";
import { UserError } from "../../lib/errors.ts";
import { readPhoto } from "../../lib/pictures/mod.ts";
import { inFolder } from "../dataset/small_mnist.ts";
import { digit, inkAt, likeness, painted } from "./paper.ts";

Deno.test("readPhoto() turns a photograph as the camera was held", () =>
  inFolder(async (folder) => {
    const ink = inkAt(digit(2), 8, 60, 20);
    const { data, width, height } = painted(
      400,
      300,
      (x, y) => Array(3).fill(230 - 180 * ink(x, y)),
    );
    const upright = sharp(data, { raw: { width, height, channels: 4 } }).flatten();
    const lying = await upright.rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    await Deno.writeFile(join(folder, "photo.jpg"), lying);
    assert.ok(likeness(await readPhoto(join(folder, "photo.jpg")), digit(2)) > 0.9);
  }));

Deno.test("readPhoto() says in a sentence what it cannot read", () =>
  inFolder(async (folder) => {
    const blank = join(folder, "blank.png"), text = join(folder, "text.png");
    const white = { create: { width: 50, height: 40, channels: 3 as const, background: "white" } };
    await Deno.writeFile(blank, await sharp(white).png().toBuffer());
    await Deno.writeTextFile(text, "not a picture");
    const empty = join(folder, "empty.png"), cut = join(folder, "cut.png");
    const heic = join(folder, "photo.heic");
    await Deno.writeFile(empty, new Uint8Array());
    await Deno.writeFile(cut, (await Deno.readFile(blank)).subarray(0, 70));
    await Deno.writeTextFile(heic, "\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    const cases: [string, RegExp][] = [
      [blank, /^Cannot find a digit in .*blank\.png: everything is nearly as bright/],
      ...[text, heic].map((file): [string, RegExp] => [
        file,
        /^Cannot read a picture from .*: it is not a JPEG, .*AVIF or SVG file\. Save it as one of these$/,
      ]),
      [empty, /^Cannot read a picture from .*empty\.png: the file is empty$/],
      [cut, /^Cannot read a picture from .*cut\.png: the file is damaged$/],
      [join(folder, "none.png"), /^Cannot read a picture from .*none\.png: there is no such file$/],
    ];
    for (const [file, message] of cases) {
      await assert.rejects(readPhoto(file), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    }
  }));

Deno.test("readPhoto() refuses a small file that claims to be a huge picture", () =>
  inFolder(async (folder) => {
    const size = { width: 16_000, height: 10, channels: 3 } as const;
    const png = await sharp({ create: { ...size, background: "white" } }).png().toBuffer();
    const header = new DataView(png.buffer, png.byteOffset);
    header.setUint32(20, 16_000); // its height; the checksum behind it is wrong now, which some ignore
    const file = join(folder, "huge.png");
    await Deno.writeFile(file, png);
    await assert.rejects(
      readPhoto(file),
      /Cannot read a picture from .*huge\.png: it has more than 64 million/,
    );
  }));
