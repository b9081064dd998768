import assert from "node:assert/strict";
import type { Pause } from "../../lib/backend/stop.ts";
import { inTime } from "../slowness.ts";

/** The number of immediates that are still carried out; the next is lost, as when Stop takes it. */
let left = Infinity;

const scope = globalThis as unknown as { setImmediate(then: () => void): void };
const { setImmediate } = scope;
scope.setImmediate = (then) => setImmediate(() => left-- > 0 && then());
const { untilStopped } = await import("../../lib/backend/stop.ts");
scope.setImmediate = setImmediate;

/** Keeps the thread busy. */
function busy(milliseconds: number): void {
  for (const start = performance.now(); performance.now() - start < milliseconds;);
}

Deno.test("work that was ended between its pauses is noticed", async () => {
  const before = performance.now();
  const ended = untilStopped(() => new Promise<never>(() => {}), () => true);
  await assert.rejects(ended, { name: "UserError", message: "Stopped" });
  assert(inTime(performance.now() - before, 2_000));
});

Deno.test("a pause that Stop took is noticed", async () => {
  left = 3;
  const work = async (pause: Pause) => {
    for (;;) await pause();
  };
  await assert.rejects(untilStopped(work, () => false), { message: "Stopped" });
  left = Infinity;
});

Deno.test("work that pauses goes on, however long it takes from pause to pause", async () => {
  const work = async (pause: Pause) => {
    for (let i = 0; i < 2; i++) {
      busy(600);
      await pause();
    }
    return "done";
  };
  assert.equal(await untilStopped(work, () => true), "done");
});

Deno.test("work that was ended does not go on behind its caller's back", async () => {
  let turns = 0, isEnded = false;
  const ended = untilStopped(async (pause) => {
    for (;; turns++) {
      await pause();
      if (isEnded) await new Promise((resolve) => setTimeout(resolve, 600));
    }
  }, () => isEnded);
  isEnded = true;
  await assert.rejects(ended, { message: "Stopped" });
  const then = turns;
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert(turns <= then + 1);
});
