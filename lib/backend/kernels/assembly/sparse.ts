// @ts-nocheck This is AssemblyScript.
/**
 * Matrix products op(A)·B whose A is mostly zeros, as pictures of digits are. The others are listed, and
 * only they are multiplied, in the order in which a tile adds: the result is the same to the last bit.
 */
import { activateRows, fillRows } from "./elementwise.ts";
import { partFrom, partTo } from "./geometry.ts";
import { addEight, addFour, addOne, addTwelve, ENTRY } from "./lists.ts";
import { F, madd, V } from "./simd.ts";
import { take } from "./workspace.ts";

/** The least sizes for which lists pay, and the longest list. */
const LEAST: i32 = 16, LONGEST: i32 = 1 << 16;

/** Rows of A for which lists pay in any case, since B need not be packed; then B may have few columns. */
const FEW: i32 = 3, FEW_COLUMNS: i32 = 12;

/** Vectors of A that are looked at to guess how many are zero. */
const SAMPLES: i32 = 256;

/** Numbers other than zero among the samples, at most: a quarter. A listed one takes the time of three or four in a tile. */
const MOST: i32 = SAMPLES;

/**
 * Tells whether a product is better computed from lists: A is mostly zeros, and B has no infinity or NaN,
 * of which 0 makes NaN.
 *
 * @param m rows of op(A), `n` columns of B, `k` the inner size
 */
export function suitsLists(a: usize, b: usize, m: i32, n: i32, k: i32): bool {
  if (k < LEAST || k > LONGEST) return false;
  if (m <= FEW && n >= 4 && n <= FEW_COLUMNS) return isFinite(b, n * k);
  if (n < LEAST || (n & 3) != 0) return false;
  return (m <= FEW || isSparse(a, m * k)) && isFinite(b, n * k);
}

function isSparse(a: usize, count: i32): bool {
  const zero = f32x4.splat(0), vectors = count >> 2;
  let others = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const spread = <u32> (i * 0x9e3779b9); // by the golden ratio: evenly, and in no step with A's rows
    const place = <i32> ((<u64> spread * vectors) >> 32);
    others += popcnt(i32x4.bitmask(f32x4.ne(v128.load(a + place * V), zero)));
  }
  return others <= MOST;
}

/** Tells whether numbers times zero are zero. */
function isFinite(x: usize, count: i32): bool {
  const zero = f32x4.splat(0), end = x + count * F;
  let p = zero, q = zero;
  for (; x + 2 * V <= end; x += 2 * V) {
    p = f32x4.add(p, f32x4.mul(v128.load(x), zero));
    q = f32x4.add(q, f32x4.mul(v128.load(x, V), zero));
  }
  for (; x < end; x += F) p = f32x4.add(p, f32x4.mul(v128.load32_zero(x), zero));
  return !v128.any_true(f32x4.ne(f32x4.add(p, q), zero));
}

/** One row of the result: y += Σ over the list of factor · B's row, `[n]`. */
function addRows(y: usize, list: usize, end: usize, b: usize, n: i32): void {
  if (n <= FEW_COLUMNS) {
    addFew(y, list, end, b, n);
    return;
  }
  let left = n;
  for (; left >= 48; left -= 48, y += 12 * V, b += 12 * V) addTwelve(y, list, end, b);
  for (; left >= 32; left -= 32, y += 8 * V, b += 8 * V) addEight(y, list, end, b);
  for (; left >= 16; left -= 16, y += 4 * V, b += 4 * V) addFour(y, list, end, b);
  for (; left > 0; left -= 4, y += V, b += V) addOne(y, list, end, b);
}

/** The same for 4 to 12 columns: in three vectors, which may have columns in common. */
function addFew(y: usize, list: usize, end: usize, b: usize, n: i32): void {
  const last = (n - 4) * F, middle = min(V, last);
  let a0 = v128.load(y), a1 = v128.load(y + middle), a2 = v128.load(y + last);
  for (; list < end; list += ENTRY) {
    const p = b + load<i32>(list), g = v128.load32_splat(list, F);
    a0 = madd(g, v128.load(p), a0);
    a1 = madd(g, v128.load(p + middle), a1);
    a2 = madd(g, v128.load(p + last), a2);
  }
  v128.store(y, a0), v128.store(y + middle, a1), v128.store(y + last, a2);
}

