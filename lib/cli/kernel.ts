/**
 * `deno task kernel`: adds the Deno kernel to the user's own Jupyter, for editors, Binder, and
 * whoever starts Jupyter without `deno task lab`.
 *
 * @module
 */

import { UserError } from "../errors.ts";
import { command, run } from "./command.ts";
import { installKernel, jupyter, kernelFolder } from "./jupyter.ts";

async function action({ replace }: { replace?: true }): Promise<void> {
  const { code, output: folder } = await jupyter(["--data-dir"], { quiet: true });
  if (code !== 0) throw new UserError(`Jupyter does not start: ${folder}`);
  const own = kernelFolder(folder);
  const isThere = await Deno.stat(own).then(() => true, () => false);
  if (isThere && !replace) {
    throw new UserError(`There is a kernel in ${own} already; --replace puts ours in its place`);
  }
  await installKernel(folder);
  console.log(`Jupyter has the Deno kernel now, in ${own}.`);
}

if (import.meta.main) {
  await run(
    command("kernel", "Adds the Deno kernel to your own Jupyter; `deno task lab` does without.")
      .option("--replace", "replaces the kernel of that name, if there is one")
      .action(action),
  );
}
