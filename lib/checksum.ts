/** SHA-256, and JSON files that carry a checksum of their own content, so that damage is noticed. */

import { nodeModule } from "./node.ts";
import { sha256InPlain } from "./sha256.ts";

/** The text before the content: `{"sha256":"…",` in place of the first brace. */
const SEAL = /^\{"sha256":"([0-9a-f]{64})",$/;
const SEAL_LENGTH = 11 + 64 + 2;

/**
 * The SHA-256 of some bytes.
 *
 * Node's own function makes 1.5 GB/s here, plain JavaScript less than 0.1. A browser's `crypto.subtle`
 * is missing on a page that came by http from another machine, and answers later.
 *
 * @param parts the bytes, in one piece or several
 * @returns 64 hexadecimal digits
 */
export function sha256(...parts: Uint8Array[]): string {
  const hash = nodeModule("node:crypto")?.createHash("sha256");
  if (!hash) return sha256InPlain(parts);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/**
 * Seals an object: its JSON gets one more member in front, `sha256`, of all that follows.
 *
 * @param json the JSON of an object with at least one member
 * @returns the sealed JSON
 */
export function seal(json: string): string {
  return `{"sha256":"${sha256(new TextEncoder().encode(json))}",${json.slice(1)}`;
}

/** Result of {@linkcode unseal}. */
export interface Unsealed {
  /** The JSON, without its seal. */
  readonly json: string;
  /** True if the JSON was sealed, and is therefore what was written. */
  readonly sealed: boolean;
}

/**
 * Compares a sealed file with its checksum. JSON that was never sealed is passed on as it is.
 *
 * @param file the file's bytes
 * @returns its content
 * @throws {RangeError} if the content is not what was sealed
 */
export function unseal(file: Uint8Array): Unsealed {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const [, expected] = text(file.subarray(0, SEAL_LENGTH)).match(SEAL) ?? [];
  if (expected === undefined) {
    if (text(file.subarray(0, 9)) === '{"sha256"') throw new RangeError("its checksum is damaged");
    return { json: text(file), sealed: false };
  }
  const content = file.slice(SEAL_LENGTH - 1);
  content[0] = "{".charCodeAt(0);
  if (sha256(content) !== expected) {
    throw new RangeError("its content does not match its checksum");
  }
  return { json: text(content), sealed: true };
}