/** C = activation(op(A)·B + bias), see `multiply`; `suitsLists` must hold. */
export function multiplyListed(
  a: usize,
  aTransposed: bool,
  b: usize,
  bias: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  activation: i32,
): void {
  const last = min(m, partTo), from = min(last, partFrom), rows = last - from;
  const own = c + from * n * F;
  fillRows(own, bias, rows, n);
  if (aTransposed) multiplyColumns(a, b, c, from, last, m, n, k);
  else multiplyRows(a, b, c, from, last, n, k);
  activateRows(own, rows * n, activation);
}

/** Each row of A is listed. */
function multiplyRows(
  a: usize,
  b: usize,
  c: usize,
  from: i32,
  last: i32,
  n: i32,
  k: i32,
): void {
  const list = take(2 * k + 2), zero = f32x4.splat(0), step = n * F;
  const steps = i32x4.splat(4 * step);
  for (let row = from; row < last; row++) {
    let end = list, x = a + row * k * F, i = 0;
    let places = i32x4(0, step, 2 * step, 3 * step);
    // All four are stored, and a zero is overwritten by what comes next: nobody can guess where ink is.
    for (; i + 4 <= k; i += 4, x += V, places = i32x4.add(places, steps)) {
      const four = v128.load(x), mask = i32x4.bitmask(f32x4.ne(four, zero));
      if (mask == 0) continue;
      const low = v128.shuffle<f32>(places, four, 0, 4, 1, 5);
      const high = v128.shuffle<f32>(places, four, 2, 6, 3, 7);
      v128.store64_lane(end, low, 0);
      end += (mask & 1) * ENTRY;
      v128.store64_lane(end, low, 1);
      end += (mask >> 1 & 1) * ENTRY;
      v128.store64_lane(end, high, 0);
      end += (mask >> 2 & 1) * ENTRY;
      v128.store64_lane(end, high, 1);
      end += (mask >> 3) * ENTRY;
    }
    for (; i < k; i++, x += F) {
      const factor = load<f32>(x);
      store<i32>(end, i * step);
      store<f32>(end, factor, F);
      end += <i32> (factor != 0) * ENTRY;
    }
    addRows(c + row * n * F, list, end, b, n);
  }
}

/** Four columns of A, as it is stored, are listed at a time. */
function multiplyColumns(
  a: usize,
  b: usize,
  c: usize,
  from: i32,
  last: i32,
  m: i32,
  n: i32,
  k: i32,
): void {
  const size = (k + 1) * ENTRY, list0 = take(4 * 2 * (k + 1)), zero = f32x4.splat(0);
  const list1 = list0 + size, list2 = list1 + size, list3 = list2 + size;
  let column = from;
  for (; column + 4 <= last; column += 4) {
    let e0 = list0, e1 = list1, e2 = list2, e3 = list3;
    let x = a + column * F, place = 0;
    for (let i = 0; i < k; i++, x += m * F, place += n * F) {
      const four = v128.load(x);
      const mask = i32x4.bitmask(f32x4.ne(four, zero));
      if (mask == 0) continue;
      const low = v128.shuffle<f32>(i32x4.splat(place), four, 0, 4, 1, 5);
      const high = v128.shuffle<f32>(i32x4.splat(place), four, 2, 6, 3, 7);
      v128.store64_lane(e0, low, 0), v128.store64_lane(e1, low, 1);
      v128.store64_lane(e2, high, 0), v128.store64_lane(e3, high, 1);
      e0 += (mask & 1) * ENTRY, e1 += (mask >> 1 & 1) * ENTRY;
      e2 += (mask >> 2 & 1) * ENTRY, e3 += (mask >> 3) * ENTRY;
    }
    const y = c + column * n * F;
    addRows(y, list0, e0, b, n);
    addRows(y + n * F, list1, e1, b, n);
    addRows(y + 2 * n * F, list2, e2, b, n);
    addRows(y + 3 * n * F, list3, e3, b, n);
  }
  for (; column < last; column++) {
    let end = list0, x = a + column * F, place = 0;
    for (let i = 0; i < k; i++, x += m * F, place += n * F) {
      const factor = load<f32>(x);
      store<i32>(end, place);
      store<f32>(end, factor, F);
      end += <i32> (factor != 0) * ENTRY;
    }
    addRows(c + column * n * F, list0, end, b, n);
  }
}
