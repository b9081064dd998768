/**
 * Arithmetic coding (Witten, Neal and Cleary, "Arithmetic Coding for Data Compression", CACM 30(6),
 * 1987): a whole message becomes one number between 0 and 1, written with as many bits as the message
 * holds information, about log₂(1 / p) for a symbol of probability p.
 *
 * The probabilities are not stored. Both sides count the symbols that went by, and predict the next from
 * the counts; so what is frequent soon costs little, and the file needs no table.
 */

/** Symbols of one kind: whole numbers from 0 up to, not including, the size of their alphabet. */
export interface Run {
  /** The number of different symbols. */
  readonly alphabet: number;
  /** `[n]` the symbols. */
  readonly symbols: Uint16Array;
}

/** The length of a run that is yet to be read. */
export interface RunLength {
  /** The number of different symbols. */
  readonly alphabet: number;
  /** The number of symbols. */
  readonly count: number;
}

/** The interval's ends are whole numbers of 32 bits. */
const WHOLE = 2 ** 32, HALF = WHOLE / 2, QUARTER = WHOLE / 4;

/** Weight of a symbol that went by, beside 1 that each has from the start (Krichevsky and Trofimov). */
const SEEN = 2;

/** Counts are halved before their sum no longer fits beside the interval in a double's 53 bits. */
const MOST = 2 ** 16;

/** Counts of the symbols so far. */
class Counts {
  readonly #counts: Uint32Array;
  total: number;

  constructor(alphabet: number) {
    this.#counts = new Uint32Array(alphabet).fill(1);
    this.total = alphabet;
  }

  /** The sum of the counts before a symbol, and with it. */
  span(symbol: number): [from: number, to: number] {
    let from = 0;
    for (let s = 0; s < symbol; s++) from += this.#counts[s];
    return [from, from + this.#counts[symbol]];
  }

  /** The symbol whose span holds a number below the total. */
  find(place: number): number {
    let symbol = 0;
    for (let to = this.#counts[0]; to <= place; to += this.#counts[symbol]) symbol++;
    return symbol;
  }

  add(symbol: number): void {
    this.#counts[symbol] += SEEN;
    this.total += SEEN;
    if (this.total <= MOST) return;
    this.total = 0;
    for (let s = 0; s < this.#counts.length; s++) {
      this.#counts[s] = (this.#counts[s] + 1) >> 1;
      this.total += this.#counts[s];
    }
  }
}

/** Runs with the same alphabet share their counts. */
function countsFor(): (alphabet: number) => Counts {
  const all = new Map<number, Counts>();
  return (alphabet) => {
    const counts = all.get(alphabet) ?? new Counts(alphabet);
    all.set(alphabet, counts);
    return counts;
  };
}

/** Tells what is taken off an interval before it is doubled; undefined if it is too wide for that. */
function widening(low: number, high: number): number | undefined {
  if (high < HALF) return 0;
  if (low >= HALF) return HALF;
  return low >= QUARTER && high < HALF + QUARTER ? QUARTER : undefined;
}

/**
 * Encodes symbols.
 *
 * @param runs the symbols, run by run
 * @returns the bytes
 *
 * @example A thousand equal symbols need few bytes
 * ```ts
 * import assert from "node:assert/strict";
 * import { encodeSymbols } from "@pixel/convnet/compression";
 *
 * const bytes = encodeSymbols([{ alphabet: 16, symbols: new Uint16Array(1_000) }]);
 * assert(bytes.length < 15);
 * ```
 */
export function encodeSymbols(runs: readonly Run[]): Uint8Array<ArrayBuffer> {
  const countsOf = countsFor(), bits: number[] = [];
  let low = 0, high = WHOLE - 1, waiting = 0;
  const write = (bit: number) => {
    bits.push(bit);
    for (; waiting > 0; waiting--) bits.push(1 - bit);
  };
  for (const { alphabet, symbols } of runs) {
    const counts = countsOf(alphabet);
    for (const symbol of symbols) {
      // 1. The part of the interval that belongs to the symbol.
      const [from, to] = counts.span(symbol), width = high - low + 1;
      high = low + Math.floor(width * to / counts.total) - 1;
      low += Math.floor(width * from / counts.total);
      counts.add(symbol);
      // 2. While the interval lies in one half, or around the middle, it is widened to twice its size.
      for (let less; (less = widening(low, high)) !== undefined;) {
        if (less === QUARTER) waiting++; // the next bit that is known will tell this one too
        else write(less === HALF ? 1 : 0);
        [low, high] = [2 * (low - less), 2 * (high - less) + 1];
      }
    }
  }
  waiting++;
  write(low < QUARTER ? 0 : 1); // two bits that lie within the interval, whatever follows
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => bytes[i >> 3] |= bit << (7 - i % 8));
  return bytes;
}

/**
 * Decodes symbols.
 *
 * @param bytes what {@linkcode encodeSymbols} made
 * @param runs the lengths of the runs, in the same order
 * @returns the symbols of each run
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { decodeSymbols, encodeSymbols } from "@pixel/convnet/compression";
 *
 * const bytes = encodeSymbols([{ alphabet: 3, symbols: Uint16Array.of(0, 2, 2, 1) }]);
 * assert.deepEqual([...decodeSymbols(bytes, [{ alphabet: 3, count: 4 }])[0]], [0, 2, 2, 1]);
 * ```
 */
export function decodeSymbols(bytes: Uint8Array, runs: readonly RunLength[]): Uint16Array[] {
  const countsOf = countsFor();
  let place = 0;
  const read = () => (bytes[place >> 3] ?? 0) >> (7 - place++ % 8) & 1; // zeros follow the end
  let low = 0, high = WHOLE - 1, value = 0;
  for (let i = 0; i < 32; i++) value = 2 * value + read();
  return runs.map(({ alphabet, count }) => {
    const counts = countsOf(alphabet), symbols = new Uint16Array(count);
    for (let n = 0; n < count; n++) {
      const width = high - low + 1;
      const symbol = counts.find(Math.floor(((value - low + 1) * counts.total - 1) / width));
      const [from, to] = counts.span(symbol);
      high = low + Math.floor(width * to / counts.total) - 1;
      low += Math.floor(width * from / counts.total);
      counts.add(symbol);
      symbols[n] = symbol;
      for (let less; (less = widening(low, high)) !== undefined;) {
        [low, high] = [2 * (low - less), 2 * (high - less) + 1];
        value = 2 * (value - less) + read();
      }
    }
    return symbols;
  });
}
