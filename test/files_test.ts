import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import { UserError } from "../lib/errors.ts";
import { claimFolder, makeFolder, readUpTo, reason, tryWriting, writeWhole } from "../lib/files.ts";
import { inFolder } from "./cli/deno_task.ts";

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

/** Sees that a promise is refused with one sentence for the user. */
function refuses(work: Promise<unknown>, message: RegExp): Promise<void> {
  return assert.rejects(work, (error: Error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, message);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
}

Deno.test("writeWhole() replaces a file, makes folders and leaves nothing else behind", () =>
  inFolder(async (folder) => {
    const file = join(folder, "deep", "file");
    for (const text of ["one", "two"]) {
      await writeWhole(file, text);
      assert.equal(await Deno.readTextFile(file), text);
    }
    assert.deepEqual(await names(join(folder, "deep")), ["file"]);
  }));

Deno.test("writeWhole() flushes a file before it is renamed, and its folder after", () =>
  inFolder(async (folder) => {
    const calls: string[] = [];
    const { rename } = Deno, { sync } = Deno.FsFile.prototype;
    Deno.rename = (from, to) => {
      calls.push("rename");
      return rename(from, to);
    };
    Deno.FsFile.prototype.sync = async function () {
      calls.push((await this.stat()).isDirectory ? "flush folder" : "flush file");
      return await sync.call(this);
    };
    try {
      await writeWhole(join(folder, "file"), "text");
    } finally {
      Deno.rename = rename;
      Deno.FsFile.prototype.sync = sync;
    }
    assert.deepEqual(calls, ["flush file", "rename", "flush folder"]);
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

Deno.test("writeWhole() and tryWriting() say in a sentence what cannot be written, and change nothing", () =>
  inFolder(async (folder) => {
    const taken = join(folder, "taken"), dangling = join(folder, "dangling");
    await Deno.mkdir(join(taken, "full"), { recursive: true });
    await Deno.symlink("nowhere", dangling);
    await Deno.writeTextFile(join(folder, "file"), "text");
    for (const write of [(path: string) => writeWhole(path, "text"), tryWriting]) {
      await refuses(write(taken), /^Cannot write .*taken: it is a folder\. Name a file$/);
      await refuses(write(dangling), /dangling: it is a link to nowhere, which does not exist$/);
      await refuses(write(join(folder, "file", "below")), /file: it is a file\. Name a folder$/);
      await refuses(write(join(folder, "n".repeat(300))), /: File name too long$/);
    }
    assert.deepEqual(await names(folder), ["dangling", "file", "taken"]);
  }));

Deno.test("tryWriting() leaves an existing file, a new one and a device as they are", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "kept");
    const paths = [file, join(folder, "new"), join(folder, "deep", "er", "new"), "/dev/null"];
    for (const path of paths) await tryWriting(path);
    assert.equal(await Deno.readTextFile(file), "kept");
    assert.deepEqual(await names(folder), ["file"]);
  }));

Deno.test("writeWhole() leaves the old file and nothing else if the renaming fails", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "old");
    const { rename } = Deno;
    Deno.rename = () => Promise.reject(new Error("Input/output error"));
    try {
      await refuses(writeWhole(file, "new"), /^Cannot write .*file: Input\/output error$/);
    } finally {
      Deno.rename = rename;
    }
    assert.equal(await Deno.readTextFile(file), "old");
    assert.deepEqual(await names(folder), ["file"]);
  }));

Deno.test("writeWhole() writes to a device instead of replacing it", async () => {
  await writeWhole("/dev/null", "text");
  assert.ok((await Deno.stat("/dev/null")).isCharDevice);
});

Deno.test("writeWhole() removes what its killed forerunners left, and nothing else", () =>
  inFolder(async (folder) => {
    const others = ["file.txt", "file.12345678.tmp.txt", "another.12345678.tmp", "12345678.tmp"];
    for (const name of ["file.00000000.tmp", "file.89abcdef.tmp", "file.fedcba98.tmp", ...others]) {
      await Deno.writeTextFile(join(folder, name), "");
    }
    using held = await Deno.open(join(folder, "file.fedcba98.tmp"), { write: true });
    await held.lock(true); // as a write in progress does
    await writeWhole(join(folder, "file"), "text");
    assert.deepEqual(await names(folder), ["file", "file.fedcba98.tmp", ...others].sort());
  }));

