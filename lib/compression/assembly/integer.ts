// @ts-nocheck This is AssemblyScript.
/**
 * The layers of the forward pass in whole numbers, on one picture: `[height, width, channels]` as i32,
 * codes of weights as i16. A dense layer is a convolution of one place.
 */

/** Bits behind the point of a factor, as in `engine.ts`. */
const SHIFT: i64 = 24;

/** y[oy, ox, k] = bias[k] + Σ x[oy + i − top, ox + j − left, c] · w[i, j, c, k] */
export function convolve(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  H: i32,
  W: i32,
  C: i32,
  KH: i32,
  KW: i32,
  K: i32,
  top: i32,
  left: i32,
  OH: i32,
  OW: i32,
): void {
  for (let oy = 0; oy < OH; oy++) {
    for (let ox = 0; ox < OW; ox++, y += K << 2) {
      memory.copy(y, bias, K << 2);
      for (let i = 0; i < KH; i++) {
        for (let j = 0; j < KW; j++) {
          const row = oy + i - top, column = ox + j - left;
          if (<u32> row >= <u32> H || <u32> column >= <u32> W) continue;
          let at = x + ((row * W + column) * C << 2), weight = w + ((i * KW + j) * C * K << 1);
          for (let c = 0; c < C; c++, at += 4, weight += K << 1) {
            const value = load<i32>(at);
            if (value == 0) continue; // paper, and what ReLU cut off
            for (let k = 0; k < K; k++) {
              const place = y + (k << 2);
              store<i32>(place, load<i32>(place) + value * <i32> load<i16>(weight + (k << 1)));
            }
          }
        }
      }
    }
  }
}

/** Turns sums into bytes where they lie: y = min(255, ⌊y · m[k] / 2²⁴ + ½⌋), and 0 below 0. */
export function rescale(y: usize, multipliers: usize, places: i32, K: i32): void {
  for (let p = 0; p < places; p++) {
    for (let k = 0; k < K; k++, y += 4) {
      const sum = <i64> load<i32>(y), m = load<i64>(multipliers + (k << 3));
      const byte = (sum * m + (1 << (SHIFT - 1))) >> SHIFT;
      store<i32>(y, sum <= 0 ? 0 : <i32> min<i64>(255, byte));
    }
  }
}

/** y = the largest of each four. */
export function pool(x: usize, y: usize, H: i32, W: i32, C: i32): void {
  const below = W * C << 2;
  for (let oy = 0; oy < H >> 1; oy++) {
    for (let ox = 0; ox < W >> 1; ox++) {
      let at = x + ((2 * oy * W + 2 * ox) * C << 2);
      for (let c = 0; c < C; c++, at += 4, y += 4) {
        const upper = max(load<i32>(at), load<i32>(at + (C << 2)));
        const lower = max(load<i32>(at + below), load<i32>(at + below + (C << 2)));
        store<i32>(y, max(upper, lower));
      }
    }
  }
}

/** y[c] = Σ x[·, c] over all places. */
export function sum(x: usize, y: usize, places: i32, C: i32): void {
  memory.fill(y, 0, C << 2);
  for (let p = 0; p < places; p++) {
    for (let c = 0; c < C; c++, x += 4) {
      store<i32>(y + (c << 2), load<i32>(y + (c << 2)) + load<i32>(x));
    }
  }
}
