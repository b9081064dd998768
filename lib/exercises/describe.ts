/** Values as short text, for a hint. Nothing that a reader can write makes it throw. */

import { isVolume } from "./compare.ts";

/**
 * Describes a value in one line of text, cut off if it is long.
 *
 * @param value anything
 * @param most the maximum number of characters; 80 by default
 * @returns the text
 */
export function describe(value: unknown, most = 80): string {
  const text = attempt(() => write(value, 0)) ?? "something that has no text";
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/**
 * Describes what was thrown: an error by its name and message, anything else as a value.
 *
 * @param thrown anything
 * @returns the text
 */
export function describeError(thrown: unknown): string {
  const text = attempt(() => thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : "");
  return (text || describe(thrown)).slice(0, 200);
}

function write(value: unknown, depth: number): string {
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "string") return JSON.stringify(value.slice(0, 200));
  if (typeof value === "function") return String(value).replace(/\s+/g, " ");
  if (Array.isArray(value) || ArrayBuffer.isView(value) && "length" in value) {
    if (depth > 6) return "[…]";
    const list = value as ArrayLike<unknown>;
    const shown = Array.from(
      { length: Math.min(list.length, 20) },
      (_, i) => write(list[i], depth + 1),
    );
    return `[${shown.join(", ")}${list.length > 20 ? ", …" : ""}]`;
  }
  if (isVolume(value)) {
    const numbers = value.dataSync?.() ?? value.data ?? [], { shape } = value;
    if (shape.length === 0) return write(numbers[0], depth);
    return `${write(numbers, depth + 1)}${shape.length > 1 ? ` as ${shape.join(" × ")}` : ""}`;
  }
  if (typeof value === "object" && value !== null) {
    return value instanceof Promise ? "a promise" : `an object (${value.constructor?.name})`;
  }
  return String(value);
}

/** A fraction has seven digits: enough to tell two answers apart, without rounding noise. */
function writeNumber(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(7)));
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // a getter or a proxy is the reader's code, which may throw
  }
}
