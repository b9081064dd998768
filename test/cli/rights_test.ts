/** Starts the permission set of each task, tries what a task must not do, and sees it denied. */

import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");
const config = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));

/** The file that is written, where that is not denied. */
const PROBED = `probe-${crypto.randomUUID().slice(0, 8)}`;

/** Tries everything on its list, and prints a line per attempt that was not denied. */
const PROBE = `
const { files, hosts, programs, variables } = JSON.parse(Deno.args[0]);
const attempts = {
  write: [files, (file) => {
    Deno.openSync(file, { write: true, createNew: true }).close();
    Deno.removeSync(file);
  }],
  net: [hosts, (hostname) => Deno.connect({ hostname, port: 1 })],
  run: [programs, (program) => new Deno.Command(program, { args: ["--version"] }).outputSync()],
  env: [variables, (name) => Deno.env.get(name)],
  ffi: [["libm.so.6"], (library) => Deno.dlopen(library, {}).close()],
  sys: [["hostname"], () => Deno.hostname()],
};
for (const [kind, [list, attempt]] of Object.entries(attempts)) {
  for (const item of list) {
    try {
      await attempt(item);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) continue;
    }
    console.log(kind + " " + item);
  }
}
`;

/** Everything that is tried: code, history, digits, others' hosts, programs, secrets. */
const TRIED = {
  files: [
    "lib",
    "lib/compression",
    "lib/training",
    ".git",
    "test",
    "notebooks",
    "notebooks/images",
    "runs",
    "data",
    "data/mnist",
  ]
    .concat("lib/backend/kernels", ".", Deno.env.get("TMPDIR") ?? "/tmp")
    .map((folder) => `${folder}/${PROBED}`),
  hosts: ["127.0.0.1", "example.com"],
  programs: ["sh", "git", "deno", "jupyter", "python3"],
  variables: ["HOME", "PATH", "GITHUB_TOKEN"],
};

/** The part of it that each task needs. Whatever else it may do is a fault. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  train: ["write everywhere"], // its options name any folder
  evaluate: ["write everywhere", "ffi libm.so.6"], // sharp is a native library in Deno's cache
  predict: ["write everywhere", "ffi libm.so.6"],
  suite: ["write data", "write data/mnist", "run deno", "ffi libm.so.6"],
  progress: ["write runs", "run deno"], // what it starts may read alone: see progress_test.ts
  data: ["write data/mnist"],
  page: ["write runs", "run deno", "net 127.0.0.1"], // it serves there
  lab: ["write runs", "run jupyter"],
  kernel: ["write everywhere", "run jupyter"], // only Jupyter knows where its folder is
  notebooks: [
    ...["write notebooks", "write notebooks/images", "write runs", "write data/mnist"],
    ...["run deno", "run jupyter"],
  ],
  results: ["write data", "write data/mnist", "run deno"],
  compress: [
    ...["write data", "write data/mnist", "write notebooks/images", "write runs"],
    "run deno",
  ],
  scaling: ["write data", "write data/mnist"],
  webgpu: ["write data", "write data/mnist", "run deno"],
  bench: [
    ...["write notebooks/images", "write runs", "write data", "write data/mnist"],
    ...["run deno", "run python3"],
  ],
  kernels: [
    "write lib/backend/kernels",
    "write lib/compression",
    "write lib/training",
    "run deno",
  ],
  peer: ["ffi libm.so.6"], // ONNX Runtime is a native library in Deno's cache
  compare: [],
  kills: ["write runs", "run deno"],
  mutate: ["write runs", "run deno"],
  fuzz: ["write runs", "run deno", "ffi libm.so.6"],
  doc: ["write runs", "run deno"],
  ok: ["run deno"],
};

/** Starts a program with a permission set; returns what was not denied. */
async function allowed(set: string): Promise<string[]> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", `-P=${set}`, "-", JSON.stringify(TRIED)],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(PROBE));
  await writer.close();
  const { success, stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert(success, text(stderr));
  const lines = text(stdout).replaceAll(`/${PROBED}`, "").split("\n").filter((line) => line !== "");
  const written = lines.filter((line) => line.startsWith("write"));
  return written.length < TRIED.files.length
    ? lines
    : ["write everywhere", ...lines.filter((line) => !line.startsWith("write"))];
}

