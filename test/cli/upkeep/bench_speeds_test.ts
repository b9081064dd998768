import assert from "node:assert/strict";
import type { Contender } from "../../../lib/cli/upkeep/bench_peers.ts";
import { check } from "../../../lib/cli/upkeep/bench_speeds.ts";

/** One who computes these logits, and this loss in every step. */
function contender(name: string, logits: number[], loss?: number, networks?: string[]): Contender {
  const answers: Record<string, (steps: number) => number[] | undefined> = {
    logits: () => logits,
    losses: (steps) => loss === undefined ? undefined : Array(steps).fill(loss),
  };
  return {
    name,
    networks,
    ask: <T>(work: string, ...args: readonly unknown[]) =>
      Promise.resolve(answers[work](args[2] as number) as T | undefined),
    end: () => Promise.resolve(),
  };
}

Deno.test("a peer that computes something else is left out with the reason, and the others stay", async () => {
  const { losses, wrong } = await check([
    contender("this library", [1, 2], 0.5),
    contender("same", [1, 2.00001], 0.501),
    contender("cannot train", [1, 2]),
    contender("other logits", [1, 2.001], 0.5),
    contender("no number", [1, NaN], 0.5),
    contender("other loss", [1, 2], 0.51),
    contender("only mlp", [1, 2], 0.5, ["mlp"]),
  ]);
  assert.deepEqual(wrong, {
    "other logits": "its logits of cnn differ",
    "no number": "its logits of cnn differ",
    "other loss": "its loss of cnn in step 50 is 0.51, not 0.5",
  });
  assert.deepEqual(Object.keys(losses), ["cnn", "mlp", "light", "deep"]);
  assert.deepEqual(losses.light, { "this library": 0.5, "same": 0.501 });
  assert.deepEqual(losses.mlp, { "this library": 0.5, "same": 0.501, "only mlp": 0.5 });
});
