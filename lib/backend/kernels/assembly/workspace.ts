// @ts-nocheck This is AssemblyScript.
/**
 * Scratch memory: one block of fixed size, that the caller allocates in the memory of tfjs's
 * backend. Each kernel takes what it needs from the start; none is needed between two calls.
 */

/**
 * Bytes of the block: enough for a transformed filter of 256 channels in and out. What is never touched
 * takes no memory of the machine.
 */
export const WORKSPACE_BYTES: i32 = 16 << 20;

let first: usize = 0;
let next: usize = 0;

/** Eight zeros, from which sums start. */
export let zeros: usize = 0;

/** Returns the bytes that the caller has to allocate. */
export function workspaceBytes(): i32 {
  return WORKSPACE_BYTES;
}

/** Tells where the block is. */
export function setWorkspace(address: usize): void {
  first = address;
  zeros = (first + 63) & ~63;
  memory.fill(zeros, 0, 64);
}

/** Gives everything back: what a kernel does first. */
export function release(): void {
  next = zeros + 64;
}

/** Room for some floats, aligned to a cache line; traps if the block is used up. */
export function take(floats: i32): usize {
  const place = next;
  next = (place + (floats << 2) + 63) & ~63;
  if (next > first + WORKSPACE_BYTES) unreachable();
  return place;
}
