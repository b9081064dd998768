/** Damage to bytes and to JSON, from a seed: as by a failing disk, and as by an attacker. */

import type { Random } from "../../random.ts";

/** Whole numbers that programs often mishandle: the limits of types, and enormous sizes. */
const NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** A whole number from 0 up to, but not including, `end`. */
export function upTo(end: number, next: Random): number {
  return Math.floor(next() * end);
}

/** Picks one of several items. */
export function oneOf<T>(things: readonly T[], next: Random): T {
  return things[upTo(things.length, next)];
}

/** Random bytes. */
export function noise(length: number, next: Random): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => upTo(256, next));
}

/** Joins several pieces. */
function joined(...pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Functions that make one change each: they may alter the bytes passed in, and return the result. */
const CHANGES: readonly ((bytes: Uint8Array, next: Random) => Uint8Array)[] = [
  (bytes, next) => { // a bit
    if (bytes.length > 0) bytes[upTo(bytes.length, next)] ^= 1 << upTo(8, next);
    return bytes;
  },
  (bytes, next) => { // a byte among the first, where headers are
    if (bytes.length > 0) bytes[upTo(Math.min(bytes.length, 24), next)] = upTo(256, next);
    return bytes;
  },
  (bytes, next) => { // a number of 32 bits
    if (bytes.length < 4) return bytes;
    const at = upTo(next() < 0.5 ? Math.min(bytes.length - 3, 24) : bytes.length - 3, next);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    view.setUint32(at, oneOf(NUMBERS, next), next() < 0.5);
    return bytes;
  },
  (bytes, next) => bytes.subarray(0, upTo(bytes.length + 1, next)), // the end is gone
  (bytes, next) => bytes.subarray(upTo(Math.min(bytes.length, 16) + 1, next)), // the beginning is gone
  (bytes, next) => joined(bytes, noise(1 + upTo(20, next), next)), // more follows
  (bytes, next) => { // a piece is missing or doubled
    const from = upTo(bytes.length + 1, next), to = from + upTo(bytes.length - from + 1, next);
    return next() < 0.5
      ? joined(bytes.subarray(0, from), bytes.subarray(to))
      : joined(bytes.subarray(0, to), bytes.subarray(from));
  },
  (bytes, next) => { // a piece is overwritten
    const from = upTo(bytes.length + 1, next), to = from + upTo(64, next);
    return bytes.fill(oneOf([0, 0xff, 0x20], next), from, to);
  },
];

/**
 * Damages bytes in one to four ways.
 *
 * @param bytes the bytes, which are left unchanged
 * @param next the source of random numbers
 * @returns a damaged copy, which may happen to be the same
 */
export function damaged(bytes: Uint8Array, next: Random): Uint8Array<ArrayBuffer> {
  let copy: Uint8Array = Uint8Array.from(bytes); // a Buffer would share its bytes
  for (let left = 1 + upTo(4, next); left > 0; left--) copy = oneOf(CHANGES, next)(copy, next);
  return Uint8Array.from(copy);
}

/** Values that may replace any part of a JSON file. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, "", "x", "0", "../x", "/etc/passwd", "\0", "__proto__"],
  ...[0, -0, 1, -1, 0.5, 1e9, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, -1e308],
  ...[[], {}, [[]], [null], [1, 2, 3], [-1], [1e9, 1e9], { length: 1e9 }, "x".repeat(10_000)],
];

/** A part of a value, by its keys. */
type Holder = Record<string, unknown>;

/** All objects and arrays within a value, the value first. */
function holders(value: unknown): Holder[] {
  if (typeof value !== "object" || value === null) return [];
  return [value as Holder, ...Object.values(value).flatMap(holders)];
}

/**
 * Damages the meaning of a JSON file but not its syntax: parts are replaced, removed, doubled or moved.
 *
 * @param json the file
 * @param next decides how
 * @returns a damaged file
 */
export function damagedJson(json: string, next: Random): string {
  const value = JSON.parse(json);
  for (let left = 1 + upTo(3, next); left > 0; left--) {
    const holder = oneOf(holders(value), next), key = oneOf(Object.keys(holder), next);
    if (key === undefined) continue; // it is empty
    const change = upTo(6, next);
    if (change < 3) holder[key] = structuredClone(oneOf(VALUES, next));
    else if (change === 3) delete holder[key];
    else if (change === 4 && Array.isArray(holder)) holder.push(structuredClone(holder[key]));
    else holder[key] = structuredClone(oneOf(holders(value), next));
  }
  return JSON.stringify(value);
}
