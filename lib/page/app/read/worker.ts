/** The worker that reads, so that the pen never waits. */

import { type Classify, readPicture } from "../../../pictures/read.ts";
import type { PlainNetwork } from "../network/layers.ts";
import { probabilitiesOf } from "../network/trace.ts";
import type { Reply, Request } from "./messages.ts";
import { seenOf } from "./seen.ts";

/** The part of a worker's global scope that is used here. */
interface Scope {
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(reply: Reply, transfer?: readonly ArrayBuffer[]): void;
}

/** Answers the page's requests, one after the other. */
export function serve(): void {
  const scope = globalThis as unknown as Scope;
  let network: PlainNetwork;
  scope.onmessage = async ({ data }) => {
    if ("network" in data) {
      network = data.network;
      return;
    }
    try {
      const ask: Classify = (digits) => classify(network, digits);
      const seen = await seenOf(await readPicture(data.picture, ask), ask);
      scope.postMessage({ seen }, seen.stages.map(({ pixels }) => pixels.buffer));
    } catch (error) {
      scope.postMessage({ error: String(error) });
    }
  };
}

function classify(network: PlainNetwork, digits: readonly Uint8Array[]): Promise<Float32Array> {
  return Promise.resolve(
    Float32Array.from(digits.flatMap((digit) => [...probabilitiesOf(network, digit)])),
  );
}
