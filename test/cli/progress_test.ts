import assert from "node:assert/strict";
import { join } from "@std/path";
import { findDigits } from "../../lib/dataset/mod.ts";
import { answerCell, exercises, exercisesOf } from "../../lib/exercises/mod.ts";
import { inFolder, startTask, task } from "./deno_task.ts";
import { slowness } from "../slowness.ts";

/** The time for a cell: ample for those that end. */
const SECONDS = 4 * Math.ceil(Math.min(4, slowness()));

function exercise(id: string) {
  return exercises.find((exercise) => exercise.id === id)!;
}

/** The cell of an exercise with an answer in TypeScript. */
function answered(id: string, answer: string, before = ""): string {
  return `${before}\nawait check("${id}", ${answer});`;
}

/** The cell of an exercise with its right answer: the solution, or a number. */
function right(id: string): string {
  const { solution, answer } = exercise(id);
  return solution ? answered(id, "answer", solution) : answered(id, JSON.stringify(answer));
}

/** Writes a notebook of code cells. */
async function write(path: string, cells: readonly string[]): Promise<void> {
  const code = cells.map((source, i) => ({
    id: `cell-${i}`,
    cell_type: "code",
    metadata: {},
    source: source.split(/(?<=\n)/),
    outputs: [],
    execution_count: null,
  }));
  const text = { id: "text", cell_type: "markdown", metadata: {}, source: `check("02-99")` };
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [text, ...code] };
  await Deno.writeTextFile(path, JSON.stringify(notebook));
}

/** Runs `progress --json` and returns the state of each exercise of a notebook. */
async function progressOf(cells: readonly string[], ...options: string[]) {
  let found: Record<string, { status: string; message: string }> = {};
  await inFolder(async (folder) => {
    const path = join(folder, "copy.ipynb");
    await write(path, cells);
    const { code, stdout, stderr } = await task(["progress", "--json", ...options, path]);
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const { notebook, solved, of, exercises } = JSON.parse(stdout);
    assert.equal(notebook, path);
    assert.equal(of, exercises.length);
    const results: { id: string; status: string; message: string }[] = exercises;
    assert.equal(solved, results.filter(({ status }) => status === "solved").length);
    found = Object.fromEntries(results.map(({ id, ...result }) => [id, result]));
  });
  return found;
}

Deno.test("progress tells right answers from wrong ones, open ones, endless ones and those that throw", async () => {
  const { mistakes } = exercise("02-3");
  const found = await progressOf(
    [
      `import { check } from "@pixel/convnet/exercises";\n\n${
        right("02-2")
      }\nawait check("02-2", 1);`,
      answered("02-3", JSON.stringify(mistakes[0].answer)),
      answered("02-2", "1"), // it was solved above
      answered("02-4", "2", "while (true) {}"),
      answerCell(exercise("02-5")),
      right("02-6"),
      answered("02-7", "1", `throw new Error("no idea\\nat all");`),
      `// await check("02-8", 1);`,
      answered("02-12", "(x) => { for (;;); }", 'console.log("prints".repeat(9));'),
      answered("02-14", "(", ""),
      answered("02-15", "1", "Deno.exit(0);"),
      answered("02-99", "1"),
      `await check("02-98");`,
    ],
    "--seconds",
    `${SECONDS}`,
  );
  const of = (status: string) => Object.keys(found).filter((id) => found[id].status === status);
  assert.deepEqual(of("solved"), ["02-2", "02-6"]);
  assert.deepEqual(of("wrong"), ["02-3", "02-7", "02-12", "02-14"]);
  assert.deepEqual(of("not run"), ["02-4", "02-15", "02-99", "02-98"]);
  assert.deepEqual(of("open").slice(0, 2), ["02-1", "02-5"]);
  assert.equal(found["02-3"].message, mistakes[0].hint);
  assert.equal(found["02-4"].message, `the cell did not end within ${SECONDS} s`);
  assert.equal(found["02-7"].message, "The cell fails: Error: no idea");
  assert.match(found["02-12"].message, /did not end within 3 s/);
  assert.match(found["02-14"].message, /parse error/);
  assert.equal(found["02-15"].message, "the cell ended before its check");
  assert.equal(found["02-99"].message, "there is no such exercise");
  assert.equal(found["02-98"].message, "there is no such exercise");
  assert.equal(found["02-8"].message, "the notebook has no cell for it");
});

