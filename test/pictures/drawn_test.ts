/** Cards, forms and other paper that the project draws. */

import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { useWasm } from "../../lib/backend/mod.ts";
import { builtinDigits, printedDigits } from "../../lib/dataset/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import {
  classifier,
  crop,
  drawCard,
  drawForm,
  drawPaper,
  FORM_MARKS,
  isLuhn,
  type Picture,
  readPicture,
  stageSheet,
} from "../../lib/pictures/mod.ts";

const SMALL = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "data", "model", "small");
await useWasm();
const classify = classifier(await loadModel(SMALL));
const hands = builtinDigits({ count: 300, seed: 5 });

function pixel({ width, data }: Picture, x: number, y: number): number[] {
  return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

Deno.test("drawPaper() puts a digit where it is told, in ink on paper, in the light", () => {
  const image = new Uint8Array(784).fill(255);
  const picture = drawPaper({
    width: 60,
    height: 50,
    marks: [{ image, x: 10, y: 20, side: 20 }],
    ink: [10, 20, 30],
    paper: () => [200, 100, 50],
    light: (x) => x < 30 ? 1 : 0.5,
  });
  assert.deepEqual(pixel(picture, 5, 5), [200, 100, 50, 255]);
  assert.deepEqual(pixel(picture, 50, 5), [100, 50, 25, 255]);
  assert.deepEqual(pixel(picture, 15, 30), [10, 20, 30, 255]);
  assert.deepEqual(pixel(picture, 15, 15), [200, 100, 50, 255]);
});

Deno.test("drawPaper() keeps the ink of a digit where another digit's blank corner lies on it", () => {
  const place = { x: 10, y: 20, side: 20 };
  const inked = { ...place, image: new Uint8Array(784).fill(255) };
  const blank = { ...place, image: new Uint8Array(784) };
  for (const marks of [[inked, blank], [blank, inked]]) {
    const picture = drawPaper({ width: 60, height: 50, marks, ink: [10, 20, 30] });
    assert.deepEqual(pixel(picture, 15, 30), [10, 20, 30, 255]);
  }
});

Deno.test("drawPaper() turns clockwise, blurs without a loss, and adds noise from a seed", () => {
  const bar = (x: number) => x >= 90 && x < 110 ? [0, 0, 0] as const : [255, 255, 255] as const;
  const options = { width: 200, height: 200, paper: bar };
  const tilted = drawPaper({ ...options, tilt: 20 });
  assert.deepEqual(pixel(tilted, 100, 100), [0, 0, 0, 255]);
  assert.ok(pixel(tilted, 130, 20)[0] === 0 && pixel(tilted, 70, 20)[0] === 255, "to the right");
  const sum = ({ data }: Picture) => Array.from(data).reduce((a, b) => a + b, 0);
  const [sharp, soft] = [drawPaper(options), drawPaper({ ...options, blur: 4 })];
  assert.ok(Math.abs(sum(soft) / sum(sharp) - 1) < 0.005);
  assert.ok(pixel(soft, 89, 50)[0] > 80 && pixel(soft, 89, 50)[0] < 180);
  const noisy = (seed: number) => drawPaper({ ...options, noise: 9, seed }).data;
  assert.deepEqual(noisy(3), noisy(3));
  assert.notDeepEqual(noisy(3), noisy(4));
  assert.throws(() => drawPaper({ width: 0, height: 5 }), RangeError);
  const marks = [{ image: new Uint8Array(9), x: 0, y: 0, side: 9 }];
  assert.throws(() => drawPaper({ width: 9, height: 9, marks }), /digit of 9 pixels/);
});

Deno.test("drawCard() writes a number that passes the check, and it is read where it is", async () => {
  for (const seed of [1, 2, 3]) {
    const { picture, number, box } = drawCard({ seed });
    assert.ok(isLuhn(number) && number.length === 16);
    const { text, digits } = await readPicture(picture, classify, { many: true });
    assert.equal(text, number, "neither name nor chip is read");
    for (const { box: { x, y, width, height } } of digits) {
      assert.ok(x >= box.x && x + width <= box.x + box.width, "across");
      assert.ok(y >= box.y && y + height <= box.y + box.height, "down");
    }
  }
});

Deno.test("drawCard() takes a number and a hand, and refuses numbers that fail", () => {
  const number = "4111111111111111", printed = drawCard({ number, seed: 2 });
  const written = drawCard({ number, digits: hands, seed: 2 });
  assert.equal(written.number, number);
  assert.notDeepEqual(printed.picture.data, written.picture.data);
  assert.throws(() => drawCard({ number: "4111111111111112" }), /must pass the check/);
  assert.throws(() => drawCard({ number: "18" }), /16 digits/);
});

Deno.test("drawForm() writes each digit into its cell, and squares into three corners", async () => {
  const { picture, fields } = drawForm(hands, { seed: 4 });
  assert.deepEqual(fields.map(({ text }) => text.length), [5, 3, 8, 10]);
  for (const [x, y] of FORM_MARKS) assert.deepEqual(pixel(picture, x, y), [25, 25, 25, 255]);
  let right = 0;
  for (const { text, cells } of fields) {
    for (const [i, { x, y, width, height }] of cells.entries()) {
      const cell = crop(picture, { x: x + 2, y: y + 2, width: width - 4, height: height - 4 });
      if ((await readPicture(cell, classify)).text === text[i]) right++;
    }
  }
  assert.ok(right >= 23, `${right} of 26`);
  assert.throws(
    () => drawForm({ ...hands, labels: hands.labels.map(() => 1) }),
    /the set has none/,
  );
});

Deno.test("crop() leaves out what lies beyond the picture", () => {
  const data = Uint8Array.from({ length: 4 * 12 }, (_, i) => i >> 2);
  const corner = crop({ width: 4, height: 3, data }, { x: 2.6, y: -5, width: 9, height: 6.2 });
  assert.deepEqual([corner.width, corner.height, corner.data[0]], [1, 1, 3]);
  assert.throws(() => crop(corner, { x: 5, y: 0, width: 2, height: 2 }), RangeError);
});

Deno.test("printedDigits() are read as what they are", async () => {
  const { images, labels } = printedDigits();
  const p = await classify([...labels].map((n) => images.subarray(784 * n, 784 * (n + 1))));
  const said = [...labels].map((n) => {
    const row = p.subarray(10 * n, 10 * n + 10);
    return row.indexOf(Math.max(...row));
  });
  assert.deepEqual(said, [...labels]);
});

Deno.test("stageSheet() shows six stages of a digit, the picture first", async () => {
  const marks = [{ image: hands.images.subarray(0, 784), x: 20, y: 20, side: 80 }];
  const picture = drawPaper({ width: 120, height: 120, marks, paper: () => [250, 200, 100] });
  const { images, shape, labels } = stageSheet(picture, await readPicture(picture, classify), 60);
  assert.deepEqual([...shape], [60, 60, 3]);
  assert.equal(images.length, labels.length * 60 * 60 * 3);
  assert.equal(labels.length, 6);
  assert.deepEqual([...images.subarray(0, 3)], [250, 200, 100]);
});
