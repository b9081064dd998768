/** Earlier measurements that a command of upkeep goes on from. */

import { UserError } from "../../errors.ts";
import { reason } from "../../files.ts";

/**
 * Reads what was measured earlier.
 *
 * @param file a JSON file in `data`
 * @returns what it holds
 * @throws {UserError} if it is missing or damaged: to begin anew would lose the other measurements in it
 */
export async function stored<T>(file: string): Promise<T> {
  const again = `\`git checkout ${file}\` brings it back`;
  const text = await Deno.readTextFile(file).catch((error) => {
    throw new UserError(`Cannot go on from ${file}: ${reason(error)}; ${again}`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`Cannot go on from ${file}: it is damaged; ${again}`);
  }
}
