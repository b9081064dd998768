// @ts-nocheck This is AssemblyScript.
/** The gradient of a 3×3 convolution with respect to its filter, after Winograd; see `winograd.ts`. */
import { C, K, OH, OW, partFrom, partTo } from "./geometry.ts";
import { clear, F, V } from "./simd.ts";
import { COLUMNS, LINEAR, ROWS, tile } from "./tile.ts";
import {
  countTiles,
  depth,
  findPatch,
  PLACES,
  tilesX,
  tilesY,
  transformPatch,
} from "./winograd.ts";
import { release, take } from "./workspace.ts";

/** Tiles that the filter's gradient takes together. */
const MANY: i32 = 48;

/** Returns the floats of scratch that {@linkcode winogradFilterGradient} takes. */
export function winogradGradientScratch(c: i32, k: i32): i32 {
  const wide = (c + COLUMNS - 1) / COLUMNS * COLUMNS, high = (k + ROWS - 1) / ROWS * ROWS;
  return PLACES * (high * wide + MANY * (wide + high + 4) + wide) + 1024;
}

/** G e Gᵀ of a tile of dy, 2×2, four channels at a time; zero over the output's edge. */
function transformGradient(dy: usize, index: i32, to: usize, step: i32): void {
  const row = index / tilesX, n = row / tilesY;
  const oy = 2 * (row - n * tilesY), ox = 2 * (index - row * tilesX);
  const from = dy + ((n * OH + oy) * OW + ox) * K * F;
  const right = ox + 1 < OW, below = oy + 1 < OH;
  const half = f32x4.splat(0.5), zero = f32x4.splat(0);
  const first = partFrom & ~3, last = min(K, partTo);
  to += first * F;
  for (let k = first; k < last; k += 4, to += V) {
    const count = K - k, p = from + k * F;
    const e00 = loadSome(p, count);
    const e01 = right ? loadSome(p + K * F, count) : zero;
    const e10 = below ? loadSome(p + OW * K * F, count) : zero;
    const e11 = right && below ? loadSome(p + (OW + 1) * K * F, count) : zero;
    gradientRow(to, step, e00, e01);
    gradientRow(
      to + 4 * step,
      step,
      f32x4.mul(half, f32x4.add(e00, e10)),
      f32x4.mul(half, f32x4.add(e01, e11)),
    );
    gradientRow(
      to + 8 * step,
      step,
      f32x4.mul(half, f32x4.sub(e00, e10)),
      f32x4.mul(half, f32x4.sub(e01, e11)),
    );
    gradientRow(to + 12 * step, step, e10, e11);
  }
}

/** Transforms a row likewise: e0, (e0 + e1) / 2, (e0 − e1) / 2, e1. */
function gradientRow(to: usize, step: i32, e0: v128, e1: v128): void {
  const half = f32x4.splat(0.5);
  v128.store(to, e0);
  v128.store(to + step, f32x4.mul(half, f32x4.add(e0, e1)));
  v128.store(to + 2 * step, f32x4.mul(half, f32x4.sub(e0, e1)));
  v128.store(to + 3 * step, e1);
}

/** Loads the first `count` lanes; the others are zero. */
function loadSome(from: usize, count: i32): v128 {
  if (count >= 4) return v128.load(from);
  let x = v128.load32_zero(from);
  if (count > 1) x = v128.load32_lane(from, x, 1, F);
  if (count > 2) x = v128.load32_lane(from, x, 2, 2 * F);
  return x;
}

/**
 * dw = x ∗ dy by F(3×3, 2×2): with d a patch of x and e the tile of dy that it makes,
 *
 *     dw = Aᵀ [Σ over the tiles of (Bᵀ d B) ⊙ (G e Gᵀ)] A
 *
 * where Bᵀ is the forward pass's, G e = (e0, (e0 + e1) / 2, (e0 − e1) / 2, e1) and
 * Aᵀ m = (m0 + m1 + m2, m1 − m2, m1 + m2 − m3).
 */
export function winogradFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
): void {
  const tiles = countTiles(false);
  const wide = (C + COLUMNS - 1) / COLUMNS * COLUMNS; // columns of the products: channels of x
  const high = (K + ROWS - 1) / ROWS * ROWS; // rows: channels of dy
  const line = max(high, (K + 3) & ~3); // where they are kept, four at a time

  const last = min(K, partTo);

  release();
  const sums = take(PLACES * high * wide);
  const inputs = take(PLACES * wide * MANY); // [16, C / 8, MANY, 8]
  const gradients = take(PLACES * MANY * line); // [16, MANY, K]
  const scratch = take(PLACES * depth);
  clear(sums, PLACES * high * wide);

  const panel = MANY * COLUMNS * F;
  for (let t0 = 0; t0 < tiles; t0 += MANY) {
    const count = min(MANY, tiles - t0);
    for (let t = 0; t < count; t++) {
      findPatch(x, t0 + t, scratch);
      transformPatch(inputs + t * COLUMNS * F, panel, MANY * wide * F);
      transformGradient(dy, t0 + t, gradients + t * line * F, MANY * line * F);
    }
    for (let place = 0; place < PLACES; place++) {
      for (let row = partFrom; row < last; row += ROWS) {
        for (let column = 0; column < wide; column += COLUMNS) {
          const out = sums + ((place * high + row) * wide + column) * F;
          tile(
            gradients + (place * MANY * line + row) * F,
            line * F,
            inputs + place * MANY * wide * F + column / COLUMNS * panel,
            count,
            out,
            wide * F,
            out,
            wide * F,
            LINEAR,
          );
        }
      }
    }
  }
  for (let row = partFrom; row < last; row++) {
    for (let column = 0; column < C; column += 4) {
      const from = sums + (row * wide + column) * F;
      finishFilter(from, high * wide * F, dw + (column * K + row) * F, min(4, C - column));
    }
  }
}

/** Aᵀ m A of four channels of x and one of dy; three rows and then three columns. */
function finishFilter(m: usize, step: i32, to: usize, count: i32): void {
  for (let j = 0; j < 4; j++) { // down each column, in place
    const p = m + j * step;
    const m0 = v128.load(p), m1 = v128.load(p + 4 * step);
    const m2 = v128.load(p + 8 * step), m3 = v128.load(p + 12 * step);
    const both = f32x4.add(m1, m2);
    v128.store(p, f32x4.add(m0, both));
    v128.store(p + 4 * step, f32x4.sub(m1, m2));
    v128.store(p + 8 * step, f32x4.sub(both, m3));
  }
  for (let i = 0; i < 3; i++) {
    const p = m + i * 4 * step;
    const m0 = v128.load(p), m1 = v128.load(p + step);
    const m2 = v128.load(p + 2 * step), m3 = v128.load(p + 3 * step);
    const both = f32x4.add(m1, m2);
    const row = to + i * 3 * C * K * F;
    spread(row, f32x4.add(m0, both), count);
    spread(row + C * K * F, f32x4.sub(m1, m2), count);
    spread(row + 2 * C * K * F, f32x4.sub(both, m3), count);
  }
}

/** Stores the first `count` lanes a row of dw apart. */
function spread(to: usize, x: v128, count: i32): void {
  v128.store32_lane(to, x, 0);
  if (count > 1) v128.store32_lane(to + K * F, x, 1);
  if (count > 2) v128.store32_lane(to + 2 * K * F, x, 2);
  if (count > 3) v128.store32_lane(to + 3 * K * F, x, 3);
}
