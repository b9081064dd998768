/** Files of this project as `deno fmt` would have them. */

/**
 * Formats a file that a command has written.
 *
 * @param path which
 */
export async function format(path: string): Promise<void> {
  await new Deno.Command("deno", { args: ["fmt", "-q", path] }).output();
}
