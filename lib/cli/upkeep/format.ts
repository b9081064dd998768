/** Texts of this project as `deno fmt` would have them. */

import { UserError } from "../../errors.ts";

/**
 * Formats a text that a command will write.
 *
 * @param text the text
 * @param extension what kind of text it is, such as `md`
 * @returns the text as `deno fmt` would have it
 * @throws {UserError} if it cannot be formatted, with the reason
 */
export async function formatted(text: string, extension: "md" | "ipynb"): Promise<string> {
  const process = new Deno.Command("deno", {
    args: ["fmt", "-q", `--ext=${extension}`, "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout, stderr } = await output;
  if (success) return new TextDecoder().decode(stdout);
  throw new UserError(`Cannot format what was written:\n${new TextDecoder().decode(stderr)}`);
}
