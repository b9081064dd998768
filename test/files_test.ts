import assert from "node:assert/strict";
import { join } from "@std/path";
import { UserError } from "../lib/errors.ts";
import { writeWhole } from "../lib/files.ts";
import { inFolder } from "./cli/deno_task.ts";

Deno.test("writeWhole() replaces a file, makes folders and leaves nothing else behind", () =>
  inFolder(async (folder) => {
    const file = join(folder, "deep", "file");
    for (const text of ["one", "two"]) {
      await writeWhole(file, text);
      assert.equal(await Deno.readTextFile(file), text);
    }
    const names = await Array.fromAsync(Deno.readDir(join(folder, "deep")), ({ name }) => name);
    assert.deepEqual(names, ["file"]);
  }));

Deno.test("writeWhole() writes where a link points, and the link stays", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file"), link = join(folder, "link");
    await Deno.writeTextFile(file, "old");
    await Deno.symlink(file, link);
    await writeWhole(link, "new");
    assert.equal(await Deno.readTextFile(file), "new");
    assert.ok((await Deno.lstat(link)).isSymlink);
  }));

Deno.test("writeWhole() says in a sentence what it cannot write, and keeps what was there", () =>
  inFolder(async (folder) => {
    const taken = join(folder, "taken");
    await Deno.mkdir(join(taken, "full"), { recursive: true });
    await assert.rejects(writeWhole(taken, "text"), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Cannot write .*taken: Is a directory/);
      return true;
    });
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    assert.deepEqual(names, ["taken"]);
  }));
