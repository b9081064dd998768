import assert from "node:assert/strict";
import { join } from "@std/path";
import sharp from "sharp";
import { DIGITS, inkAt, painted } from "../pictures/paper.ts";
import { inFolder, startTask, task } from "./deno_task.ts";

/** A PNG of some of the built-in digits in a row. */
async function drawing(...which: readonly number[]): Promise<Uint8Array> {
  const inks = which.map((n, i) =>
    inkAt(DIGITS.images.subarray(784 * n, 784 * (n + 1)), 6, 20 + 150 * i, 20)
  );
  const { data, width, height } = painted(40 + 150 * which.length + 20, 210, (x, y) => {
    const grey = 240 - 200 * Math.max(...inks.map((ink) => ink(x, y)));
    return [grey, grey, grey];
  });
  return await sharp(data, { raw: { width, height, channels: 4 } }).png().toBuffer();
}

const text = (...which: readonly number[]) => which.map((n) => DIGITS.labels[n]).join("");

Deno.test("predict reads files and folders, names what it cannot read, goes on and ends with 1", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "more"));
    await Deno.writeFile(join(folder, "more-b.png"), await drawing(0)); // another than more/b.png
    await Deno.writeFile(join(folder, "more", "b.png"), await drawing(1));
    await Deno.writeFile(join(folder, "more", "cut.png"), (await drawing(1)).subarray(0, 300));
    const blank = { create: { width: 80, height: 60, channels: 3 as const, background: "white" } };
    await Deno.writeFile(join(folder, "more", "white.png"), await sharp(blank).png().toBuffer());
    const missing = join(folder, "missing.png");
    const { code, stdout, stderr } = await task([
      ...["predict", missing, join(folder, "more-b.png"), join(folder, "more")],
      ...["--explain", join(folder, "explained")],
    ]);
    assert.equal(code, 1);
    const lines = stdout.trim().split("\n");
    assert.equal(lines.length, 3, stdout);
    assert.match(lines[0], new RegExp(`more-b\\.png: ${text(0)}  .*\\d %`));
    assert.match(lines[1], new RegExp(`b\\.png: ${text(1)}  .*\\d %`));
    assert.match(lines[2], /white\.png: no digit here$/);
    const [first, second, last, ...others] = stderr.trim().split("\n");
    assert.match(
      first,
      /^error: Cannot read a picture from .*missing\.png: there is no such file$/,
    );
    assert.match(second, /^error: Cannot read a picture from .*cut\.png: /);
    assert.match(last, /^3 drawings in .*explained show how they were read$/);
    assert.deepEqual(others, []);
    const drawn = await Array.fromAsync(Deno.readDir(join(folder, "explained")), (f) => f.name);
    assert.equal(drawn.length, 3);
    const ofDigit = drawn.find((name) => name.endsWith("-more-b.png.png"))!; // folders have no order
    const page = await sharp(await Deno.readFile(join(folder, "explained", ofDigit))).metadata();
    assert.ok(page.width > 1_000 && page.height > 200);
  }));

Deno.test("predict --many --json gives every digit of standard input with its box and probabilities", async () => {
  const child = startTask(["predict", "--many", "--json", "-"], {}, { stdin: "piped" });
  const writer = child.stdin.getWriter();
  await writer.write(await drawing(2, 3, 4));
  await writer.close();
  const { code, stdout } = await child.output();
  assert.equal(code, 0);
  const said = JSON.parse(new TextDecoder().decode(stdout));
  assert.deepEqual(Object.keys(said), ["file", "text", "sure", "digits", "notes"]);
  assert.equal(said.file, "-");
  assert.equal(said.text, text(2, 3, 4));
  assert.deepEqual(said.notes, []);
  for (const [i, { digit, probability, box, probabilities }] of said.digits.entries()) {
    assert.equal(digit, DIGITS.labels[2 + i]);
    assert.equal(probability, Math.max(...probabilities));
    assert.ok(Math.abs(probabilities.reduce((a: number, b: number) => a + b) - 1) < 1e-4);
    const [x, y, width, height] = box;
    assert.ok(x >= 20 + 150 * i && x + width <= 190 + 150 * i, `${box}`);
    assert.ok(y >= 20 && y + height <= 190 && Math.max(width, height) > 90, `${box}`);
  }
});

Deno.test({
  name: "predict does not read what may never end",
  ignore: Deno.build.os === "windows", // which has no such device
  fn: async () => {
    const endless = await task(["predict", "/dev/zero"]);
    assert.equal(endless.code, 1);
    assert.match(
      endless.stderr,
      /^error: Cannot read a picture from .*zero: it is not a plain file$/m,
    );
    const child = startTask(["predict", "-"], {}, { stdin: "piped" });
    const zeros = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(2 ** 22)),
    });
    const [{ code, stderr }] = await Promise.all([
      child.output(),
      zeros.pipeTo(child.stdin).catch(() => {}), // it is closed in the end
    ]);
    assert.equal(code, 1);
    assert.match(
      new TextDecoder().decode(stderr),
      /^error: Cannot read a picture from standard input: expected at most 268435456 bytes, found/m,
    );
  },
});

Deno.test("predict says that there are several digits where one was asked for, and needs a picture", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(join(folder, "two.png"), await drawing(0, 1));
    const { stdout } = await task(["predict", join(folder, "two.png")]);
    assert.match(stdout, /\(two digits, use --many\)/);
    const none = await task(["predict"]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /missing required argument 'picture'/);
  }));
