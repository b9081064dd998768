import assert from "node:assert/strict";
import { pausing } from "../../lib/training/pause.ts";
import { slowness } from "../slowness.ts";

/** Keeps the thread busy. */
function work(milliseconds: number): void {
  for (const start = performance.now(); performance.now() - start < milliseconds;);
}

Deno.test("work that pauses hears a signal soon", async () => {
  let heard = 0;
  const listener = () => heard = performance.now();
  Deno.addSignalListener("SIGUSR2", listener);
  try {
    await pausing(async (pause) => {
      const turn = async () => {
        work(50);
        await pause();
      };
      for (let signal = 0; signal < 5; signal++) {
        for (let i = 0; i < 5; i++) await turn();
        heard = 0;
        const sent = performance.now();
        Deno.kill(Deno.pid, "SIGUSR2");
        while (heard === 0) await turn();
        assert.ok(
          heard - sent < 700 * slowness(),
          `signal ${signal} was heard after ${heard - sent} ms`,
        );
      }
    });
  } finally {
    Deno.removeSignalListener("SIGUSR2", listener);
  }
});