/** The processes of answers, and their folders. */
async function atWork(): Promise<string[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "args"] }).output();
  const processes = new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.includes(" repl -q ") && line.includes("runs/progress-"));
  const folders = await Array.fromAsync(Deno.readDir("runs"), ({ name }) => name)
    .catch((): string[] => []);
  return [...processes, ...folders.filter((name) => name.startsWith("progress-"))];
}

Deno.test({
  name: "progress that is ended by a signal ends its answers, and leaves no folder",
  ignore: Deno.build.os === "windows", // which has no such signals
  fn: () =>
    inFolder(async (folder) => {
      const path = join(folder, "endless.ipynb");
      await write(path, ["for (;;);\n" + right("01-1")]);
      const child = startTask(["progress", path]);
      while ((await atWork()).length < 2) await new Promise((resolve) => setTimeout(resolve, 100));
      child.kill("SIGTERM"); // to `deno task`, which passes it on
      assert.equal((await child.output()).code, 143);
      assert.deepEqual(await atWork(), []);
    }),
});

Deno.test("progress runs the cells that define what an answer needs, and says why one cannot run", async () => {
  const found = await progressOf(
    [
      `import { convolutionParameters as parameters } from "@pixel/convnet/reference";\nthrow new Error("not this one");`,
      `const layer = { size: 11, channels: 3 };\nconst one = 1, [filters] = [32 * 3];`,
      `const layer = { size: 11, channels: 4 };`,
      `function count(): number {\n  return parameters({ ...layer, channels: channels, filters });\n}`,
      `let { channels }: { channels: number } = { channels: 3 };`,
      answered("02-3", "count()"),
      `const far = fetch("https://127.0.0.1");\nconst late = await far;`,
      answered("02-2", "late"),
      `const broken: number = missing + 1;`,
      answered("02-7", "broken"),
      `for (;;) var spun = 1;`,
      answered("02-9", "spun"),
      `import { findDigits } from "@pixel/convnet/dataset";`,
      `const source = await findDigits();`,
      answered("02-10", "source.name"),
      answered("02-6", "(x: number[][]) => x.map((row) => row.map((v) => v * nowhere))"),
    ],
    "--seconds",
    `${SECONDS}`,
  );
  assert.deepEqual(found["02-3"], { status: "solved", message: "" });
  assert.equal(found["02-2"].status, "not run");
  assert.match(found["02-2"].message, /^the cell that defines late fails: NotCapable: /);
  assert.equal(found["02-7"].status, "not run");
  assert.match(
    found["02-7"].message,
    /^the cell that defines broken fails: .*missing is not defined$/,
  );
  assert.equal(found["02-9"].message, `the cell that defines spun did not end within ${SECONDS} s`);
  const { source } = await findDigits({ mnistDir: "", connectSeconds: 0.001 });
  assert.equal(found["02-10"].status, source === "mnist" ? "wrong" : "not run");
  if (source !== "mnist") assert.match(found["02-10"].message, /^it needs MNIST in data\/mnist/);
  assert.equal(found["02-6"].status, "wrong");
  assert.match(found["02-6"].message, /nowhere is not defined/);
});

Deno.test("progress lends answers no right but to read the project, and no module from elsewhere", async () => {
  const attempts = [
    `Deno.writeTextFileSync("written", "")`,
    `Deno.readTextFileSync("/etc/passwd")`,
    `Deno.readDirSync(Deno.execPath())`,
    `Deno.env.get("HOME")`,
    `Deno.hostname()`,
    `new Deno.Command("deno").outputSync()`,
    `Deno.dlopen("libm.so.6", {})`,
    `Deno.listen({ hostname: "127.0.0.1", port: 0 })`,
    `await import("https://esm.sh/" + "nothing")`,
    `await import("npm:" + "nothing")`,
  ];
  const tried = attempts.map((code) => `try { ${code}; granted++ } catch { denied++ }`).join("\n");
  const found = await progressOf([
    answered(
      "02-2",
      `14 * denied / ${attempts.length} + granted`,
      `let denied = 0, granted = 0;\n${tried}`,
    ),
    answered("02-3", `Deno.readTextFileSync("../deno.json").includes("tasks") ? 34_944 : 0`),
  ]);
  assert.deepEqual(found["02-2"], { status: "solved", message: "" });
  assert.deepEqual(found["02-3"], { status: "solved", message: "" });
});

