/** Decompresses a file and checks that it is the very one that the manifest describes. */

import { sha256 } from "../checksum.ts";
import { nodeModule } from "../node.ts";
import type { ManifestFile } from "./manifest.ts";

/**
 * Decompresses a file and compares its length and SHA-256 with the manifest.
 *
 * The first two bytes, not the name, tell whether a file is compressed: some browsers decompress what
 * they save under a name that ends in `.gz`.
 *
 * @param stored the file as it lies on disk or came from the network, plain or gzip
 * @param expected what it must be
 * @returns its decompressed bytes
 * @throws {RangeError} if it is another file; the message says what was expected and found, to be put
 *   behind the file's path
 */
export function verified(stored: Uint8Array, expected: ManifestFile): Uint8Array {
  const bytes = isGzip(stored) ? decompress(stored, expected.bytes) : stored;
  if (bytes.length !== expected.bytes) {
    throw new RangeError(`expected ${expected.bytes} bytes, found ${bytes.length}`);
  }
  const found = sha256(bytes);
  if (found !== expected.sha256) {
    throw new RangeError(`expected SHA-256 ${expected.sha256}, found ${found}`);
  }
  return bytes;
}

/**
 * The beginning of a compressed file's content.
 *
 * @param stored the compressed bytes
 * @returns what the first 4,096 of them hold
 * @throws {Error} if they are not gzip
 */
export function beginningOf(stored: Uint8Array): Uint8Array {
  const { gunzipSync, constants } = zlib();
  return gunzipSync(stored.subarray(0, 4_096), { finishFlush: constants.Z_SYNC_FLUSH });
}

/** Node's decompression; files in a folder are read under Deno alone. */
function zlib(): typeof import("node:zlib") {
  return nodeModule("node:zlib")!;
}

/**
 * Tells whether a file starts as gzip does (RFC 1952, section 2.3.1).
 *
 * @param stored the file
 * @returns whether it does
 */
export function isGzip(stored: Uint8Array): boolean {
  return stored[0] === 0x1f && stored[1] === 0x8b;
}

/**
 * Decompresses gzip whose length is known.
 *
 * @param stored the compressed bytes
 * @param expected how many bytes come out; memory is taken for no more
 * @returns the decompressed bytes
 * @throws {RangeError} if more come out, or `stored` is not whole; the message says what was expected
 *   and found
 */
export function decompress(stored: Uint8Array, expected: number): Uint8Array {
  // One chunk with a little room: no copies, and no archive can fill the memory. Four times as fast
  // as DecompressionStream (240 ms against 850 ms for MNIST's training images).
  const room = expected + 64;
  try {
    const bytes = zlib().gunzipSync(stored, { chunkSize: room, maxOutputLength: room });
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length); // a Buffer slices otherwise
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") {
      throw new RangeError(`expected ${expected} bytes, found more`);
    }
    throw new RangeError(`expected whole gzip, found: ${(error as Error).message}`);
  }
}
