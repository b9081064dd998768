/** The script of the page's training worker: tfjs, our kernels and the library's own training loop. */

import { useWasm } from "../../backend/wasm.ts";
import type { News, Order } from "./messages.ts";
import { Session } from "./session.ts";

/** The part of a worker's global scope that is used here. */
interface Scope {
  onmessage: ((event: { readonly data: Order }) => void) | null;
  postMessage(news: News): void;
}

const scope = globalThis as unknown as Scope;
const session = new Session((news) => scope.postMessage(news));

/** Until then no other order is carried out. */
let ready: Promise<void> | undefined;

async function carryOut(order: Order): Promise<void> {
  if (order.kind !== "open") await ready;
  switch (order.kind) {
    case "open":
      ready = useWasm({ binary: order.binary });
      await ready;
      return scope.postMessage({ kind: "open" });
    case "train":
      return await session.train(order.network, order.seed, order.files);
    case "prepare":
      return await session.prepare();
    case "load":
      return await session.load(order.files);
    default:
      session[order.kind]();
  }
}

scope.onmessage = ({ data }) => {
  carryOut(data).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ kind: "error", message });
  });
};
