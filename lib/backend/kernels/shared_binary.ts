/** WebAssembly binaries whose memory threads can share. */

import { UserError } from "../../errors.ts";

/** The sections in which a memory can be declared, and what a memory's flags mean. */
const IMPORTS = 2, MEMORIES = 5, MEMORY = 2, BOUNDED = 1, SHARED = 3;

/**
 * Changes a binary so that its memory is shared: one byte of its declaration says so. The code stays as
 * it is; threads that write to the same place have to agree among themselves.
 *
 * @param binary a module that declares or imports one memory, with a maximum
 * @returns a changed copy
 * @throws {UserError} if the binary is not such a module
 */
export function withSharedMemory(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const flags = flagsOfMemory(binary);
  if (flags === undefined || ![BOUNDED, SHARED].includes(binary[flags])) {
    throw new UserError(
      "Cannot share the memory of a WebAssembly module: it has no memory with a maximum, so it is " +
        "not the version that this library knows; use one thread",
    );
  }
  const changed = Uint8Array.from(binary);
  changed[flags] = SHARED;
  return changed;
}

/** The place of the byte that describes a module's memory; undefined if there is none. */
function flagsOfMemory(binary: Uint8Array): number | undefined {
  if (String(binary.subarray(0, 8)) !== "0,97,115,109,1,0,0,0") return undefined;
  let at = 8;
  const number = () => { // LEB128
    let value = 0;
    for (let shift = 0; at < binary.length; shift += 7) {
      const byte = binary[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    return value;
  };
  const skipName = () => {
    const length = number();
    at += length;
  };
  while (at < binary.length) {
    const id = binary[at++], size = number(), end = at + size;
    if (id === MEMORIES && number() === 1) return at;
    if (id === IMPORTS && number() === 1) { // as our kernels' only import
      skipName();
      skipName();
      if (binary[at++] === MEMORY) return at;
    }
    at = end;
  }
  return undefined;
}
