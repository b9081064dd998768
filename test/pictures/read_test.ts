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
  assert.ok(one.sure && one.notes.length === 0 && !one.several);
  const two = await readPicture(row([3, 5], 140), classify);
  assert.equal(two.text.length, 1);
  assert.deepEqual(two.notes, ["two digits, use --many"]);
  assert.ok(two.several);
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

Deno.test("readPicture() finds the sheet on a dark table, within a frame, and says so", async () => {
  const ink = inkAt(digit(3), 5, 130, 110);
  const picture = (left: number, top: number) =>
    painted(400, 360, (x, y) => {
      const table = 80 + 20 * Math.sin(x / 9) * Math.sin((x + y) / 13);
      const onSheet = x > left && x < 400 - left && y > top && y < 360 - top;
      return Array(3).fill(onSheet ? 235 - 195 * ink(x, y) : table);
    });
  for (const [left, top] of [[90, 80], [16, 12]]) {
    const { text, digits, notes } = await readPicture(picture(left, top), classify);
    assert.equal(text, said([3]));
    const [{ box }] = digits;
    assert.ok(box.x > 130 && box.y > 110 && box.x + box.width < 270 && box.y + box.height < 250);
    if (left === 90) assert.ok(notes.includes("read on a sheet in the picture"), `${notes}`);
  }
  assert.equal((await readPicture(picture(90, 80), classify, { without: ["again"] })).text, "");
});

Deno.test("readPicture() finds no digit in a letter whose strokes do not quite touch, or in a scribble's holes", async () => {
  const stroke = (x: number, y: number, x0: number, y0: number, x1: number, y1: number) => {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const t = Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0), 1);
    return Math.hypot(x - x0 - t * dx, y - y0 - t * dy) < 5;
  };
  const k = painted(260, 260, (x, y) => {
    const inked = stroke(x, y, 80, 50, 80, 210) || stroke(x, y, 180, 50, 104, 130) ||
      stroke(x, y, 104, 130, 180, 210);
    return Array(3).fill(inked ? 40 : 240);
  });
  assert.equal((await readPicture(k, classify)).text, "");
  const hole = (x: number, y: number) =>
    Math.abs(x - 130 - (130 - y) / 8) < 4 && Math.abs(y - 130) < 35;
  const blot = painted(260, 260, (x, y) => {
    const inked =
      Math.hypot(x - 130, y - 130) < 80 + 9 * Math.sin(7 * Math.atan2(y - 130, x - 130));
    return Array(3).fill(inked && !hole(x, y) ? 40 : 240);
  });
  assert.equal((await readPicture(blot, classify)).text, "");
});

Deno.test("readPicture() takes no line from edge to edge for a 1", async () => {
  const margin = painted(300, 300, (x) => Math.abs(x - 60) < 2 ? [210, 80, 80] : [245, 235, 160]);
  for (const without of [[], ["lines"]] as const) {
    assert.equal((await readPicture(margin, classify, { without })).text, "");
  }
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