Deno.test("makeFolder() says why a folder cannot be made", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file"), dangling = join(folder, "dangling");
    await Deno.writeTextFile(file, "");
    await Deno.symlink("nowhere", dangling);
    await refuses(makeFolder(file), /^Cannot write to .*file: it is a file\. Name a folder$/);
    await refuses(makeFolder(join(file, "below")), /below: Not a directory$/);
    await refuses(makeFolder(dangling), /dangling: it is a link to nothing\. Make the folder/);
  }));

Deno.test("claimFolder() refuses a folder that is claimed, until it is let go", () =>
  inFolder(async (folder) => {
    const claimed = join(folder, "deep", "claimed");
    {
      await using _ = await claimFolder(claimed, "Cannot train into");
      await refuses(
        claimFolder(claimed, "Cannot train into"),
        /^Cannot train into .*claimed: another program is at work there\. Wait for its end, or/,
      );
      await (await claimFolder(folder, "Cannot train into"))[Symbol.asyncDispose]();
    }
    assert.deepEqual(await names(folder), [], "a folder that stayed empty is removed");
    {
      await using _ = await claimFolder(claimed, "Cannot train into");
      await Deno.writeTextFile(join(claimed, "result"), "");
    }
    assert.deepEqual(await names(claimed), ["result"]);
  }));

Deno.test("a killed program's claim on a folder is gone at once", () =>
  inFolder(async (folder) => {
    const program = `import { claimFolder } from "./lib/files.ts";
      await claimFolder(Deno.args[0], "Cannot train into");
      console.log("claimed");
      setInterval(() => {}, 1_000);`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", program, folder],
      cwd: fromFileUrl(new URL("..", import.meta.url)),
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await refuses(claimFolder(folder, "Cannot train into"), /another program is at work there/);
    child.kill("SIGKILL");
    await Promise.all([child.status, reader.cancel()]);
    assert.deepEqual(await names(folder), [".lock"], "the file stays, the lock does not");
    await (await claimFolder(folder, "Cannot train into"))[Symbol.asyncDispose]();
    assert.deepEqual(await names(folder), []);
  }));

Deno.test("readUpTo() reads a file of fitting length, and nothing of one that is longer or has no end", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "12345");
    assert.equal(new TextDecoder().decode(await readUpTo(file, 5)), "12345");
    await assert.rejects(readUpTo(file, 4), /^RangeError: expected at most 4 bytes, found 5$/);
    await Deno.truncate(file, 1e12); // a hole on disk, more than any memory
    await assert.rejects(
      readUpTo(file, 1e9),
      /expected at most 1000000000 bytes, found 1000000000000/,
    );
    await assert.rejects(readUpTo("/dev/zero", 5), /^RangeError: it is not a plain file$/);
    await assert.rejects(readUpTo(join(folder, "nowhere"), 5), Deno.errors.NotFound);
  }));

Deno.test("reason() is one line, without error numbers and without a colon that nothing follows", () => {
  const reasons = [
    ["Is a directory (os error 21): rename 'a' -> 'b'", "Is a directory"],
    ["Unexpected token\r\nin line 2", "Unexpected token"],
    ["Input buffer has corrupt header: ", "Input buffer has corrupt header"],
    ["Input buffer has corrupt header: pngload_buffer: libspng error\nmore", /libspng error$/],
  ] as const;
  for (const [message, expected] of reasons) {
    const found = reason(new Error(message));
    if (typeof expected === "string") assert.equal(found, expected);
    else assert.match(found, expected);
  }
  assert.equal(reason(new Deno.errors.NotFound("x")), "there is no such file");
  assert.equal(reason("torn"), "torn");
  assert.match(reason("x".repeat(1_000)), /^x{299}…$/);
});