Deno.test("progress prints a row per exercise for a notebook, and a row per notebook for several", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "ben", ".ipynb_checkpoints"), { recursive: true });
    const anna = join(folder, "anna.ipynb"), ben = join(folder, "ben", "04.ipynb");
    await write(anna, [right("04-1"), answered("04-2", `"\\u001b[2J"`), answered("04-3", "gone")]);
    const one = await task(["progress", anna]);
    assert.equal(one.code, 0, one.stderr);
    const lines = one.stdout.split("\n").map((line) => line.trim().replaceAll(/ {2,}/g, " | "));
    assert.equal(lines[0], `${anna}: 1 of ${exercisesOf("04").length} solved`);
    assert.equal(lines[2], "exercise | level | status | remark");
    assert.equal(lines[4], "04-1 | warm-up | solved");
    assert.match(lines[5], /^04-2 \| warm-up \| wrong \| \S/);
    assert.equal(
      lines[6],
      "04-3 | medium | wrong | The cell fails: ReferenceError: gone is not defined",
    );
    assert.equal(lines.length, 5 + exercisesOf("04").length);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(one.stdout, /\u001b/);

    await write(ben, [right("04-1"), right("04-2"), answered("04-3", "Deno.exit()")]);
    await write(join(folder, "ben", ".ipynb_checkpoints", "04.ipynb"), [right("04-1")]);
    await write(join(folder, "ben", "plain.ipynb"), ["1 + 1"]);
    await Deno.writeTextFile(join(folder, "cut.ipynb"), '{"cells": [');
    const all = await task(["progress", folder]);
    assert.equal(all.code, 1);
    assert.equal(
      all.stderr,
      `error: Cannot read a notebook from ${join(folder, "cut.ipynb")}: it is not one, or it is ` +
        "damaged. Save it in Jupyter once more\n",
    );
    const rows = all.stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
    const others = `04-4 to ${exercisesOf("04").at(-1)!.id}`;
    assert.deepEqual(rows[0].slice(0, 2), ["notebook", "solved"]);
    assert.deepEqual(rows[2], [
      anna,
      `1 of ${exercisesOf("04").length}`,
      "04-1",
      "04-2, 04-3",
      others,
    ]);
    assert.deepEqual(rows[3], [
      ben,
      `2 of ${exercisesOf("04").length}`,
      "04-1, 04-2",
      others,
      "04-3",
    ]);
    assert.deepEqual(rows[5], [`${ben}: 04-3 was not run: the cell ended before its check`]);
    assert.equal(rows.length, 7);
  }));

Deno.test("progress refuses what is not a reader's notebook with one sentence, and needs one", () =>
  inFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    await Deno.writeTextFile(path("text.ipynb"), "a text");
    await Deno.writeTextFile(path("other.ipynb"), '{"cells": [{"source": 5}]}');
    await Deno.writeTextFile(path("null.ipynb"), "null");
    await write(path("plain.ipynb"), ["1 + 1"]);
    await Deno.mkdir(path("empty"));
    const damaged = "it is not one, or it is damaged. Save it in Jupyter once more";
    const none = "no cell calls check(). Name a copy of one of the book's notebooks";
    const names = [
      "text.ipynb",
      "other.ipynb",
      "null.ipynb",
      "missing.ipynb",
      "plain.ipynb",
      "empty",
    ];
    const { code, stdout, stderr } = await task(["progress", ...names.map(path)]);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.deepEqual(stderr.trim().split("\n"), [
      ...names.slice(0, 3).map((name) =>
        `error: Cannot read a notebook from ${path(name)}: ${damaged}`
      ),
      `error: Cannot read a notebook from ${path("missing.ipynb")}: there is no such file`,
      `error: Cannot find exercises in ${path("plain.ipynb")}: ${none}`,
      `error: Cannot find exercises in ${path("empty")}: ${none}`,
    ]);
    const usage = await task(["progress"]);
    assert.equal(usage.code, 2);
    assert.match(usage.stderr, /missing required argument 'notebook'/);
  }));