Deno.test("each permission set is one that is tried here, and each task names one", () => {
  assert.deepEqual(Object.keys(NEEDED).sort(), Object.keys(config.permissions).sort());
  for (const [name, { command }] of Object.entries<{ command: string }>(config.tasks)) {
    if (name === "test") continue; // it starts all others
    const [, set] = command.match(/^deno run -q -P=(\w+) [\w/]+\.ts$/) ?? [];
    assert(Object.hasOwn(NEEDED, set), `${name}: ${command}`);
  }
});

for (const [set, needed] of Object.entries(NEEDED)) {
  Deno.test(`${set} is denied all folders, hosts, programs and variables that it does not need`, async () => {
    assert.deepEqual((await allowed(set)).sort(), needed.toSorted());
  });
}

/** The rights of a task, in the words of the README's table. */
function inWords({ write, run, net }: Record<string, true | readonly string[] | undefined>) {
  const list = (granted: readonly string[], name: (item: string) => string) =>
    granted.map((item) => `\`${name(item)}\``).sort().join(", ") || "nothing";
  const hosts = String(net ?? []);
  return [
    write === true
      ? "anywhere"
      : list(write ?? [], (path) => path.includes(".") ? path : `${path}/`),
    list((run as readonly string[] ?? []).filter((name) => !name.startsWith("runs/")), String),
    { "": "nothing", "127.0.0.1": "this machine", [MIRRORS]: "the two mirrors" }[hosts] ?? hosts,
  ];
}

/** The hosts that MNIST is downloaded from. */
const MIRRORS = "storage.googleapis.com,ossci-datasets.s3.amazonaws.com";

Deno.test("the README says what each task may write, start and reach, and which variables are read", async () => {
  const readme = await Deno.readTextFile(join(ROOT, "README.md"));
  const [section] = readme.match(/## Permissions\n[^]*?\n## /)!;
  const said = new Map<string, string[]>();
  for (const line of section.matchAll(/^\| (`.+?) +\|(.+)\|$/gm)) {
    const [write, ...others] = line[2].split("|").map((cell) => cell.trim());
    const cells = [write.replace(/:.*/, ""), ...others]; // why it may write anywhere
    const sorted = cells.map((cell) => cell.split(", ").sort().join(", "));
    for (const [, name] of line[1].matchAll(/`(\w+)`/g)) said.set(name, sorted);
  }
  const sets = Object.entries<{ command: string }>(config.tasks)
    .filter(([name]) => name !== "test") // it may do nearly anything, which the text says
    .map(([name, { command }]) =>
      [name, config.permissions[command.match(/-P=(\w+)/)![1]]] as const
    );
  assert.deepEqual(
    Object.fromEntries(said),
    Object.fromEntries(sets.map(([name, set]) => [name, inWords(set)])),
  );
  const variables = new Set(sets.flatMap(([, { env = [] }]) => env));
  for (const name of variables) assert.ok(section.includes(`\`${name}\``), `${name}`);
});

const hasTerminal = await new Deno.Command("script", { args: ["--version"] }).output().then(
  () => true,
  () => false,
);

Deno.test({
  name: "on a terminal no task asks for a permission that it lacks",
  ignore: !hasTerminal, // script, of util-linux, lends one
  fn: async () => {
    const own = Object.keys(config.tasks).filter((name) => name !== "test");
    const commands = own.map((name) => `task -q ${name} --help`);
    commands.push("task -q train --data builtin --model mlp --epoch 1"); // misspelt
    await Promise.all(commands.map(async (command) => {
      const { stdout } = await new Deno.Command("script", {
        args: ["-qec", `"${Deno.execPath()}" ${command}`, "/dev/null"],
        cwd: ROOT,
        stdin: "null",
      }).output();
      const text = new TextDecoder().decode(stdout);
      assert.match(text, /Usage: |--help lists the options/, command);
      assert.doesNotMatch(text, /Deno requests/, command);
    }));
  },
});
