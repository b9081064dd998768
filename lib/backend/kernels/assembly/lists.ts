// @ts-nocheck This is AssemblyScript.
/**
 * Sums of vectors times numbers of which a list says what they are: those that are not zero. There is a
 * function for each number of vectors, so that their sums stay in registers.
 */
import { F, madd, V } from "./simd.ts";

/** Bytes of a list's entry: where the vectors to be multiplied begin (i32), and by what (f32). */
export const ENTRY: i32 = 8;

/** to[12 vectors] += Σ over the list of factor · from[12 vectors]. */
export function addTwelve(to: usize, list: usize, end: usize, from: usize): void {
  let a0 = v128.load(to), a1 = v128.load(to, V), a2 = v128.load(to, 2 * V);
  let a3 = v128.load(to, 3 * V), a4 = v128.load(to, 4 * V), a5 = v128.load(to, 5 * V);
  let a6 = v128.load(to, 6 * V), a7 = v128.load(to, 7 * V), a8 = v128.load(to, 8 * V);
  let a9 = v128.load(to, 9 * V), a10 = v128.load(to, 10 * V), a11 = v128.load(to, 11 * V);
  for (; list < end; list += ENTRY) {
    const p = from + load<i32>(list);
    const g = v128.load32_splat(list, F);
    a0 = madd(g, v128.load(p), a0);
    a1 = madd(g, v128.load(p, V), a1);
    a2 = madd(g, v128.load(p, 2 * V), a2);
    a3 = madd(g, v128.load(p, 3 * V), a3);
    a4 = madd(g, v128.load(p, 4 * V), a4);
    a5 = madd(g, v128.load(p, 5 * V), a5);
    a6 = madd(g, v128.load(p, 6 * V), a6);
    a7 = madd(g, v128.load(p, 7 * V), a7);
    a8 = madd(g, v128.load(p, 8 * V), a8);
    a9 = madd(g, v128.load(p, 9 * V), a9);
    a10 = madd(g, v128.load(p, 10 * V), a10);
    a11 = madd(g, v128.load(p, 11 * V), a11);
  }
  v128.store(to, a0), v128.store(to, a1, V), v128.store(to, a2, 2 * V);
  v128.store(to, a3, 3 * V), v128.store(to, a4, 4 * V), v128.store(to, a5, 5 * V);
  v128.store(to, a6, 6 * V), v128.store(to, a7, 7 * V), v128.store(to, a8, 8 * V);
  v128.store(to, a9, 9 * V), v128.store(to, a10, 10 * V), v128.store(to, a11, 11 * V);
}

/** to[3 vectors] += Σ over the list of factor · from[3 vectors]. */
export function addThree(to: usize, list: usize, end: usize, from: usize): void {
  let a0 = v128.load(to), a1 = v128.load(to, V), a2 = v128.load(to, 2 * V);
  for (; list < end; list += ENTRY) {
    const p = from + load<i32>(list);
    const g = v128.load32_splat(list, F);
    a0 = madd(g, v128.load(p), a0);
    a1 = madd(g, v128.load(p, V), a1);
    a2 = madd(g, v128.load(p, 2 * V), a2);
  }
  v128.store(to, a0), v128.store(to, a1, V), v128.store(to, a2, 2 * V);
}

/** to[8 vectors] += Σ over the list of factor · from[8 vectors]. */
export function addEight(to: usize, list: usize, end: usize, from: usize): void {
  let a0 = v128.load(to);
  let a1 = v128.load(to, V);
  let a2 = v128.load(to, 2 * V);
  let a3 = v128.load(to, 3 * V);
  let a4 = v128.load(to, 4 * V);
  let a5 = v128.load(to, 5 * V);
  let a6 = v128.load(to, 6 * V);
  let a7 = v128.load(to, 7 * V);
  for (; list < end; list += ENTRY) {
    const p = from + load<i32>(list);
    const g = v128.load32_splat(list, F);
    a0 = madd(g, v128.load(p), a0);
    a1 = madd(g, v128.load(p, V), a1);
    a2 = madd(g, v128.load(p, 2 * V), a2);
    a3 = madd(g, v128.load(p, 3 * V), a3);
    a4 = madd(g, v128.load(p, 4 * V), a4);
    a5 = madd(g, v128.load(p, 5 * V), a5);
    a6 = madd(g, v128.load(p, 6 * V), a6);
    a7 = madd(g, v128.load(p, 7 * V), a7);
  }
  v128.store(to, a0);
  v128.store(to, a1, V);
  v128.store(to, a2, 2 * V);
  v128.store(to, a3, 3 * V);
  v128.store(to, a4, 4 * V);
  v128.store(to, a5, 5 * V);
  v128.store(to, a6, 6 * V);
  v128.store(to, a7, 7 * V);
}

/** to[4 vectors] += Σ over the list of factor · from[4 vectors]. */
export function addFour(to: usize, list: usize, end: usize, from: usize): void {
  let a0 = v128.load(to);
  let a1 = v128.load(to, V);
  let a2 = v128.load(to, 2 * V);
  let a3 = v128.load(to, 3 * V);
  for (; list < end; list += ENTRY) {
    const p = from + load<i32>(list);
    const g = v128.load32_splat(list, F);
    a0 = madd(g, v128.load(p), a0);
    a1 = madd(g, v128.load(p, V), a1);
    a2 = madd(g, v128.load(p, 2 * V), a2);
    a3 = madd(g, v128.load(p, 3 * V), a3);
  }
  v128.store(to, a0);
  v128.store(to, a1, V);
  v128.store(to, a2, 2 * V);
  v128.store(to, a3, 3 * V);
}

