import assert from "node:assert/strict";
import { pausing } from "../../lib/training/pause.ts";

/** Keeps the thread busy. */
function work(milliseconds: number): void {
  for (const start = performance.now(); performance.now() - start < milliseconds;);
}

Deno.test("work that pauses hears a signal soon", async () => {
  let heard = 0;
  const listener = () => heard++;
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
        Deno.kill(Deno.pid, "SIGUSR2");
        let turns = 0;
        for (; heard === 0; turns++) await turn();
        assert.ok(turns <= 12, `signal ${signal} was heard after ${turns} pauses`);
      }
    });
  } finally {
    Deno.removeSignalListener("SIGUSR2", listener);
  }
});
