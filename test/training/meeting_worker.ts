/** A worker of `shared_test.ts`: meets the others until it is told not to go on, and says how often. */

import { meet, type Shared, stop } from "../../lib/training/shared_memory.ts";

const port = globalThis as unknown as {
  onmessage: (event: MessageEvent<{ shared: Shared; stopAfter: number }>) => void;
  postMessage(meetings: number): void;
};

port.onmessage = ({ data: { shared, stopAfter } }) => {
  let meetings = 0;
  while (meet(shared)) {
    meetings++;
    if (meetings === stopAfter) stop(shared); // right after a meeting, while others still wake
  }
  port.postMessage(meetings);
};
