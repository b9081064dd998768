/** Costs apart from speed: the time to a first step, memory, files. */

import { BATCH, type Setting } from "./bench_folder.ts";
import { npmBytes, PEERS, startPeer } from "./bench_peers.ts";
import { add, medians } from "./bench_speeds.ts";
import { type Measured, NETWORK, OURS } from "./bench_table.ts";

/** Measurements of a kind, and the only key by which they are kept. */
type Lists = Record<string, Record<string, number[]>>;
const COST = "cost";

/**
 * Measures the costs of this library and of each peer that is installed.
 *
 * @param setting threads and rounds
 * @returns the measurements
 */
export async function costs({ threads, rounds, folder }: Setting) {
  const first: Lists = {}, memory: Lists = {}, installation: Record<string, number> = {};
  for (let round = 0; round < Math.min(2, rounds); round++) {
    console.error("first step and memory");
    const { firstStepSeconds, peakBytes } = await wholeRun();
    add(first, COST, OURS, firstStepSeconds);
    add(memory, COST, OURS, peakBytes);
    for (const program of PEERS.filter(({ trains, networks }) => trains && !networks)) {
      const start = performance.now();
      const peer = await startPeer(program, folder, threads.at(-1)!);
      if (typeof peer === "string") continue;
      const done = await peer.ask("losses", NETWORK, BATCH, 1);
      if (done) add(first, COST, peer.name, (performance.now() - start) / 1_000);
      await peer.ask("losses", NETWORK, BATCH, 10);
      add(memory, COST, peer.name, await peer.ask("memory"));
      const bytes = await peer.ask<number>("installation", ...program.packages);
      if (bytes) installation[peer.name] = bytes;
      await peer.end();
    }
  }
  installation[OURS] = await npmBytes("lib/cli/train.ts");
  for (const program of PEERS) {
    const [main] = program.packages;
    if (!main?.startsWith("npm:")) continue;
    const peer = await startPeer(program, folder, 1); // `deno info` would download what is absent
    if (typeof peer === "string") continue;
    await peer.end();
    installation[program.name] = await npmBytes(main);
  }
  return {
    first: medians(first)[COST],
    memory: medians(memory)[COST],
    installation,
  } satisfies Partial<Measured>;
}

/** Runs `deno task train`: seconds to its first step, and its peak memory in bytes. */
async function wholeRun(): Promise<{ firstStepSeconds: number; peakBytes: number }> {
  const report = await Deno.makeTempFile({ dir: "runs" });
  try {
    await new Deno.Command("deno", {
      args: ["task", "-q", "train", "--epochs=1", `--report=${report}`, "--out=runs/bench"],
      env: { INIT_CWD: "." }, // paths are meant from here, wherever the user typed
      stdout: "null",
    }).output();
    return JSON.parse(await Deno.readTextFile(report));
  } finally {
    await Deno.remove(report);
  }
}
