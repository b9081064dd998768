import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { useWasm } from "../lib/backend/mod.ts";
import { findDigits } from "../lib/dataset/mod.ts";
import { growthFigures } from "../lib/cli/upkeep/bench_growth.ts";
import {
  behindText,
  benchTable,
  comparisons,
  kernelTable,
  machineText,
  stepTable,
  trainingTable,
} from "../lib/cli/upkeep/bench_table.ts";
import { compressionFigure, FIGURE } from "../lib/cli/upkeep/compress_figure.ts";
import { compressionTable, integerText, storedText } from "../lib/cli/upkeep/compress_table.ts";
import { ablationTable, pictureTables } from "../lib/cli/upkeep/suite_tables.ts";
import { webgpuTable, webgpuText } from "../lib/cli/upkeep/webgpu_table.ts";
import { resultsTable } from "../lib/cli/upkeep/results_table.ts";
import { RECIPES } from "../lib/training/mod.ts";
import { networkDiagram } from "../lib/figures/mod.ts";
import { cnn, network, summary } from "../lib/model/mod.ts";

await useWasm();

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..");
const readme = await Deno.readTextFile(join(ROOT, "README.md"));
const config = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
const bench = JSON.parse(await Deno.readTextFile(join(ROOT, "data", "bench.json")));
const compression = JSON.parse(await Deno.readTextFile(join(ROOT, "data", "compression.json")));
const pictures = JSON.parse(await Deno.readTextFile(join(ROOT, "data", "pictures.json")));
const results = JSON.parse(await Deno.readTextFile(join(ROOT, "data", "results.json")));
const webgpu = JSON.parse(await Deno.readTextFile(join(ROOT, "data", "webgpu.json")));

/** A Markdown table's cells; how wide its columns are drawn does not matter. */
function cells(table: string): string[][] {
  return table.trim().split("\n").map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim().replace(/^:?-+:?$/, "---"))
  );
}

/** The README's text between two marks. */
function part(name: string): string {
  return readme.match(new RegExp(`<!-- ${name} -->([^]*?)<!-- /${name} -->`))![1];
}

Deno.test("the README's results are those that were measured", () => {
  assert.deepEqual(cells(part("results")), cells(resultsTable(results).toMarkdown()));
});

Deno.test("the README's table and figure of compression are what was measured", async () => {
  assert.deepEqual(cells(part("compression")), cells(compressionTable(compression).toMarkdown()));
  assert.equal(
    await Deno.readTextFile(join(ROOT, FIGURE)),
    compressionFigure(compression).svg,
  );
  assert.equal(
    part("integer").replaceAll("\n", " ").trim(),
    `${integerText(compression)} ${storedText(compression)}`,
  );
});

Deno.test("the README's speeds are those that were measured", () => {
  assert.deepEqual(cells(part("bench")), cells(benchTable(bench).toMarkdown()));
  assert.deepEqual(cells(part("steps")), cells(stepTable(bench).toMarkdown()));
  assert.deepEqual(cells(part("trainings")), cells(trainingTable(bench).toMarkdown()));
  const words = (text: string) => text.trim().split(/\s+/);
  assert.deepEqual(words(part("machine")), words(machineText(bench)));
  assert.deepEqual(words(part("behind")), words(behindText(bench)));
  for (const [file, { svg }] of growthFigures(bench.growth)) {
    assert.equal(Deno.readTextFileSync(join(ROOT, file)), svg, file);
  }
  assert.deepEqual(cells(part("kernels")), cells(kernelTable(bench).toMarkdown()));
});

Deno.test("what the README says of a GPU was measured on one", () => {
  const [text, table] = part("webgpu").trim().split(/\n\n(?=\|)/);
  assert.equal(text.replaceAll("\n", " "), webgpuText(webgpu));
  assert.deepEqual(cells(table), cells(webgpuTable(webgpu).toMarkdown()));
  assert.doesNotMatch(webgpu.adapter.name, /llvmpipe|swiftshader|software/i);
});

Deno.test("no speed that was measured is beyond the limit of 128-bit SIMD, which all works have", () => {
  const limited = comparisons(bench).filter(({ limit }) => limit !== undefined);
  assert.equal(limited.length, 40 + 4 + 2);
  for (const { what, ratio, limit } of limited) assert.ok(ratio > limit!, what);
  for (const { size, milliseconds, limit } of [...bench.growth.sides, ...bench.growth.workers]) {
    assert.ok(milliseconds > limit, `${size}`);
  }
});

Deno.test("the README's tables of reading pictures are those that were measured", () => {
  assert.deepEqual(cells(part("pictures")), cells(pictureTables(pictures.suite.whole)));
  assert.deepEqual(cells(part("ablation")), cells(ablationTable(pictures.ablation).toMarkdown()));
});

Deno.test("the measured results belong to the recipes as they are", () => {
  for (const [name, result] of Object.entries<typeof results.recipes[string]>(results.recipes)) {
    const recipe = RECIPES[name as keyof typeof RECIPES];
    assert.deepEqual(result.recipe, recipe, name);
    assert.equal(network(recipe.network, 1).countParams(), result.parameters);
  }
});

