// @ts-nocheck This is AssemblyScript.
/**
 * Convolution with a 3×3 filter and stride 1 after Winograd (Lavin and Gray, 2016, "Fast algorithms
 * for convolutional neural networks"): F(2×2, 3×3) makes 2×2 outputs from 4×4 inputs with 16
 * multiplications instead of 36. With d the input, g the filter and ⊙ the product of elements:
 *
 *     y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A
 *
 * Summed over channels, the ⊙ becomes 16 matrix products. A max-pool of 2×2 can follow at once: its
 * windows are the very 2×2 outputs of a tile, which then never go to memory.
 */
import { C, H, K, left, N, OH, OW, top, W } from "./geometry.ts";
import { storePooled } from "./pooled.ts";
import { clear, copy, F, V } from "./simd.ts";
import { activate, COLUMNS, LINEAR, packRows, ROWS, tile } from "./tile.ts";
import { release, take, zeros } from "./workspace.ts";

/** Places of a transformed tile. */
export const PLACES: i32 = 16;

/** Tiles that are transformed together: few enough for the cache. */
const TILES: i32 = 2 * ROWS;

/** Rows and columns of 2×2 tiles an image. */
export let tilesY: i32 = 0, tilesX: i32 = 0;

/** C, made up to a multiple of four. */
export let depth: i32 = 0;

/** Counts the tiles that make an output up; with pooling, only whole ones count. */
export function countTiles(pooled: bool): i32 {
  depth = (C + 3) & ~3;
  tilesY = pooled ? OH / 2 : (OH + 1) / 2;
  tilesX = pooled ? OW / 2 : (OW + 1) / 2;
  return N * tilesY * tilesX;
}

/**
 * G g Gᵀ of four filters.
 *
 * @param from the first of nine vectors
 * @param next bytes from a vector to the next
 * @param to where the first of sixteen places goes
 * @param step bytes from a place to the next
 */
function transformFilter(from: usize, next: i32, to: usize, step: i32): void {
  const half = f32x4.splat(0.5), row = 3 * next;
  // Gᵀ along each row.
  const a0 = v128.load(from), a = v128.load(from + next), a3 = v128.load(from + 2 * next);
  let outer = f32x4.add(a0, a3);
  const a1 = f32x4.mul(half, f32x4.add(outer, a)), a2 = f32x4.mul(half, f32x4.sub(outer, a));
  from += row;
  const b0 = v128.load(from), b = v128.load(from + next), b3 = v128.load(from + 2 * next);
  outer = f32x4.add(b0, b3);
  const b1 = f32x4.mul(half, f32x4.add(outer, b)), b2 = f32x4.mul(half, f32x4.sub(outer, b));
  from += row;
  const c0 = v128.load(from), c = v128.load(from + next), c3 = v128.load(from + 2 * next);
  outer = f32x4.add(c0, c3);
  const c1 = f32x4.mul(half, f32x4.add(outer, c)), c2 = f32x4.mul(half, f32x4.sub(outer, c));
  transformColumn(to, 4 * step, a0, b0, c0);
  transformColumn(to + step, 4 * step, a1, b1, c1);
  transformColumn(to + 2 * step, 4 * step, a2, b2, c2);
  transformColumn(to + 3 * step, 4 * step, a3, b3, c3);
}

/** G along a column of a filter. */
function transformColumn(to: usize, row: i32, g0: v128, g1: v128, g2: v128): void {
  const half = f32x4.splat(0.5), outer = f32x4.add(g0, g2);
  v128.store(to, g0);
  v128.store(to + row, f32x4.mul(half, f32x4.add(outer, g1)));
  v128.store(to + 2 * row, f32x4.mul(half, f32x4.sub(outer, g1)));
  v128.store(to + 3 * row, g2);
}

/** Column `c` of the filters `[9, C, K]`, for outputs `k` and on: `[9, 8]`. */
function gatherFilters(w: usize, c: i32, k: i32, count: i32, to: usize): void {
  for (let tap = 0; tap < 9; tap++) {
    copy(to + tap * COLUMNS * F, w + ((tap * C + c) * K + k) * F, count);
  }
}

