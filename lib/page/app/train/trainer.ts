/// <reference lib="dom" />
/** The page's side of training: starts the worker when it is first needed, out of what lies in the page. */

import { fromBase64 } from "../../../base64.ts";
import type { News, Order } from "../../trainer/messages.ts";

/** The worker that trains. */
export class Trainer {
  #tell: (news: News) => void;
  #worker: Promise<Worker> | undefined;

  /**
   * A trainer whose worker has not been started.
   *
   * @param tell told what the worker says
   */
  constructor(tell: (news: News) => void) {
    this.#tell = tell;
  }

  /** Sends an order, and starts the worker first if there is none. */
  async send(order: Order): Promise<void> {
    try {
      const worker = await (this.#worker ??= this.#start());
      worker.postMessage(order);
    } catch (error) {
      this.#worker = undefined;
      this.#tell({ kind: "error", message: error instanceof Error ? error.message : `${error}` });
    }
  }

  async #start(): Promise<Worker> {
    await parsed();
    const [script, binary] = await Promise.all([unpacked("trainer"), unpacked("tfjs-wasm")]);
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.onmessage = ({ data }: MessageEvent<News>) => this.#tell(data);
    worker.onerror = ({ message }) => this.#tell({ kind: "error", message });
    worker.postMessage({ kind: "open", binary } satisfies Order);
    return worker;
  }
}

/** Waits for the end of the page, where the parts lie: a page opened at this panel runs its script before. */
async function parsed(): Promise<void> {
  if (document.readyState !== "loading") return;
  await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
}

/** Unpacks what lies in the page under a name. */
async function unpacked(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = document.getElementById(id)!.textContent!;
  const stream = new Blob([fromBase64(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
