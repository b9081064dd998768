import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { useWasm } from "../../lib/backend/mod.ts";
import { loadModel, mlp } from "../../lib/model/mod.ts";
import { classifier, type Classify, type Picture, readPicture } from "../../lib/pictures/mod.ts";
import { digit, DIGITS, inkAt, painted } from "./paper.ts";

const SMALL = join(dirname(fromFileUrl(import.meta.url)), "..", "..", "data", "model", "small");
await useWasm();
const classify: Classify = classifier(await loadModel(SMALL));

/** Some digits side by side, the left edges `step` pixels apart. */
function row(which: readonly number[], step: number): Picture {
  const inks = which.map((n, i) => inkAt(digit(n), 5, 20 + step * i, 20));
  return painted(80 + 140 + step * (which.length - 1), 180, (x, y) => {
    const grey = 240 - 200 * Math.max(...inks.map((ink) => ink(x, y)));
    return [grey, grey, grey];
  });
}

const said = (which: readonly number[]) => which.map((n) => DIGITS.labels[n]).join("");

Deno.test("readPicture() reads one digit, and says when there are two", async () => {
  const one = await readPicture(row([3], 0), classify);
  assert.equal(one.text, said([3]));
  assert.ok(one.sure && one.notes.length === 0);
  const two = await readPicture(row([3, 5], 140), classify);
  assert.equal(two.text.length, 1);
  assert.deepEqual(two.notes, ["two digits, use --many"]);
});

Deno.test("readPicture() parts digits that touch, and no others", async () => {
  for (const step of [140, 100, 92]) {
    const { text, digits } = await readPicture(row([0, 1, 2], step), classify, { many: true });
    assert.equal(text, said([0, 1, 2]), `${step} pixels apart`);
    digits.forEach(({ box }, i) => {
      const middle = box.x + box.width / 2;
      assert.ok(Math.abs(middle - 90 - step * i) < 20, `${step} pixels apart: ${middle}`);
    });
  }
});

Deno.test("readPicture() refuses blank paper, noise, stripes and a filled circle", async () => {
  let state = 1;
  const noise = () => (state = state * 16_807 % 2_147_483_647) / 2_147_483_647;
  const pictures: Record<string, Picture> = {
    blank: painted(200, 200, () => [200, 200, 200]),
    noise: painted(200, 200, () => Array(3).fill(80 + 100 * (noise() + noise() + noise()) / 3)),
    stripes: painted(200, 200, (x, y) => Array(3).fill((x + y / 3) % 24 < 8 ? 40 : 230)),
    circle: painted(200, 200, (x, y) => Array(3).fill(Math.hypot(x - 90, y - 95) < 30 ? 40 : 230)),
  };
  for (const [name, picture] of Object.entries(pictures)) {
    for (const many of [false, true]) {
      if (name === "stripes" && many) continue; // each is as good a 1 as any
      const { text, sure, digits } = await readPicture(picture, classify, { many });
      assert.deepEqual([text, sure, digits], ["", false, []], name);
    }
  }
});

Deno.test("readPicture() finds a digit whose fainter squares were not all removed", async () => {
  for (const [n, across, down] of [[0, 24, 24], [4, 40, 32]]) {
    const ink = inkAt(digit(n), 5, 30, 20);
    const squared = painted(200, 180, (x, y) => {
      const line = x % across < 2 || y % down < 2 ? 0.45 : 0;
      return Array(3).fill(240 - 200 * Math.max(ink(x, y), line));
    });
    const { text, sure } = await readPicture(squared, classify);
    assert.deepEqual([text, sure], [said([n]), true]);
    const first = await readPicture(squared, classify, { without: ["again"] });
    assert.notEqual(first.text, said([n]));
  }
});

Deno.test("readPicture() refuses a face, whose outline alone would be a 0", async () => {
  const face = painted(300, 300, (x, y) => {
    const outline = Math.abs(Math.hypot(x - 150, y - 150) - 85) < 5;
    const eye = Math.hypot(Math.abs(x - 150) - 30, y - 120) < 9;
    const mouth = Math.abs(Math.hypot(x - 150, y - 150) - 45) < 4 && y > 170;
    return Array(3).fill(outline || eye || mouth ? 40 : 240);
  });
  assert.equal((await readPicture(face, classify)).text, "");
});

Deno.test("readPicture() asks only once for one digit, and not at all about blank paper", async () => {
  let asked = 0;
  const counting: Classify = (images) => (asked++, classify(images));
  await readPicture(row([2], 0), counting);
  assert.equal(asked, 1);
  await readPicture(painted(100, 100, () => [255, 255, 255]), counting);
  assert.equal(asked, 1);
});

Deno.test("a network for other pictures than digits is refused", () => {
  for (const options of [{ classes: 26 }, { shape: [10, 12, 3] as const }]) {
    assert.throws(() => classifier(mlp(1, options)), {
      name: "UserError",
      message: /^Cannot read digits with network "mlp": .* not the ten digits in 28 × 28 pixels$/,
    });
  }
});
