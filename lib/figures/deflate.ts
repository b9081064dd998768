/**
 * Compression for PNG: DEFLATE (RFC 1951) in a zlib wrapper (RFC 1950), with fixed codes.
 *
 * Why not the platform's: it is either asynchronous (`CompressionStream`), or its bytes depend on
 * the version and even the processor (`node:zlib`), and equal figures must be equal bytes.
 */

/** Longest and shortest repetition that DEFLATE can name, and how far back. */
const LONGEST = 258, SHORTEST = 3, WINDOW = 32_768;

/** How many earlier places are tried before the best repetition is taken. */
const TRIES = 64;

/** Base and extra bits of each length code from 257 on (RFC 1951, section 3.2.5). */
const LENGTHS = codes(29, 3, 4);

/** Base and extra bits of each distance code. */
const DISTANCES = codes(30, 1, 2);

interface Code {
  readonly base: number;
  readonly extra: number;
}

/** After the first `group` codes, a bit more for every `group` codes; 258 has a code of its own. */
function codes(count: number, first: number, group: number): Code[] {
  let base = first;
  return Array.from({ length: count }, (_, i) => {
    const extra = Math.max(0, Math.floor(i / group) - 1);
    const code = group === 4 && i === count - 1 ? { base: LONGEST, extra: 0 } : { base, extra };
    base += 1 << extra;
    return code;
  });
}

/**
 * Compresses bytes. The same bytes give the same result on every machine.
 *
 * @param data any bytes
 * @returns a zlib stream
 */
export function deflate(data: Uint8Array): Uint8Array {
  const bits = new BitWriter();
  bits.number(0x0178, 16); // zlib: DEFLATE, 32 KiB window, no dictionary, fastest level
  bits.number(0b011, 3); // one block, the last, with fixed codes
  const places = new Map<number, number[]>(); // where each run of three bytes was seen
  const remember = (at: number) => {
    const key = data[at] << 16 | data[at + 1] << 8 | data[at + 2];
    const seen = places.get(key);
    if (seen) seen.push(at);
    else places.set(key, [at]);
  };
  for (let at = 0; at < data.length;) {
    const { length, distance } = longestMatch(data, at, places);
    if (length === 0) symbol(bits, data[at]);
    else {
      const code = LENGTHS.findLastIndex(({ base }) => base <= length);
      symbol(bits, 257 + code);
      bits.number(length - LENGTHS[code].base, LENGTHS[code].extra);
      const away = DISTANCES.findLastIndex(({ base }) => base <= distance);
      bits.code(away, 5);
      bits.number(distance - DISTANCES[away].base, DISTANCES[away].extra);
    }
    const next = at + Math.max(length, 1);
    for (; at < next; at++) if (at + SHORTEST <= data.length) remember(at);
  }
  symbol(bits, 256); // the end
  return bits.finish(adler32(data));
}

/** The longest earlier stretch that equals what comes at `at`, of equals the nearest; length 0: none. */
function longestMatch(data: Uint8Array, at: number, places: Map<number, number[]>) {
  const best = { length: 0, distance: 0 };
  const seen = places.get(data[at] << 16 | data[at + 1] << 8 | data[at + 2]) ?? [];
  const limit = Math.min(LONGEST, data.length - at);
  for (let i = seen.length - 1; i >= Math.max(0, seen.length - TRIES); i--) {
    if (at - seen[i] > WINDOW) break;
    let length = 0;
    while (length < limit && data[seen[i] + length] === data[at + length]) length++;
    if (length > best.length) Object.assign(best, { length, distance: at - seen[i] });
  }
  return best.length < SHORTEST ? { length: 0, distance: 0 } : best;
}

/** Writes a literal or length symbol in the fixed code (RFC 1951, section 3.2.6). */
function symbol(bits: BitWriter, value: number): void {
  if (value < 144) bits.code(0b00110000 + value, 8);
  else if (value < 256) bits.code(0b110010000 + value - 144, 9);
  else if (value < 280) bits.code(value - 256, 7);
  else bits.code(0b11000000 + value - 280, 8);
}

/** Bytes that are filled bit by bit, the lowest bit first. */
class BitWriter {
  #bytes: number[] = [];
  #buffer = 0;
  #count = 0;

  /** A number, its lowest bit first. */
  number(value: number, width: number): void {
    for (let i = 0; i < width; i++) this.#bit(value >> i & 1);
  }

  /** A Huffman code, its highest bit first. */
  code(value: number, width: number): void {
    for (let i = width - 1; i >= 0; i--) this.#bit(value >> i & 1);
  }

  #bit(bit: number): void {
    this.#buffer |= bit << this.#count;
    if (++this.#count < 8) return;
    this.#bytes.push(this.#buffer);
    this.#buffer = this.#count = 0;
  }

  /** All bytes, and behind them the checksum, its highest byte first. */
  finish(checksum: number): Uint8Array {
    while (this.#count > 0) this.#bit(0);
    for (let shift = 24; shift >= 0; shift -= 8) this.#bytes.push(checksum >>> shift & 255);
    return Uint8Array.from(this.#bytes);
  }
}

/** The checksum of zlib. */
function adler32(data: Uint8Array): number {
  let a = 1, b = 0;
  for (const byte of data) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return (b << 16 | a) >>> 0;
}
