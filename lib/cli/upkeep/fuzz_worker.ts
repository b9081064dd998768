/** The fuzzer's own thread: reading may never end, and the main thread must be free to report that. */

import { fuzz, type FuzzOptions, type Report } from "./fuzz_loop.ts";

/** Message of the thread: the current input, or the reports at the end. */
export type Message =
  | { readonly kind: string; readonly input: number }
  | { readonly reports: readonly Report[] }
  | { readonly error: string };

const port = globalThis as unknown as {
  onmessage: (event: MessageEvent<Omit<FuzzOptions, "progress" | "kinds">>) => Promise<void>;
  postMessage(message: Message): void;
};

port.onmessage = async ({ data }) => {
  try {
    const progress: FuzzOptions["progress"] = (state) => {
      if ("input" in state) port.postMessage(state);
    };
    port.postMessage({ reports: await fuzz({ ...data, progress }) });
  } catch (error) {
    port.postMessage({ error: error instanceof Error ? `${error.stack}` : String(error) });
  }
};