/** Gathers filters `[9, K, C]` turned by half a circle, which carry a gradient back. */
function gatherTurned(w: usize, c: i32, k: i32, count: i32, to: usize): void {
  for (let tap = 0; tap < 9; tap++) {
    const from = w + (((8 - tap) * K + k) * C + c) * F;
    const place = to + tap * COLUMNS * F;
    for (let i = 0; i < count; i++) store<f32>(place + i * F, load<f32>(from + i * C * F));
  }
}

/** All filters, transformed and packed: `[K / 8, 16, depth, 8]`. */
function transformFilters(w: usize, turned: bool, to: usize, scratch: usize): void {
  const step = depth * COLUMNS * F;
  for (let k = 0; k < K; k += COLUMNS) {
    const columns = min(COLUMNS, K - k);
    clear(scratch, 9 * COLUMNS);
    for (let c = 0; c < depth; c++) {
      if (c == C) clear(scratch, 9 * COLUMNS); // what makes up the multiple of four is zero
      let from = scratch, next = COLUMNS * F;
      if (c < C && turned) gatherTurned(w, c, k, columns, scratch);
      else if (c < C && columns < COLUMNS) gatherFilters(w, c, k, columns, scratch);
      else if (c < C) from = w + (c * K + k) * F, next = C * K * F; // they lie as they are wanted
      transformFilter(from, next, to + c * COLUMNS * F, step);
      transformFilter(from + V, next, to + c * COLUMNS * F + V, step);
    }
    to += PLACES * step;
  }
}

// The 4×4 input of the tile at hand, and bytes from one of its rows or columns to the next.
let patch: usize = 0, patchRow: i32 = 0, patchColumn: i32 = 0;

/** Finds a tile's input in place, or copies it with zeros around it and behind its channels. */
export function findPatch(x: usize, index: i32, scratch: usize): void {
  const row = index / tilesX, n = row / tilesY;
  const y0 = 2 * (row - n * tilesY) - top, x0 = 2 * (index - row * tilesX) - left;
  if (C == depth && y0 >= 0 && x0 >= 0 && y0 + 4 <= H && x0 + 4 <= W) {
    patch = x + ((n * H + y0) * W + x0) * C * F;
    patchRow = W * C * F, patchColumn = C * F;
    return;
  }
  patch = scratch, patchRow = 4 * depth * F, patchColumn = depth * F;
  clear(scratch, PLACES * depth);
  for (let i = max(0, -y0); i < min(4, H - y0); i++) {
    for (let j = max(0, -x0); j < min(4, W - x0); j++) {
      copy(
        scratch + i * patchRow + j * patchColumn,
        x + (((n * H + y0 + i) * W + x0 + j) * C) * F,
        C,
      );
    }
  }
}

/**
 * Bᵀ d B of the patch at hand, four channels at a time.
 *
 * @param to where the first eight channels of the first place go
 * @param panel bytes from eight channels to the next eight
 * @param step bytes from a place to the next
 */
export function transformPatch(to: usize, panel: i32, step: i32): void {
  for (let c = 0; c < depth; c += 4, to += c & 4 ? V : panel - V) {
    const p0 = patch + c * F, p1 = p0 + patchRow, p2 = p1 + patchRow, p3 = p2 + patchRow;
    const c1 = patchColumn, c2 = 2 * patchColumn, c3 = 3 * patchColumn;
    // Bᵀ down each column: d0 − d2, d1 + d2, d2 − d1, d1 − d3.
    let d0 = v128.load(p0), d1 = v128.load(p1), d2 = v128.load(p2), d3 = v128.load(p3);
    const a0 = f32x4.sub(d0, d2), a1 = f32x4.add(d1, d2);
    const a2 = f32x4.sub(d2, d1), a3 = f32x4.sub(d1, d3);
    d0 = v128.load(p0 + c1), d1 = v128.load(p1 + c1);
    d2 = v128.load(p2 + c1), d3 = v128.load(p3 + c1);
    const b0 = f32x4.sub(d0, d2), b1 = f32x4.add(d1, d2);
    const b2 = f32x4.sub(d2, d1), b3 = f32x4.sub(d1, d3);
    d0 = v128.load(p0 + c2), d1 = v128.load(p1 + c2);
    d2 = v128.load(p2 + c2), d3 = v128.load(p3 + c2);
    const e0 = f32x4.sub(d0, d2), e1 = f32x4.add(d1, d2);
    const e2 = f32x4.sub(d2, d1), e3 = f32x4.sub(d1, d3);
    d0 = v128.load(p0 + c3), d1 = v128.load(p1 + c3);
    d2 = v128.load(p2 + c3), d3 = v128.load(p3 + c3);
    const f0 = f32x4.sub(d0, d2), f1 = f32x4.add(d1, d2);
    const f2 = f32x4.sub(d2, d1), f3 = f32x4.sub(d1, d3);
    transformRow(to, step, a0, b0, e0, f0);
    transformRow(to + 4 * step, step, a1, b1, e1, f1);
    transformRow(to + 8 * step, step, a2, b2, e2, f2);
    transformRow(to + 12 * step, step, a3, b3, e3, f3);
  }
}

