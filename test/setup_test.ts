import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..");
const read = (path: string) => Deno.readTextFile(join(ROOT, path));
const { tasks } = JSON.parse(await read("deno.json")) as { tasks: Record<string, unknown> };

/** The scripts that prepare a machine, wherever it stands. */
const SCRIPTS = [".ci/install", ".ci/run", ".binder/postBuild"];

Deno.test("the scripts that prepare a machine are executable and bash can read them", async () => {
  for (const script of SCRIPTS) {
    const { mode } = await Deno.stat(join(ROOT, script));
    assert.ok(mode === null || (mode & 0o111) === 0o111, `${script} is not executable`);
    const { success, stderr } = await new Deno.Command("bash", {
      args: ["-n", join(ROOT, script)],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  }
});

Deno.test("whatever the machines run exists: scripts and tasks", async () => {
  const container = JSON.parse(await read(".devcontainer/devcontainer.json"));
  const commands = [
    container.postCreateCommand as string,
    await read(".binder/postBuild"),
    await read(".ci/run"),
    await read(".github/workflows/check.yml"),
    await read(".github/CONTRIBUTING.md"),
  ].join("\n");
  for (const [script] of commands.matchAll(/\.ci\/\w+/g)) await Deno.stat(join(ROOT, script));
  for (const [, task] of commands.matchAll(/deno task (\w+)/g)) {
    assert.ok(task in tasks, `there is no task ${task}`);
  }
});

Deno.test("README, install script and continuous integration agree on the version of Deno", async () => {
  const [, version] = (await read(".ci/install")).match(/deno_version=([\d.]+)/)!;
  const named = [...(await read("README.md")).matchAll(/deno@([\d.]+)/g)];
  assert.ok(named.length > 0);
  for (const [, other] of named) assert.equal(other, version);
});
