// @ts-nocheck This is AssemblyScript.
/**
 * Matrix products of any size, from tiles.
 *
 * B is packed block by block, so that the innermost loop reads it without gaps and a block stays in
 * the processor's cache while all of A passes by (Goto and van de Geijn, 2008, "Anatomy of
 * high-performance matrix multiplication"). A is packed strip by strip, unless its columns lie as a
 * tile reads them.
 */
import { activateRows, fillRows } from "./elementwise.ts";
import { partFrom, partTo } from "./geometry.ts";
import { clear, copy, F, V } from "./simd.ts";
import { multiplyListed, suitsLists } from "./sparse.ts";
import { COLUMNS, LINEAR, packRows, ROWS, tile } from "./tile.ts";
import { release, take, zeros } from "./workspace.ts";

/** Most rows of a packed block of B. */
export const DEPTH: i32 = 512;

/** Most columns of a packed block of B. */
export const WIDTH: i32 = 512;

/** Returns the floats that a packed block takes. */
export function packedSize(depth: i32, width: i32): i32 {
  return depth * ((width + COLUMNS - 1) / COLUMNS * COLUMNS);
}

/**
 * Packs a block of B: `[depth, width]` → `[width / 8, depth, 8]`, filled up with zeros.
 *
 * @param b the block's first element
 * @param stride floats from one row of B as it is stored to the next
 * @param transposed whether B is stored as `[width, depth]`
 */
export function pack(
  to: usize,
  b: usize,
  stride: i32,
  transposed: bool,
  depth: i32,
  width: i32,
): void {
  for (let column = 0; column < width; column += COLUMNS) {
    const columns = min(COLUMNS, width - column);
    if (columns < COLUMNS) clear(to, depth * COLUMNS);
    if (transposed) packTransposed(to, b + (column * stride) * F, stride, depth, columns);
    else packStraight(to, b + column * F, stride, depth, columns);
    to += (depth * COLUMNS) * F;
  }
}

function packStraight(to: usize, from: usize, stride: i32, depth: i32, columns: i32): void {
  for (let row = 0; row < depth; row++) {
    if (columns == COLUMNS) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, V), V);
    } else copy(to, from, columns);
    to += COLUMNS * F, from += stride * F;
  }
}

function packTransposed(to: usize, from: usize, stride: i32, depth: i32, columns: i32): void {
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const r0 = from + (column * stride) * F;
    const r1 = r0 + stride * F, r2 = r1 + stride * F, r3 = r2 + stride * F;
    let place = to + column * F;
    let row = 0;
    const whole = (depth & ~3) * F;
    for (; row < whole; row += V, place += 4 * COLUMNS * F) {
      const a = v128.load(r0 + row), b = v128.load(r1 + row);
      const c = v128.load(r2 + row), d = v128.load(r3 + row);
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const AB = i32x4.shuffle(a, b, 2, 6, 3, 7), CD = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(place, i64x2.shuffle(ab, cd, 0, 2));
      v128.store(place, i64x2.shuffle(ab, cd, 1, 3), COLUMNS * F);
      v128.store(place, i64x2.shuffle(AB, CD, 0, 2), 2 * COLUMNS * F);
      v128.store(place, i64x2.shuffle(AB, CD, 1, 3), 3 * COLUMNS * F);
    }
    for (; row < depth * F; row += F, place += COLUMNS * F) {
      store<f32>(place, load<f32>(r0 + row));
      store<f32>(place, load<f32>(r1 + row), F);
      store<f32>(place, load<f32>(r2 + row), 2 * F);
      store<f32>(place, load<f32>(r3 + row), 3 * F);
    }
  }
  for (; column < columns; column++) {
    const line = from + (column * stride) * F;
    for (let row = 0; row < depth; row++) {
      store<f32>(to + (row * COLUMNS + column) * F, load<f32>(line + row * F));
    }
  }
}

/** Scratch for {@linkcode strip}: a tile, and eight floats of the bias. */
export const STRIP_SCRATCH: i32 = (ROWS + 1) * COLUMNS;

/**
 * Up to five rows of A times a packed block of B.
 *
 * @param a the strip's first element; all five elements of a column are read, also those that do not
 *   count
 * @param aStride bytes from a column to the next
 * @param rows rows of the strip, 1 to 5
 * @param b the packed block
 * @param depth rows of the block
 * @param width columns of the block
 * @param bias `[width]`, or 0
 * @param add whether to add to what `out` holds, or else to start from the bias
 * @param out the result's first element
 * @param outStride bytes from a row of the result to the next
 * @param scratch STRIP_SCRATCH floats
 */
