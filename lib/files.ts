/** Files on disk, written whole or not at all. */

import { dirname } from "@std/path";
import { UserError } from "./errors.ts";

/**
 * Writes a file by way of a temporary one beside it, which is renamed when it is complete: a reader
 * finds the old file or the new one, never half of either. Missing folders are made.
 *
 * @param path where
 * @param content bytes or text
 * @throws {UserError} where the file cannot be written, with the system's reason
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await makeFolder(dirname(path));
  const target = await Deno.realPath(path).catch(() => path); // a link stays a link
  const temporary = `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(temporary, bytes);
    await Deno.rename(temporary, target);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {}); // it may never have been made
    throw new UserError(`Cannot write ${path}: ${reason(error)}`, { cause: error });
  }
}

/**
 * Makes a folder and those above it, where they are missing. Called before long work, so that a
 * wrong path is told at its start and not at its end.
 *
 * @param path where
 * @throws {UserError} where it cannot be made, with the system's reason
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    throw new UserError(`Cannot write to ${path}: ${reason(error)}`, { cause: error });
  }
}

/**
 * Why a file could not be read or written, in the system's words: one line, no number.
 *
 * @param error what was thrown
 * @returns the reason
 */
export function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.NotCapable) {
    return "Deno was not given the permission; see the README's section on permissions";
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0].replace(/( \(os error \d+\))?(: \w+ '.*')?$/, "");
}
