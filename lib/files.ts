/**
 * Files on disk: written whole or not at all, read only after a look at their length, in a folder
 * that one program may claim.
 */

import { basename, dirname, join } from "@std/path";
import { UserError } from "./errors.ts";

/**
 * Writes a file by way of a temporary one beside it, which is renamed once it is complete and on the
 * disk: a reader finds the old file or the new one, never half of either, even after a power cut.
 * Missing folders are made. Temporary files that earlier, killed writes of this file left behind are
 * removed. A device such as `/dev/null` is written to directly.
 *
 * @param path the file
 * @param content bytes or text
 * @throws {UserError} if the file cannot be written, with the system's reason
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const target = await targetOf(path);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    if (target === undefined) return await Deno.writeFile(path, bytes);
    await replace(target, bytes);
  } catch (error) {
    throw new UserError(`Cannot write ${path}: ${reason(error)}`, { cause: error });
  }
  await sweep(dirname(target), (name) => name === basename(target));
}

/** Puts bytes in a file's place: temporary file, flush, rename, flush of the folder. */
async function replace(target: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  using file = await Deno.open(temporary, { write: true, createNew: true });
  try {
    await lock(file); // until it is closed, sweep() leaves it alone
    for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
    await file.sync();
    await Deno.rename(temporary, target);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {}); // it may have been renamed
    throw error;
  }
  try {
    using folder = await Deno.open(dirname(target));
    await folder.sync();
  } catch { /* Windows opens no folders; the renaming is then flushed when the system likes */ }
}

/**
 * Removes the temporary files that killed writes left in a folder. Those of writes in progress stay.
 *
 * @param folder the folder
 * @param of tells which files' temporaries to remove, by the file's name
 */
export async function sweep(folder: string, of: (name: string) => boolean): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const [, written] = name.match(/^(.+)\.[0-9a-f]{8}\.tmp$/) ?? [];
      if (written === undefined || !of(written)) continue;
      using file = await Deno.open(join(folder, name), { write: true });
      if (await lock(file)) await Deno.remove(join(folder, name));
    }
  } catch { /* Tidiness is worth no failure: the next write tries again. */ }
}

/** Locks a file for this program alone, if it can; where a file system has no locks, it always can. */
async function lock(file: Deno.FsFile): Promise<boolean> {
  return await file.tryLock(true).catch(() => true);
}

/**
 * The file that a path leads to: a link's target, or the path itself where nothing is yet, in a folder
 * that is made if missing. Undefined for a device or a pipe, which cannot be replaced.
 */
async function targetOf(path: string): Promise<string | undefined> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (info?.isDirectory) throw new UserError(`Cannot write ${path}: it is a folder. Name a file`);
  if (info) return info.isFile ? await Deno.realPath(path) : undefined;
  const dangling = await Deno.readLink(path).catch(() => undefined);
  if (dangling !== undefined) {
    throw new UserError(`Cannot write ${path}: it is a link to ${dangling}, which does not exist`);
  }
  await makeFolder(dirname(path));
  return path;
}

/**
 * Tries whether a file could be written, and leaves everything as it is. Called before long work, so
 * that a wrong path is refused at the start and not at the end.
 *
 * @param path the file
 * @throws {UserError} if it cannot be written, with the system's reason
 */