/** Transforms a row of a tile likewise. */
function transformRow(to: usize, step: i32, d0: v128, d1: v128, d2: v128, d3: v128): void {
  v128.store(to, f32x4.sub(d0, d2));
  v128.store(to + step, f32x4.add(d1, d2));
  v128.store(to + 2 * step, f32x4.sub(d2, d1));
  v128.store(to + 3 * step, f32x4.sub(d1, d3));
}

// The 2×2 outputs of a tile, four channels of each.
let y00: v128 = i32x4.splat(0), y01: v128 = i32x4.splat(0);
let y10: v128 = i32x4.splat(0), y11: v128 = i32x4.splat(0);

/** Aᵀ m A + bias, of four channels of a tile; m is `[16, TILES, 8]`. */
function transformOutput(m: usize, bias: v128): void {
  const step = TILES * COLUMNS * F;
  let m0 = v128.load(m), m1 = v128.load(m + 4 * step);
  let m2 = v128.load(m + 8 * step), m3 = v128.load(m + 12 * step);
  const a0 = f32x4.add(f32x4.add(m0, m1), m2), a1 = f32x4.sub(f32x4.sub(m1, m2), m3);
  m += step;
  m0 = v128.load(m), m1 = v128.load(m + 4 * step);
  m2 = v128.load(m + 8 * step), m3 = v128.load(m + 12 * step);
  const b0 = f32x4.add(f32x4.add(m0, m1), m2), b1 = f32x4.sub(f32x4.sub(m1, m2), m3);
  m += step;
  m0 = v128.load(m), m1 = v128.load(m + 4 * step);
  m2 = v128.load(m + 8 * step), m3 = v128.load(m + 12 * step);
  const c0 = f32x4.add(f32x4.add(m0, m1), m2), c1 = f32x4.sub(f32x4.sub(m1, m2), m3);
  m += step;
  m0 = v128.load(m), m1 = v128.load(m + 4 * step);
  m2 = v128.load(m + 8 * step), m3 = v128.load(m + 12 * step);
  const d0 = f32x4.add(f32x4.add(m0, m1), m2), d1 = f32x4.sub(f32x4.sub(m1, m2), m3);
  y00 = f32x4.add(f32x4.add(f32x4.add(a0, b0), c0), bias);
  y01 = f32x4.add(f32x4.sub(f32x4.sub(b0, c0), d0), bias);
  y10 = f32x4.add(f32x4.add(f32x4.add(a1, b1), c1), bias);
  y11 = f32x4.add(f32x4.sub(f32x4.sub(b1, c1), d1), bias);
}

/** Stores the first `count` lanes. */
function storeSome(to: usize, x: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, x);
    return;
  }
  v128.store32_lane(to, x, 0);
  if (count > 1) v128.store32_lane(to, x, 1, F);
  if (count > 2) v128.store32_lane(to, x, 2, 2 * F);
}

