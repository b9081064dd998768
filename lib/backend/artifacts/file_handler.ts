/**
 * `model.save("file://…")` and `tf.loadLayersModel("file://…")` under Deno, which tfjs has for Node
 * alone.
 */

import * as tf from "@tensorflow/tfjs";
import { fromFileUrl, join } from "@std/path";
import { TOPOLOGY } from "./artifacts.ts";
import { readArtifacts, writeArtifacts } from "./disk.ts";

const SCHEME = "file://";

/** True if the handler is registered, which it stays. */
let registered = false;

/** Registers the handler with tfjs, once. Does nothing outside Deno. */
export function registerFileHandler(): void {
  if (registered || !("Deno" in globalThis)) return;
  registered = true;
  tf.io.registerSaveRouter(handlerFor);
  tf.io.registerLoadRouter(handlerFor);
}

/** The handler for an address, or null if another must take it. */
function handlerFor(url: string | string[]): tf.io.IOHandler {
  if (typeof url !== "string" || !url.startsWith(SCHEME)) return null!; // tfjs asks on
  const path = pathOf(url);
  return {
    save: (artifacts) => writeArtifacts(artifacts, path),
    load: () => readArtifacts(path.endsWith(".json") ? path : join(path, TOPOLOGY)),
  };
}

/** The path in an address. As in Node, `file://runs/cnn` is relative, which is no proper URL. */
function pathOf(url: string): string {
  const path = url.slice(SCHEME.length);
  return path.startsWith("/") ? fromFileUrl(url) : path;
}