export async function tryWriting(path: string): Promise<void> {
  const missing = await missingFolders(dirname(path));
  try {
    const target = await targetOf(path);
    const trial = target === undefined ? path : `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
    (await Deno.open(trial, { write: true, createNew: target !== undefined })).close();
    if (target !== undefined) await Deno.remove(trial);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`Cannot write ${path}: ${reason(error)}`, { cause: error });
  } finally {
    await removeEmpty(missing);
  }
}

/**
 * Tells whether there is a folder.
 *
 * @param path the folder
 * @returns whether it exists, and is one
 */
export async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isDirectory, () => false);
}

/** Those of a folder and the folders above it that do not exist, the deepest first. */
async function missingFolders(folder: string): Promise<string[]> {
  const isThere = await Deno.lstat(folder).then(() => true, () => false);
  if (isThere || dirname(folder) === folder) return [];
  return [folder, ...await missingFolders(dirname(folder))];
}

/** Removes folders that nothing was put into. */
async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await Deno.remove(folder).catch(() => {}); // fails unless it is empty
}

/**
 * Makes a folder and those above it, as far as they are missing.
 *
 * @param path the folder
 * @throws {UserError} if it cannot be made, with the system's reason
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    const because = error instanceof Deno.errors.AlreadyExists
      ? await Deno.stat(path).then(
        () => "it is a file. Name a folder",
        () => "it is a link to nothing. Make the folder that it points to",
      )
      : reason(error);
    throw new UserError(`Cannot write to ${path}: ${because}`, { cause: error });
  }
}

/**
 * Claims a folder for this program alone, until it lets go or ends, however it ends: the operating
 * system holds the claim, as a lock on the folder's file `.lock`. If the folder was made for the claim
 * and is empty at the end, it is removed.
 *
 * @param folder the folder; made if missing
 * @param what what the claim is for, such as "Cannot train into"; it begins the refusal
 * @returns lets the folder go when disposed of
 * @throws {UserError} if another program has claimed the folder, or nothing can be written there
 */
export async function claimFolder(folder: string, what: string): Promise<AsyncDisposable> {
  const missing = await missingFolders(folder);
  const path = join(folder, ".lock");
  for (;;) {
    await makeFolder(folder); // each time: whoever let it go may have removed it
    const file = await Deno.open(path, { write: true, create: true }).catch(async (error) => {
      if ((await missingFolders(folder)).length > 0) return undefined;
      throw new UserError(`Cannot write to ${folder}: ${reason(error)}`, { cause: error });
    });
    if (!file) continue;
    if (!await lock(file)) {
      file.close();
      throw new UserError(
        `${what} ${folder}: another program is at work there. Wait for its end, or name another folder`,
      );
    }
    // Between the two calls the last owner may have let go, and removed what was opened.
    const [own, now] = [await file.stat(), await Deno.stat(path).catch(() => undefined)];
    if (now?.ino === own.ino) {
      return {
        async [Symbol.asyncDispose]() {
          await Deno.remove(path).catch(() => {}); // a lock that stays hinders nobody
          file.close();
          await removeEmpty(missing);
        },
      };
    }
    file.close();
  }
}

/**
 * Reads a plain file whose length makes sense; one that is too long is not read.
 *
 * @param path the file
 * @param most its greatest length in bytes, or what tells it from the first 4,096 bytes
 * @returns its bytes
 * @throws {RangeError} if it is longer, or a device or a pipe, which may never end
 * @throws {Error} the system's, if it cannot be read
 */
export async function readUpTo(
  path: string,
  most: number | ((start: Uint8Array) => number),
): Promise<Uint8Array<ArrayBuffer>> {
  const { isFile, isDirectory, size } = await Deno.stat(path);
  if (!isFile && !isDirectory) throw new RangeError("it is not a plain file");
  const limit = typeof most === "number" ? most : isFile ? most(await startOf(path)) : 0;
  if (isFile && size > limit) {
    throw new RangeError(`expected at most ${limit} bytes, found ${size}`);
  }
  return await Deno.readFile(path);
}

/** The first bytes of a file. */
async function startOf(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(4_096);
  return bytes.subarray(0, await file.read(bytes) ?? 0);
}

/** The longest reason, in characters: some libraries print all that they hold. */
const LONGEST = 300;

/**
 * Says why a file could not be read or written, in the system's words: one line, without error numbers.
 *
 * @param error what was thrown
 * @param what what could not be read or written
 * @returns the reason
 */
export function reason(error: unknown, what: "file" | "folder" = "file"): string {
  const { errors } = "Deno" in globalThis ? Deno : {}; // a browser has no files
  if (errors && error instanceof errors.NotFound) return `there is no such ${what}`;
  if (errors && error instanceof errors.NotCapable) {
    return "Deno was not given the permission; see the README's section on permissions";
  }
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split(/[\r\n]/)[0].replace(/( \(os error \d+\))?(: \w+ '.*')?$/, "")
    .replace(/\W*:\s*$/, ""); // some libraries announce details and give none
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
