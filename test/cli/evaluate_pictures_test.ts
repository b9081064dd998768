import assert from "node:assert/strict";
import { join } from "@std/path";
import sharp from "sharp";
import { digit, DIGITS, inkAt, painted } from "../pictures/paper.ts";
import { inFolder, task } from "./deno_task.ts";

async function drawing(n: number): Promise<Uint8Array> {
  const ink = inkAt(digit(n), 6, 20, 20);
  const { data, width, height } = painted(210, 210, (x, y) => Array(3).fill(240 - 200 * ink(x, y)));
  return await sharp(data, { raw: { width, height, channels: 4 } }).png().toBuffer();
}

Deno.test("evaluate --pictures measures subfolders of digits and draws the mistakes", () =>
  inFolder(async (folder) => {
    const label = (n: number) => `${DIGITS.labels[n]}`, wrong = `${(DIGITS.labels[2] + 1) % 10}`;
    for (const [n, name] of [[0, label(0)], [1, label(1)], [2, wrong]] as const) {
      await Deno.mkdir(join(folder, name), { recursive: true });
      await Deno.writeFile(join(folder, name, `${n}.png`), await drawing(n));
    }
    const [sheet, report] = [join(folder, "sheet.png"), join(folder, "report.json")];
    const { code, stdout, stderr } = await task([
      ...["evaluate", "--model", "data/model/small", "--pictures", folder],
      ...["--sheet", sheet, "--report", report],
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /all +3 +2 +66\.7 % +20\.8 % to 93\.9 %/);
    assert.match(stdout, new RegExp(`2\\.png: ${wrong} read as ${label(2)}`));
    assert.ok((await sharp(await Deno.readFile(sheet)).metadata()).height > 400);
    const { results } = JSON.parse(await Deno.readTextFile(report));
    assert.equal(results.length, 3);
  }));

Deno.test("evaluate --pictures reads a manifest, lines of digits among them, and refuses other folders", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(join(folder, "a.png"), await drawing(3));
    const rows = [["file", "kind", "label", "source"], [
      "a.png",
      "drawing",
      DIGITS.labels[3],
      "me@1",
    ]];
    await Deno.writeTextFile(
      join(folder, "manifest.tsv"),
      rows.map((row) => row.join("\t")).join("\n"),
    );
    const args = ["evaluate", "--model", "data/model/small", "--pictures"];
    const { code, stdout } = await task([...args, folder]);
    assert.equal(code, 0);
    assert.match(stdout, /drawing +1 +1 +100\.0 %/);
    rows.push(["gone.png", "drawing", 1, "me@2"]);
    await Deno.writeTextFile(
      join(folder, "manifest.tsv"),
      rows.map((row) => row.join("\t")).join("\n"),
    );
    const missing = await task([...args, folder]);
    assert.equal(missing.code, 1);
    assert.match(
      missing.stderr,
      /^error: Cannot read a picture from .*gone\.png: there is no such/,
    );
    await Deno.writeTextFile(join(folder, "manifest.tsv"), "label\tfile\n1\ta.png\n1\n");
    const short = await task([...args, folder]);
    assert.equal(short.code, 1);
    assert.match(short.stderr, /^error: Cannot read .*manifest\.tsv: line 3 names no file$/m);
    await Deno.remove(join(folder, "manifest.tsv"));
    await Deno.mkdir(join(folder, "manifest.tsv"));
    const odd = await task([...args, folder]);
    assert.equal(odd.code, 1);
    assert.match(odd.stderr, /^error: Cannot read .*manifest\.tsv: Is a directory/m);
    const sheet = await task([...args, folder, "--sheet", folder]);
    assert.equal(sheet.code, 1);
    assert.equal(sheet.stdout, "", "refused before the work");
    assert.match(sheet.stderr, /^error: Cannot write .*: it is a folder\. Name a file$/m);
    await Deno.mkdir(join(folder, "empty"));
    const refused = await task([...args, join(folder, "empty")]);
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /^error: Cannot find labelled pictures in .*empty: it needs subfolders/m,
    );
  }));
