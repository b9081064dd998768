/** Values as short text, for a hint. Nothing that a reader can write makes it throw. */

/**
 * A value as text of one line, cut where it grows long.
 *
 * @param value anything
 * @param most characters at most; 80 by default
 * @returns the text
 */
export function describe(value: unknown, most = 80): string {
  const text = attempt(() => write(value, 0)) ?? "something that has no text";
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/**
 * What was thrown, as text: name and message of an error, anything else as it is.
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
  if (typeof value === "object" && value !== null) {
    return value instanceof Promise ? "a promise" : `an object (${value.constructor?.name})`;
  }
  return String(value);
}

/** Seven digits of a fraction: enough to tell two answers apart, and no tail of rounding. */
function writeNumber(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(7)));
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // a getter, a proxy: the reader's code, which may throw
  }
}
