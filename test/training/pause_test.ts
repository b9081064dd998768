import assert from "node:assert/strict";
import { pausing } from "../../lib/training/pause.ts";

/** Keeps the thread busy. */
function work(milliseconds: number): void {
  for (const start = performance.now(); performance.now() - start < milliseconds;);
}

Deno.test("work that pauses hears a signal soon", async () => {
  let sent = 0, heard = 0;
  const listener = () => heard = performance.now();
  Deno.addSignalListener("SIGUSR1", listener);
  try {
    await pausing(async (pause) => {
      for (let signal = 0; signal < 5; signal++) {
        heard = 0;
        sent = performance.now();
        Deno.kill(Deno.pid, "SIGUSR1");
        while (heard === 0) {
          work(50);
          await pause();
        }
        assert.ok(heard - sent < 600, `signal ${signal} was heard after ${heard - sent} ms`);
      }
    });
  } finally {
    Deno.removeSignalListener("SIGUSR1", listener);
  }
});
