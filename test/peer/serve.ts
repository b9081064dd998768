/** The common part of the peers in TypeScript; the same as `serve.py`, which says what a peer is asked. */

import { join } from "@std/path";
import { lines } from "../../lib/cli/upkeep/lines.ts";

/** The time that a measurement should take, in milliseconds. */
const MILLISECONDS = 300;

/** A layer, in the order of the network. */
export interface Layer {
  readonly kind: "convolution" | "norm" | "dense";
  readonly shapes: readonly (readonly number[])[];
  /** The initial weights, one array per shape: filter or matrix, and bias. */
  readonly weights: readonly Float32Array<ArrayBuffer>[];
  readonly padding?: "valid" | "same";
  readonly relu?: boolean;
  /** True if 2×2 max-pooling follows. */
  readonly pool?: boolean;
}

/** A network that a peer makes of the layers; it holds the digits. */
export interface PeerNetwork {
  /** Trains with `batch` digits from `start` on; returns the loss before that. */
  step(batch: number, start: number): Promise<number>;
  /** Computes the logits of `batch` digits from `start` on, `[batch × 10]`. */
  predict(batch: number, start: number): Promise<Float32Array>;
}

/** The parts of which a peer makes a network. */
export interface Given {
  readonly layers: readonly Layer[];
  /** `[N, 28, 28, 1]`, in [0, 1]. */
  readonly digits: Float32Array<ArrayBuffer>;
  /** `[N]` */
  readonly labels: Uint8Array;
  readonly threads: number;
}

/** Answers jobs, one line of JSON each, until standard input ends. */
export async function serve(
  version: string,
  make: (given: Given) => PeerNetwork | Promise<PeerNetwork>,
): Promise<void> {
  const [folder, threads] = Deno.args;
  const read = (name: string) => Deno.readFile(join(folder, name));
  const digits = Float32Array.from(await read("digits.u8"), (byte) => byte / 255);
  const labels = await read("digits-labels.u8"), count = labels.length;

  const made = new Map<string, PeerNetwork>();
  const network = async (name: string) => {
    if (!made.has(name)) {
      const layers = withWeights(
        JSON.parse(await Deno.readTextFile(join(folder, `${name}.json`))),
        new Float32Array((await read(`${name}.f32`)).buffer),
      );
      made.set(name, await make({ layers, digits, labels, threads: Number(threads) }));
    }
    return made.get(name)!;
  };
  const works: Record<string, (name: string, ...numbers: number[]) => Promise<unknown>> = {
    async losses(name, batch, steps) {
      const losses: number[] = [], fresh = await network(name);
      for (let step = 0; step < steps; step++) losses.push(await fresh.step(batch, step * batch));
      made.delete(name);
      return losses;
    },
    async step(name, batch) {
      const peer = await network(name), starts = Math.floor(count / batch);
      await peer.step(batch, 0); // warms up
      return await repeat((times) => peer.step(batch, times % starts * batch));
    },
    async predict(name, batch) {
      const peer = await network(name);
      const pass = async () => {
        for (let start = 0; start < count; start += batch) await peer.predict(batch, start);
      };
      await pass(); // warms up
      return await repeat(pass);
    },
    async single(name) {
      const peer = await network(name), seconds: number[] = [];
      for (let place = 0; place < 1_050; place++) {
        const begin = performance.now();
        await peer.predict(1, place);
        if (place >= 50) seconds.push((performance.now() - begin) / 1_000); // the first ones warm up
      }
      return seconds.sort((a, b) => a - b);
    },
    async logits(name) {
      return [...await (await network(name)).predict(2, 0)];
    },
    memory: () => Promise.resolve(Deno.memoryUsage().rss),
  };

  console.log(JSON.stringify(version));
  for await (const line of lines(Deno.stdin.readable)) {
    const [work, name, ...numbers] = JSON.parse(line);
    try {
      console.log(JSON.stringify(await works[work](name, ...numbers)));
    } catch (error) {
      console.log(JSON.stringify({ error: (error as Error).message.split("\n")[0] }));
    }
  }
  Deno.exit(); // the workers of some would wait forever
}

function withWeights(layers: Omit<Layer, "weights">[], flat: Float32Array<ArrayBuffer>): Layer[] {
  let at = 0;
  return layers.map((layer) => ({
    ...layer,
    weights: layer.shapes.map((shape) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return flat.slice(at, at += size);
    }),
  }));
}

/** Seconds that `work` takes, on average over as many times as fit into a moment. */
async function repeat(work: (times: number) => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  let times = 0;
  do await work(times++); while (performance.now() - begin < MILLISECONDS);
  return (performance.now() - begin) / times / 1_000;
}
