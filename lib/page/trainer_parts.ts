/**
 * The parts that the page needs to train, packed: the training worker's script and tfjs's
 * WebAssembly.
 */

import { gzipSync } from "node:zlib";

/**
 * Packs both. They lie in the page as text and are unpacked when the reader wants to train, so that the
 * page opens without them.
 *
 * @param script the worker's script
 * @returns elements for the end of the page
 */
export async function trainerParts(script: string): Promise<string> {
  const tfjs = import.meta.resolve("@tensorflow/tfjs-backend-wasm");
  const binary = await Deno.readFile(new URL("tfjs-backend-wasm-simd.wasm", tfjs));
  return part("trainer", new TextEncoder().encode(script)) + part("tfjs-wasm", binary);
}

function part(id: string, bytes: Uint8Array): string {
  const packed = gzipSync(bytes, { level: 9 }).toString("base64");
  return `<script type="text/plain" id="${id}">${packed}</script>\n`;
}