export function strip(
  a: usize,
  aStride: i32,
  rows: i32,
  b: usize,
  depth: i32,
  width: i32,
  bias: usize,
  add: bool,
  out: usize,
  outStride: i32,
  activation: i32,
  scratch: usize,
): void {
  const step = (depth * COLUMNS) * F;
  for (let column = 0; column < width; column += COLUMNS) {
    const columns = min(COLUMNS, width - column);
    const place = out + column * F;
    let start = add ? place : bias ? bias + column * F : zeros;
    if (rows == ROWS && columns == COLUMNS) {
      const stride = add ? outStride : 0;
      tile(a, aStride, b, depth, start, stride, place, outStride, activation);
    } else {
      const whole = scratch + COLUMNS * F; // a whole tile, of which a part is wanted
      const wide = COLUMNS * F;
      if (add) {
        for (let row = 0; row < rows; row++) {
          copy(whole + row * wide, place + row * outStride, columns);
        }
        start = whole;
      } else if (bias) {
        copy(scratch, start, columns);
        start = scratch;
      }
      const stride = add ? wide : 0;
      tile(a, aStride, b, depth, start, stride, whole, wide, activation);
      for (let row = 0; row < rows; row++) {
        copy(place + row * outStride, whole + row * wide, columns);
      }
    }
    b += step;
  }
}

/** Columns of A, `[depth, rows]` with gaps, as `[depth, 5]` without, filled up with zeros. */
function gather(to: usize, a: usize, stride: i32, depth: i32, rows: i32): void {
  clear(to, depth * ROWS);
  for (let k = 0; k < depth; k++, to += ROWS * F, a += stride) copy(to, a, rows);
}

/**
 * C = activation(op(A)·op(B) + bias), where op may transpose.
 *
 * @param a `[m, k]`, or `[k, m]` where transposed
 * @param b `[k, n]`, or `[n, k]` where transposed
 * @param bias `[n]`, or 0
 * @param c `[m, n]`
 */
export function multiply(
  a: usize,
  aTransposed: bool,
  b: usize,
  bTransposed: bool,
  bias: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  activation: i32,
): void {
  release();
  if (k == 0) { // a sum of nothing
    fillRows(c, bias, m, n);
    activateRows(c, m * n, activation);
    return;
  }
  if (!bTransposed && suitsLists(a, b, m, n, k)) {
    multiplyListed(a, aTransposed, b, bias, c, m, n, k, activation);
    return;
  }
  const packed = take(packedSize(min(k, DEPTH), min(n, WIDTH)));
  const scratch = take(STRIP_SCRATCH);
  const own = take(min(k, DEPTH) * ROWS); // a packed strip
  const outStride = n * F, last = min(m, partTo);
  for (let n0 = 0; n0 < n; n0 += WIDTH) {
    const width = min(WIDTH, n - n0);
    for (let k0 = 0; k0 < k; k0 += DEPTH) {
      const depth = min(DEPTH, k - k0);
      const place = bTransposed ? n0 * k + k0 : k0 * n + n0;
      pack(packed, b + place * F, bTransposed ? k : n, bTransposed, depth, width);
      const starting = bias ? bias + n0 * F : 0;
      const finish = k0 + depth == k ? activation : LINEAR;
      for (let m0 = partFrom; m0 < last; m0 += ROWS) {
        const rows = min(ROWS, last - m0);
        const out = c + (m0 * n + n0) * F;
        let from = a + (aTransposed ? k0 * m + m0 : m0 * k + k0) * F;
        let stride = m * F;
        if (!aTransposed || rows < ROWS) { // reading all five would run over the end of A
          if (aTransposed) gather(own, from, stride, depth, rows);
          else packRows(from, k * F, rows, depth, own);
          from = own;
          stride = ROWS * F;
        }
        strip(
          from,
          stride,
          rows,
          packed,
          depth,
          width,
          starting,
          k0 > 0,
          out,
          outStride,
          finish,
          scratch,
        );
      }
    }
  }
}

/** C = op(A)·op(B) of integers: seldom wanted, so plain loops. */
export function multiplyIntegers(
  a: usize,
  aTransposed: bool,
  b: usize,
  bTransposed: bool,
  _bias: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  _activation: i32,
): void {
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++, c += F) {
      let sum: i32 = 0;
      for (let i = 0; i < k; i++) {
        const left = load<i32>(a + (aTransposed ? i * m + row : row * k + i) * F);
        sum += left * load<i32>(b + (bTransposed ? column * k + i : i * n + column) * F);
      }
      store<i32>(c, sum);
    }
  }
}
