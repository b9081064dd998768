/** Measures one core when it is told to, and answers with its GFLOPS: see `core_speed.ts`. */

import { currentWasm, native } from "./kernels/native.ts";
import { useWasm } from "./wasm.ts";

/** Multiply-adds in registers per call (96 operations each), and how long they are repeated. */
const ROUNDS = 200_000, MILLISECONDS = 1_000;

/** The GFLOPS of this core over a second: the mean, since a shared core is slow now and then. */
function gflops(): number {
  const { multiplyAdds } = native(currentWasm()!);
  const start = performance.now();
  let rounds = 0;
  for (; performance.now() - start < MILLISECONDS; rounds += ROUNDS) {
    multiplyAdds(ROUNDS, 0.5, 0.25);
  }
  return 96 * rounds / (performance.now() - start) / 1e6;
}

await useWasm();
gflops(); // until the engine has compiled it for good
const scope = globalThis as unknown as Pick<Worker, "onmessage" | "postMessage">;
scope.onmessage = () => scope.postMessage(gflops());
scope.postMessage(0);
