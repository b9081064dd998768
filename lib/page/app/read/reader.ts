/// <reference lib="dom" />
/** The page's side of reading: one picture at a time, and always the latest. */

import type { Picture } from "../../../pictures/plane.ts";
import type { PlainNetwork } from "../network/layers.ts";
import type { Reply, Request } from "./messages.ts";
import type { Seen } from "./seen.ts";

/** Reads pictures in a worker. */
export class Reader {
  #worker: Worker;
  #busy = false;
  #waiting: (() => Picture) | undefined;

  /**
   * Starts the worker, which is the page's own script.
   *
   * @param script the script's text
   * @param onReading told what was read, after each picture, and whether none waits
   */
  constructor(script: string, onReading: (seen: Seen, isLatest: boolean) => void) {
    this.#worker = new Worker(
      URL.createObjectURL(new Blob([script], { type: "text/javascript" })),
    );
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      this.#busy = false;
      if ("error" in data) throw new Error(data.error);
      const isLatest = !this.#waiting;
      this.#next(); // before the page draws, which takes as long
      onReading(data.seen, isLatest);
    };
  }

  /** Takes another network. */
  use(network: PlainNetwork): void {
    this.#send({ network });
  }

  /**
   * Reads a picture as soon as the one before it is read. If another comes until then, that one.
   *
   * @param picture makes the picture, when it is its turn
   */
  read(picture: () => Picture): void {
    this.#waiting = picture;
    if (!this.#busy) this.#next();
  }

  #next(): void {
    if (!this.#waiting) return;
    const picture = this.#waiting();
    this.#waiting = undefined;
    this.#busy = true;
    this.#send({ picture }, [picture.data.buffer]);
  }

  #send(request: Request, transfer: Transferable[] = []): void {
    this.#worker.postMessage(request, transfer);
  }
}
