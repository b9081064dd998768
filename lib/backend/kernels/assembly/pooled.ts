// @ts-nocheck This is AssemblyScript.
/**
 * The output of a 2×2 max-pool: the greatest of four numbers, and a byte that says which of them it is.
 */
import { RELU } from "./tile.ts";

/** The code of a pooled output whose gradient goes nowhere: the ReLU made it zero. */
export const DEAD: i32 = 4;

/**
 * Stores the greatest of four outputs, and which of them it is: 0 to 3, or DEAD if it gets no gradient.
 *
 * @param y where the four channels' greatest outputs go
 * @param codes where the four bytes go, or 0 if no gradient will be wanted
 * @param activation LINEAR or RELU
 */
export function storePooled(
  y: usize,
  codes: usize,
  y00: v128,
  y01: v128,
  y10: v128,
  y11: v128,
  activation: i32,
): void {
  if (!codes) {
    storeGreatest(y, y00, y01, y10, y11, activation);
    return;
  }
  let better = beats(y01, y00);
  let best = v128.bitselect(y01, y00, better);
  let code = v128.and(better, i32x4.splat(1));
  better = beats(y10, best);
  best = v128.bitselect(y10, best, better);
  code = v128.bitselect(i32x4.splat(2), code, better);
  better = beats(y11, best);
  best = v128.bitselect(y11, best, better);
  code = v128.bitselect(i32x4.splat(3), code, better);
  if (activation == RELU) {
    const dead = f32x4.le(best, f32x4.splat(0));
    code = v128.bitselect(i32x4.splat(DEAD), code, dead);
    best = f32x4.pmax(best, f32x4.splat(0));
  }
  v128.store(y, best);
  storeBytes(codes, code);
}

/** Stores the greatest without codes: pmax(a, b) is b if that is greater, else a, and so loses NaN in b alone. */
function storeGreatest(
  y: usize,
  y00: v128,
  y01: v128,
  y10: v128,
  y11: v128,
  activation: i32,
): void {
  let best = f32x4.pmax(f32x4.pmax(f32x4.pmax(y00, y01), y10), y11);
  if (activation == RELU) best = f32x4.pmax(best, f32x4.splat(0));
  const lost = v128.or(v128.or(f32x4.ne(y01, y01), f32x4.ne(y10, y10)), f32x4.ne(y11, y11));
  v128.store(y, v128.or(best, lost)); // all bits set are NaN
}

/** Returns where x replaces y as the greatest: it is greater, or NaN. */
function beats(x: v128, y: v128): v128 {
  return v128.or(f32x4.gt(x, y), f32x4.ne(x, x));
}

/** Stores four numbers from 0 to 255 as bytes. */
function storeBytes(to: usize, x: v128): void {
  const words = i16x8.narrow_i32x4_u(x, x);
  v128.store32_lane(to, i8x16.narrow_i16x8_u(words, words), 0);
}

/** Four bytes as four numbers. */
export function loadBytes(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
}
