import assert from "node:assert/strict";
import { join } from "@std/path";

const MODULE = import.meta.resolve("../../lib/cli/interrupt.ts");

/**
 * Work that pays no heed to the signal, with no limit to the time that it gets to finish. It sends the
 * signal's echo itself, as `deno task` does.
 */
const DEAF = `
  import { interruptible } from ${JSON.stringify(MODULE)};
  setInterval(() => {}, 1_000);
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (work, time) => time ? 0 : setTimeout(work);
  interruptible(() => {}).signal.onabort = () => {
    Deno.kill(Deno.pid, "SIGINT");
    const end = performance.now() + 500;
    while (performance.now() < end); // a long step
    console.log("asked to finish");
  };
  console.log("at work");`;

/** Time after which another signal is no echo, in milliseconds. */
const LATER = 600;

Deno.test("the first signal asks the work to finish, its echo does nothing, the second ends the program", async () => {
  const folder = await Deno.makeTempDir(), file = join(folder, "deaf.ts");
  await Deno.writeTextFile(file, DEAF);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--allow-read", "--allow-run", file],
    stdout: "piped",
  }).spawn();
  const timers = [setTimeout(() => child.kill("SIGKILL"), 30_000)];
  let printed = "", asked = 0;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (!printed.includes("asked")) child.kill("SIGINT");
    else {
      asked = performance.now();
      timers.push(setTimeout(() => child.kill("SIGINT"), LATER));
    }
  }
  assert.equal(printed, "at work\nasked to finish\n");
  assert.equal((await child.status).code, 130);
  assert.ok(performance.now() - asked > LATER - 10, "the echo has not ended it");
  timers.forEach(clearTimeout);
  await Deno.remove(folder, { recursive: true });
});
