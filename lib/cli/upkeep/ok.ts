/**
 * `deno task ok`: checks all that CI checks, apart from tests and notebooks.
 *
 * @module
 */

import { UserError } from "../../errors.ts";
import { command, run } from "../command.ts";

/** The checks, and their commands without `deno`. None of it runs code with more rights than a task. */
const CHECKS: Readonly<Record<string, string>> = {
  "formatting": "fmt --check -q",
  "lint": "lint -q",
  "types": "check -q lib test",
  "types of the README's programs": "check -q --doc-only README.md",
  "documentation": "task -q doc",
  "examples": "test -q -P --doc lib",
  "kernels": "task -q kernels --check",
  "package": "publish --dry-run -q --allow-dirty",
};

async function action(): Promise<void> {
  for (const [name, args] of Object.entries(CHECKS)) {
    const { code } = await new Deno.Command("deno", { args: args.split(" ") }).spawn().status;
    if (code !== 0) throw new UserError(`Not ok: ${name} (deno ${args})`);
  }
}

if (import.meta.main) {
  const names = Object.keys(CHECKS).join(", ");
  await run(
    command("ok", `Checks all that CI checks, apart from tests and notebooks: ${names}.`)
      .action(action),
  );
}
