import assert from "node:assert/strict";
import { join } from "@std/path";

const MODULE = import.meta.resolve("../../lib/cli/interrupt.ts");

/** Work that pays no heed to the signal, with no limit to the time that it gets to finish. */
const DEAF = `
  import { interruptible } from ${JSON.stringify(MODULE)};
  setInterval(() => {}, 1_000);
  globalThis.setTimeout = () => 0;
  interruptible(() => {}).signal.onabort = () => console.log("asked to finish");
  console.log("at work");`;

Deno.test("the first signal asks the work to finish, and the second ends the program", async () => {
  const folder = await Deno.makeTempDir(), file = join(folder, "deaf.ts");
  await Deno.writeTextFile(file, DEAF);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--allow-read", file],
    stdout: "piped",
  }).spawn();
  const patience = setTimeout(() => child.kill("SIGKILL"), 30_000);
  let printed = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    child.kill("SIGINT"); // at work, and again when asked to finish
  }
  assert.equal(printed, "at work\nasked to finish\n");
  assert.equal((await child.status).code, 130);
  clearTimeout(patience);
  await Deno.remove(folder, { recursive: true });
});
