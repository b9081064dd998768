/** SHA-256 in plain JavaScript (FIPS 180-4, section 6.2), for where nothing else computes it. */

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUNDS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));

/** The same of the square roots of the first eight: the hash of nothing so far. */
const START = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

/** Bytes that are hashed at a time. */
const BLOCK = 64;

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32) | 0;
}

/**
 * The SHA-256 of some bytes.
 *
 * @param parts the bytes, in one piece or several
 * @returns 64 hexadecimal digits
 */
export function sha256InPlain(parts: readonly Uint8Array[]): string {
  const state = START.slice(), words = new Int32Array(BLOCK), block = new Uint8Array(BLOCK);
  let length = 0; // of all bytes so far
  for (const part of parts) {
    for (let from = 0; from < part.length;) {
      const held = length % BLOCK, taken = Math.min(BLOCK - held, part.length - from);
      if (taken === BLOCK) {
        mix(state, part, from, words);
      } else {
        block.set(part.subarray(from, from + taken), held);
        if (held + taken === BLOCK) mix(state, block, 0, words);
      }
      from += taken;
      length += taken;
    }
  }
  // A one, zeros, and the length in bits fill the last block, or two.
  const held = length % BLOCK, last = new Uint8Array(held < BLOCK - 8 ? BLOCK : 2 * BLOCK);
  last.set(block.subarray(0, held));
  last[held] = 0x80;
  const view = new DataView(last.buffer);
  view.setUint32(last.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(last.length - 4, length << 3);
  for (let from = 0; from < last.length; from += BLOCK) mix(state, last, from, words);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Mixes a block of 64 bytes into the state of eight words. */
function mix(state: Int32Array, bytes: Uint8Array, from: number, words: Int32Array): void {
  for (let i = 0, at = from; i < 16; i++, at += 4) {
    words[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15], y = words[i - 2];
    const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
    const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
    words[i] = words[i - 16] + s0 + words[i - 7] + s1 | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3];
  let e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i++) {
    const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
    const one = (h + s1 | 0) + (e & f ^ ~e & g) + (ROUNDS[i] + words[i] | 0) | 0;
    const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
    const two = s0 + (a & b ^ a & c ^ b & c) | 0;
    h = g;
    g = f;
    f = e;
    e = d + one | 0;
    d = c;
    c = b;
    b = a;
    a = one + two | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}
