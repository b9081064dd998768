/**
 * Dropout (Srivastava et al., 2014, JMLR 15:1929): in training, each unit is switched off with
 * probability `rate`, and what is left is scaled up so that the expected sum stays the same.
 *
 * Which units are off is a hash of the seed, the step, the layer and the unit's place in the whole
 * batch, not the next numbers of a generator: so it does not matter in how many parts, or where, a
 * batch is computed.
 */

/** Mixes the bits of a number (Wellons's `lowbias32`, found by the search "hash-prospector"). */
function mixed(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/**
 * The factors that dropout multiplies with: 0 with probability `rate`, else 1 / (1 − rate).
 *
 * @param size how many
 * @param rate the probability of a zero
 * @param key what the choice hangs on: seed, step, layer
 * @param first the place of the first factor in the whole batch
 * @returns `[size]` factors
 */
export function dropoutMask(
  size: number,
  rate: number,
  key: readonly number[],
  first: number,
): Float32Array {
  const start = key.reduce((hash, part) => mixed(hash + part | 0), 0x9e3779b9);
  const threshold = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    mask[i] = mixed(start + Math.imul(first + i, 0x9e3779b1) | 0) < threshold ? 0 : kept;
  }
  return mask;
}
