// @ts-nocheck This is AssemblyScript.
/**
 * Matrix products op(A)·B whose A is mostly zeros, as pictures of digits are. The others are listed, and
 * only they are multiplied, in the order in which a tile adds: the result is the same to the last bit.
 */
import { activateRows, fillRows } from "./elementwise.ts";
import { partFrom, partTo } from "./geometry.ts";
import {
  addEight,
  addFour,
  addFourTwice,
  addOne,
  addOneTwice,
  addSixTwice,
  addTwelve,
  ENTRY,
  PAIR,
} from "./lists.ts";
import { F, madd, V } from "./simd.ts";
import { take } from "./workspace.ts";

/** The least sizes for which lists pay, and the longest list. */
const LEAST: i32 = 16, LONGEST: i32 = 1 << 16;

/** Rows of A for which lists pay in any case, since B need not be packed; then B may have few columns. */
const FEW: i32 = 3, FEW_COLUMNS: i32 = 12;

/** Vectors of A that are looked at to guess how many are zero. */
const SAMPLES: i32 = 256;

/** Numbers other than zero among the samples, at most: a third. A listed one takes the time of two in a tile. */
const MOST: i32 = 4 * SAMPLES / 3;

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

/** Two rows of the result, of which the second begins `wide` bytes after the first. */
function addTwoRows(y: usize, wide: i32, list: usize, end: usize, b: usize): void {
  if (list == end) return; // a margin, where there is no ink
  let left = wide / V;
  for (; left >= 10 || left == 6; left -= 6, y += 6 * V, b += 6 * V) {
    addSixTwice(y, y + wide, list, end, b);
  }
  for (; left >= 4; left -= 4, y += 4 * V, b += 4 * V) addFourTwice(y, y + wide, list, end, b);
  for (; left > 0; left--, y += V, b += V) addOneTwice(y, y + wide, list, end, b);
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

/** The rows of A are listed, two together where B's rows are whole vectors. */
function multiplyRows(
  a: usize,
  b: usize,
  c: usize,
  from: i32,
  last: i32,
  n: i32,
  k: i32,
): void {
  const list = take((k + 4) * PAIR / F), tall = k * F, wide = n * F;
  const single = n > FEW_COLUMNS ? last - (last - from & 1) : from;
  let x = a + from * tall, y = c + from * wide, row = from;
  for (; row < single; row += 2, x += 2 * tall, y += 2 * wide) {
    addTwoRows(y, wide, list, listTwoRows(list, x, tall, wide, k), b);
  }
  for (; row < last; row++, x += tall, y += wide) {
    addRows(y, list, listRow(list, x, wide, k), b, n);
  }
}

/**
 * Lists where a row of A is not zero; returns the list's end. All four places of a vector are stored, and
 * a zero is overwritten by what comes next: nobody can guess where ink is.
 */
function listRow(list: usize, x: usize, wide: i32, k: i32): usize {
  const zero = f32x4.splat(0), steps = i32x4.splat(4 * wide);
  let places = i32x4(0, wide, 2 * wide, 3 * wide), i = 0;
  for (; i + 4 <= k; i += 4, x += V, places = i32x4.add(places, steps)) {
    const four = v128.load(x), mask = i32x4.bitmask(f32x4.ne(four, zero));
    if (mask == 0) continue;
    const low = v128.shuffle<f32>(places, four, 0, 4, 1, 5);
    const high = v128.shuffle<f32>(places, four, 2, 6, 3, 7);
    v128.store64_lane(list, low, 0);
    list += (mask & 1) * ENTRY;
    v128.store64_lane(list, low, 1);
    list += (mask >> 1 & 1) * ENTRY;
    v128.store64_lane(list, high, 0);
    list += (mask >> 2 & 1) * ENTRY;
    v128.store64_lane(list, high, 1);
    list += (mask >> 3) * ENTRY;
  }
  for (; i < k; i++, x += F) {
    const factor = load<f32>(x);
    store<i32>(list, i * wide);
    store<f32>(list, factor, F);
    list += <i32> (factor != 0) * ENTRY;
  }
  return list;
}

/** Lists likewise where one of two rows is not zero, with the numbers of both. */
function listTwoRows(list: usize, x: usize, tall: i32, wide: i32, k: i32): usize {
  const zero = f32x4.splat(0), steps = i32x4.splat(4 * wide);
  let places = i32x4(0, wide, 2 * wide, 3 * wide), i = 0;
  for (; i + 4 <= k; i += 4, x += V, places = i32x4.add(places, steps)) {
    const p = v128.load(x), q = v128.load(x + tall);
    const mask = i32x4.bitmask(v128.or(f32x4.ne(p, zero), f32x4.ne(q, zero)));
    if (mask == 0) continue;
    const low = v128.shuffle<f32>(p, q, 0, 4, 1, 5), high = v128.shuffle<f32>(p, q, 2, 6, 3, 7);
    v128.store(list, v128.shuffle<f32>(places, low, 0, 0, 4, 5));
    list += (mask & 1) * PAIR;
    v128.store(list, v128.shuffle<f32>(places, low, 1, 1, 6, 7));
    list += (mask >> 1 & 1) * PAIR;
    v128.store(list, v128.shuffle<f32>(places, high, 2, 2, 4, 5));
    list += (mask >> 2 & 1) * PAIR;
    v128.store(list, v128.shuffle<f32>(places, high, 3, 3, 6, 7));
    list += (mask >> 3) * PAIR;
  }
  for (; i < k; i++, x += F) {
    const p = load<f32>(x), q = load<f32>(x + tall);
    store<i32>(list, i * wide);
    store<f32>(list, p, 2 * F);
    store<f32>(list, q, 3 * F);
    list += <i32> (p != 0 || q != 0) * PAIR;
  }
  return list;
}

/** Rows of A, as it is stored, that are listed at a time: few enough that B's rows stay in the cache. */
const DEEP: i32 = 64;

/** Columns of A, as it is stored, that are listed at a time. */
const PANEL: i32 = 1024;

/** The columns of A, as it is stored, are listed, two neighbours together. */
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
  const wide = n * F, single = last - (last - from & 3);
  const size = (DEEP + 1) * PAIR; // of a list; what is stored behind its end does not count
  const lists = take(PANEL / 2 * size / F), ends = take(PANEL / 2);
  for (let i = 0; i < k; i += DEEP, a += DEEP * m * F, b += DEEP * wide) {
    const depth = min(DEEP, k - i);
    for (let column = from; column < single; column += PANEL) {
      const columns = min(PANEL, single - column), pairs = columns / 2;
      for (let j = 0; j < pairs; j++) store<usize>(ends + j * F, lists + j * size);
      listPairs(ends, a + column * F, columns, m * F, depth, wide);
      for (let j = 0; j < pairs; j++) {
        const y = c + (column + 2 * j) * wide;
        addTwoRows(y, wide, lists + j * size, load<usize>(ends + j * F), b);
      }
    }
    for (let column = single; column < last; column++) {
      const end = listColumn(lists, a + column * F, m * F, depth, wide);
      addRows(c + column * wide, lists, end, b, n);
    }
  }
}