/** to[1 vector] += Σ over the list of factor · from[1 vector]. */
export function addOne(to: usize, list: usize, end: usize, from: usize): void {
  let a0 = v128.load(to);
  for (; list < end; list += ENTRY) {
    const p = from + load<i32>(list);
    const g = v128.load32_splat(list, F);
    a0 = madd(g, v128.load(p), a0);
  }
  v128.store(to, a0);
}

/**
 * Bytes of a pair's entry: where the vectors to be multiplied begin (i32), nothing (i32), and by what for
 * either of two sums (f32).
 */
export const PAIR: i32 = 16;

/**
 * Two sums of six vectors, of which one begins at `to` and one at `other`: what is loaded serves both,
 * since loads are dear (see `tile.ts`).
 */
export function addSixTwice(to: usize, other: usize, list: usize, end: usize, from: usize): void {
  let a0 = v128.load(to), b0 = v128.load(other);
  let a1 = v128.load(to, V), b1 = v128.load(other, V);
  let a2 = v128.load(to, 2 * V), b2 = v128.load(other, 2 * V);
  let a3 = v128.load(to, 3 * V), b3 = v128.load(other, 3 * V);
  let a4 = v128.load(to, 4 * V), b4 = v128.load(other, 4 * V);
  let a5 = v128.load(to, 5 * V), b5 = v128.load(other, 5 * V);
  for (; list < end; list += PAIR) {
    const entry = v128.load(list), p = from + load<i32>(list);
    const g = v128.shuffle<f32>(entry, entry, 2, 2, 2, 2);
    const h = v128.shuffle<f32>(entry, entry, 3, 3, 3, 3);
    let x = v128.load(p);
    a0 = madd(g, x, a0), b0 = madd(h, x, b0);
    x = v128.load(p, V);
    a1 = madd(g, x, a1), b1 = madd(h, x, b1);
    x = v128.load(p, 2 * V);
    a2 = madd(g, x, a2), b2 = madd(h, x, b2);
    x = v128.load(p, 3 * V);
    a3 = madd(g, x, a3), b3 = madd(h, x, b3);
    x = v128.load(p, 4 * V);
    a4 = madd(g, x, a4), b4 = madd(h, x, b4);
    x = v128.load(p, 5 * V);
    a5 = madd(g, x, a5), b5 = madd(h, x, b5);
  }
  v128.store(to, a0), v128.store(other, b0);
  v128.store(to, a1, V), v128.store(other, b1, V);
  v128.store(to, a2, 2 * V), v128.store(other, b2, 2 * V);
  v128.store(to, a3, 3 * V), v128.store(other, b3, 3 * V);
  v128.store(to, a4, 4 * V), v128.store(other, b4, 4 * V);
  v128.store(to, a5, 5 * V), v128.store(other, b5, 5 * V);
}

/** Two sums of four vectors. */
export function addFourTwice(to: usize, other: usize, list: usize, end: usize, from: usize): void {
  let a0 = v128.load(to), b0 = v128.load(other);
  let a1 = v128.load(to, V), b1 = v128.load(other, V);
  let a2 = v128.load(to, 2 * V), b2 = v128.load(other, 2 * V);
  let a3 = v128.load(to, 3 * V), b3 = v128.load(other, 3 * V);
  for (; list < end; list += PAIR) {
    const entry = v128.load(list), p = from + load<i32>(list);
    const g = v128.shuffle<f32>(entry, entry, 2, 2, 2, 2);
    const h = v128.shuffle<f32>(entry, entry, 3, 3, 3, 3);
    let x = v128.load(p);
    a0 = madd(g, x, a0), b0 = madd(h, x, b0);
    x = v128.load(p, V);
    a1 = madd(g, x, a1), b1 = madd(h, x, b1);
    x = v128.load(p, 2 * V);
    a2 = madd(g, x, a2), b2 = madd(h, x, b2);
    x = v128.load(p, 3 * V);
    a3 = madd(g, x, a3), b3 = madd(h, x, b3);
  }
  v128.store(to, a0), v128.store(other, b0);
  v128.store(to, a1, V), v128.store(other, b1, V);
  v128.store(to, a2, 2 * V), v128.store(other, b2, 2 * V);
  v128.store(to, a3, 3 * V), v128.store(other, b3, 3 * V);
}

/** Two sums of one vector. */
export function addOneTwice(to: usize, other: usize, list: usize, end: usize, from: usize): void {
  let a0 = v128.load(to), b0 = v128.load(other);
  for (; list < end; list += PAIR) {
    const entry = v128.load(list), p = from + load<i32>(list);
    const g = v128.shuffle<f32>(entry, entry, 2, 2, 2, 2);
    const h = v128.shuffle<f32>(entry, entry, 3, 3, 3, 3);
    const x = v128.load(p);
    a0 = madd(g, x, a0), b0 = madd(h, x, b0);
  }
  v128.store(to, a0), v128.store(other, b0);
}