Deno.test("the README names every task and every dependency, with its version", () => {
  for (const name of Object.keys(config.tasks)) {
    assert.ok(readme.includes(`deno task ${name}`), `deno task ${name}`);
  }
  for (const specifier of Object.values<string>(config.imports)) {
    const [, name, version] = specifier.match(/^(?:npm|jsr):(@?[^@]+)@\^?(.+)$/)!;
    assert.ok(readme.includes(name), name);
    if (specifier.startsWith("npm:")) assert.ok(readme.includes(version), `${name} ${version}`);
  }
});

Deno.test("the README links to files that exist", async () => {
  for (const [, target] of readme.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)) {
    await Deno.stat(join(ROOT, target));
  }
});

Deno.test("the README's picture is the project's own drawing of the network", async () => {
  const file = join(ROOT, "notebooks", "images", "network.svg");
  const { svg } = networkDiagram(summary(cnn(1)).layers, { title: "The convolutional network" });
  if (Deno.env.has("UPDATE")) await Deno.writeTextFile(file, svg);
  assert.equal(await Deno.readTextFile(file), svg);
});

/** Runs a program that lies in the repository, so that its imports are those of deno.json. */
async function runProgram(text: string, permissions: string[]) {
  const folder = await Deno.makeTempDir({ dir: ROOT, prefix: ".cells-" });
  try {
    const file = join(folder, "program.ts");
    await Deno.writeTextFile(file, text);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--no-prompt", ...permissions, file],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The README's program that has a certain word in it. */
function program(word: string): string {
  const programs = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, program]) => program);
  const found = programs.filter((text) => text.includes(word));
  assert.equal(found.length, 1, `one program with ${word}`);
  return found[0];
}

Deno.test("the README's program trains tfjs-examples' network, and fails without useWasm", async () => {
  const text = program("model.fit");
  const { code, stdout, stderr } = await runProgram(text, ["--allow-read"]);
  assert.equal(code, 0, stderr);
  const accuracies: number[] = JSON.parse(stdout);
  assert.equal(accuracies.length, 3);
  assert.ok(accuracies[2] > 0.8, stdout);

  const shipped = `import "@tensorflow/tfjs-backend-wasm";\n` +
    text.replace("await useWasm()", `await tf.setBackend("wasm")`);
  const without = await runProgram(shipped, ["--allow-read"]);
  assert.equal(without.code, 1);
  const [, message] = readme.match(/the same program fails: "([^"]+)"/)!;
  assert.ok(without.stderr.includes(message.replace(/\s+/g, " ")), without.stderr);
});

Deno.test("the README's program of the library runs, with no permission but to read", async () => {
  const short = program("findDigits").replace("...digits,", "...digits, epochs: 1,");
  const { code, stdout, stderr } = await runProgram(short, ["--allow-read"]);
  assert.equal(code, 0, stderr);
  assert.ok(Number(stdout) > 0.9, stdout);
});

Deno.test("the README's program reads a digit with a saved network, draws it and saves the network", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const text = program("probabilityBars").replace(/"(digit\.svg|copy)"/g, `"${folder}/$1"`);
    const sharps = "--allow-env=npm_package_config_libvips,MALLOC_ARENA_MAX";
    const rights = ["--allow-read", `--allow-write=${folder}`, "--allow-ffi", sharps];
    const { code, stderr } = await runProgram(text, rights);
    assert.equal(code, 0, stderr);
    assert.match(await Deno.readTextFile(join(folder, "digit.svg")), /^<svg /);
    await Deno.stat(join(folder, "copy", "model.json"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the README's program writes a set of pictures that the library finds", async () => {
  const folder = await Deno.makeTempDir(), pets = join(folder, "pets");
  try {
    const text = program("writeDigits").replace(`folder = "pets"`, `folder = "${pets}"`);
    const { code, stderr } = await runProgram(text, ["--allow-read", `--allow-write=${folder}`]);
    assert.equal(code, 0, stderr);
    const source = await findDigits({ data: pets });
    const set = await source.loadTraining();
    assert.deepEqual([source.name, set.shape, set.classes], ["pets", [32, 32, 3], ["cat", "dog"]]);
    assert.equal(network("cnn", 1, set).outputs[0].shape[1], 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a program elsewhere imports the library as the README says", async () => {
  const config = readme.match(/```json\n([^]*?)```/)![1].replaceAll("../path/to/the/clone", ROOT);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "deno.json"), config);
    const file = join(folder, "program.ts");
    await Deno.writeTextFile(
      file,
      `import * as tf from "@tensorflow/tfjs";
import { useWasm } from "@pixel/convnet/backend";

await useWasm();
console.log(tf.grad((w) => tf.conv2d(tf.ones([1, 3, 3, 1]), w as never, 1, "valid").sum())(
  tf.ones([3, 3, 1, 1]),
).size);
`,
    );
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--no-prompt", "--allow-read", file],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.equal(new TextDecoder().decode(stdout).trim(), "9");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
