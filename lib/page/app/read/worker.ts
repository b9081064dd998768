/** The worker that reads, so that the pen never waits. */

import { readPicture } from "../../../pictures/read.ts";
import type { PlainNetwork } from "../network/layers.ts";
import { probabilitiesOf } from "../network/trace.ts";
import type { Reply, Request } from "./messages.ts";

/** The part of a worker's global scope that is used here. */
interface Scope {
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(reply: Reply): void;
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
      const reading = await readPicture(data.picture, (digits) => classify(network, digits));
      scope.postMessage({ reading });
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