/** Appends to the lists of neighbouring columns, row by row, where one of the two is not zero. */
function listPairs(ends: usize, x: usize, columns: i32, tall: i32, depth: i32, wide: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < depth; i++, x += tall) {
    const places = i32x4.splat(i * wide);
    for (let p = x, last = x + columns * F, e = ends; p < last; p += V, e += 2 * F) {
      const four = v128.load(p), mask = i32x4.bitmask(f32x4.ne(four, zero));
      if (mask == 0) continue;
      const left = load<usize>(e), right = load<usize>(e, F);
      v128.store(left, v128.shuffle<f32>(places, four, 0, 0, 4, 5));
      v128.store(right, v128.shuffle<f32>(places, four, 0, 0, 6, 7));
      store<usize>(e, left + <i32> ((mask & 3) != 0) * PAIR);
      store<usize>(e, right + <i32> (mask > 3) * PAIR, F);
    }
  }
}

/** Lists where a column is not zero; returns the list's end. */
function listColumn(list: usize, x: usize, tall: i32, depth: i32, wide: i32): usize {
  for (let i = 0; i < depth; i++, x += tall) {
    const factor = load<f32>(x);
    store<i32>(list, i * wide);
    store<f32>(list, factor, F);
    list += <i32> (factor != 0) * ENTRY;
  }
  return list;
}