/** Stores a tile's outputs; those that are over the edge of the output do not count. */
function storeTile(y: usize, index: i32, k: i32, activation: i32): void {
  const count = K - k;
  const row = index / tilesX, n = row / tilesY;
  const oy = 2 * (row - n * tilesY), ox = 2 * (index - row * tilesX);
  const to = y + (((n * OH + oy) * OW + ox) * K + k) * F;
  const right = ox + 1 < OW, below = oy + 1 < OH;
  storeSome(to, activate(y00, activation), count);
  if (right) storeSome(to + K * F, activate(y01, activation), count);
  if (below) storeSome(to + OW * K * F, activate(y10, activation), count);
  if (right && below) storeSome(to + (OW + 1) * K * F, activate(y11, activation), count);
}

/**
 * Returns the floats of scratch that {@linkcode convolveWinograd} takes, so that the caller can see
 * whether the workspace is large enough.
 */
export function winogradScratch(c: i32, k: i32): i32 {
  const depth = (c + 3) & ~3, wide = (k + COLUMNS - 1) / COLUMNS * COLUMNS;
  return PLACES * depth * wide + PLACES * TILES * (depth + COLUMNS) +
    PLACES * ROWS * depth + (PLACES + 9) * depth + 1024;
}

/**
 * y = activation(x ∗ w + bias), or the greatest of each 2×2 window of that.
 *
 * @param w `[3, 3, C, K]`
 * @param bias `[K]`, or 0
 * @param y `[N, OH, OW, K]`, or `[N, OH / 2, OW / 2, K]` with pooling
 * @param pooled whether to pool; then K must be a multiple of four
 * @param codes `[N, OH / 2, OW / 2, K]` bytes of pooling, see {@linkcode storePooled}; 0 for none
 * @param turned whether w is `[3, 3, K, C]` and turned by half a circle
 */
export function convolveWinograd(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  pooled: bool,
  codes: usize,
  activation: i32,
  turned: bool,
): void {
  const tiles = countTiles(pooled);
  const panel = PLACES * depth * COLUMNS * F;

  release();
  const filters = take(PLACES * depth * ((K + COLUMNS - 1) / COLUMNS * COLUMNS));
  const inputs = take(PLACES * TILES * depth); // [16, TILES / 5, depth, 5]
  const rows = take(PLACES * ROWS * depth); // [16, 5, depth]
  const products = take(PLACES * TILES * COLUMNS);
  const scratch = take(max(PLACES * depth, 9 * COLUMNS));
  const padded = take(COLUMNS);
  transformFilters(w, turned, filters, scratch);

  for (let t0 = 0; t0 < tiles; t0 += TILES) {
    const count = min(TILES, tiles - t0);
    for (let t = 0; t < count; t++) {
      const row = t % ROWS;
      findPatch(x, t0 + t, scratch);
      transformPatch(rows + row * depth * F, COLUMNS * F, ROWS * depth * F);
      if (row < ROWS - 1 && t < count - 1) continue;
      for (let place = 0; place < PLACES; place++) {
        const from = rows + place * ROWS * depth * F;
        packRows(from, depth * F, row + 1, depth, inputs + (place * TILES + t - row) * depth * F);
      }
    }
    for (let k0 = 0; k0 < K; k0 += COLUMNS) {
      const filter = filters + k0 / COLUMNS * panel;
      for (let place = 0; place < PLACES; place++) {
        for (let t = 0; t < count; t += ROWS) {
          tile(
            inputs + (place * TILES + t) * depth * F,
            ROWS * F,
            filter + place * depth * COLUMNS * F,
            depth,
            zeros,
            0,
            products + (place * TILES + t) * COLUMNS * F,
            COLUMNS * F,
            LINEAR,
          );
        }
      }
      clear(padded, COLUMNS);
      if (bias) copy(padded, bias + k0 * F, min(COLUMNS, K - k0));
      for (let part = 0; part < COLUMNS && k0 + part < K; part += 4) {
        const biases = v128.load(padded + part * F);
        for (let t = 0; t < count; t++) {
          transformOutput(products + (t * COLUMNS + part) * F, biases);
          if (pooled) {
            const to = (t0 + t) * K + k0 + part;
            storePooled(y + to * F, codes ? codes + to : 0, y00, y01, y10, y11, activation);
          } else storeTile(y, t0 + t, k0 + part, activation);
        }
      }
    }
  }
}
