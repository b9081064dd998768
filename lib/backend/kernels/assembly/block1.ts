// @ts-nocheck This is AssemblyScript.
/**
 * A block (see `block.ts`) whose input has one channel: the filter is so small that it stays in
 * registers. Pictures of digits or letters are mostly empty, and a patch of zeros needs no
 * multiplication.
 */
import { add, height, pad, PH, PW, startBlock, width } from "./block.ts";
import { H, K, N, partFrom, partTo, W } from "./geometry.ts";
import { loadBytes, storePooled } from "./pooled.ts";
import { clear, F, madd } from "./simd.ts";
import { take } from "./workspace.ts";

/** Bytes of a listed place: its number, and its patch's distance from the image's first pixel. */
const PLACE: i32 = 8;

/** Lists the pooled places whose patch, 4×4, is not all zeros; returns the list's end. */
function listPlaces(image: usize, list: usize): usize {
  const row = width * F, zero = f32x4.splat(0);
  for (let py = 0; py < PH; py++) {
    for (let px = 0; px < PW; px++) {
      const distance = (2 * py * width + 2 * px) * F, p = image + distance;
      let some = f32x4.ne(v128.load(p), zero); // NaN is not zero either
      some = v128.or(some, f32x4.ne(v128.load(p + row), zero));
      some = v128.or(some, f32x4.ne(v128.load(p + 2 * row), zero));
      some = v128.or(some, f32x4.ne(v128.load(p + 3 * row), zero));
      store<i32>(list, py * PW + px);
      store<i32>(list, distance, F);
      list += <i32> v128.any_true(some) * PLACE;
    }
  }
  return list;
}

/** Fills all places with the output of a patch of zeros; the other patches are computed later. */
function fillBlank(w: usize, bias: usize, y: usize, codes: usize, activation: i32): void {
  const zero = f32x4.splat(0);
  for (let k = 0; k < K; k += 4) {
    let b = v128.load(bias + k * F);
    for (let tap = 0; tap < 9; tap++) b = madd(zero, v128.load(w + (tap * K + k) * F), b); // NaN · 0
    storePooled(y + k * F, codes ? codes + k : 0, b, b, b, b, activation);
  }
  const places = PH * PW;
  for (let done = 1; done < places; done *= 2) {
    const more = min(done, places - done) * K;
    memory.copy(y + done * K * F, y, more * F);
    if (codes) memory.copy(codes + done * K, codes, more);
  }
}

/**
 * y = the greatest of each 2×2 window of activation(x ∗ w + bias), for an input of one channel.
 *
 * @param codes `[N, PH, PW, K]` bytes, see `storePooled`; 0 for none
 */
export function convolvePool1(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  codes: usize,
  activation: i32,
): void {
  startBlock(1);
  const scratch = take(height * width), list = take(2 * PH * PW + 2);
  const row = width * F;
  for (let n = 0; n < N; n++, y += PH * PW * K * F) {
    const image = pad(x + n * H * W * F, scratch);
    const end = listPlaces(image, list);
    fillBlank(w, bias, y, codes, activation);
    for (let k = 0; k < K; k += 4) {
      const filter = w + k * F, next = K * F;
      const w0 = v128.load(filter), w1 = v128.load(filter + next);
      const w2 = v128.load(filter + 2 * next), w3 = v128.load(filter + 3 * next);
      const w4 = v128.load(filter + 4 * next), w5 = v128.load(filter + 5 * next);
      const w6 = v128.load(filter + 6 * next), w7 = v128.load(filter + 7 * next);
      const w8 = v128.load(filter + 8 * next);
      const start = v128.load(bias + k * F);
      for (let place = list; place < end; place += PLACE) {
        const p = image + load<i32>(place, F), to = load<i32>(place) * K + k;
        // Sixteen inputs, one after the other; each counts for up to four outputs.
        let v = v128.load32_splat(p);
        let y00 = madd(v, w0, start);
        v = v128.load32_splat(p, F);
        y00 = madd(v, w1, y00);
        let y01 = madd(v, w0, start);
        v = v128.load32_splat(p, 2 * F);
        y00 = madd(v, w2, y00), y01 = madd(v, w1, y01);
        v = v128.load32_splat(p, 3 * F);
        y01 = madd(v, w2, y01);
        let q = p + row;
        v = v128.load32_splat(q);
        y00 = madd(v, w3, y00);
        let y10 = madd(v, w0, start);
        v = v128.load32_splat(q, F);
        y00 = madd(v, w4, y00), y01 = madd(v, w3, y01), y10 = madd(v, w1, y10);
        let y11 = madd(v, w0, start);
        v = v128.load32_splat(q, 2 * F);
        y00 = madd(v, w5, y00), y01 = madd(v, w4, y01);
        y10 = madd(v, w2, y10), y11 = madd(v, w1, y11);
        v = v128.load32_splat(q, 3 * F);
        y01 = madd(v, w5, y01), y11 = madd(v, w2, y11);
        q += row;
        v = v128.load32_splat(q);
        y00 = madd(v, w6, y00), y10 = madd(v, w3, y10);
        v = v128.load32_splat(q, F);
        y00 = madd(v, w7, y00), y01 = madd(v, w6, y01);
        y10 = madd(v, w4, y10), y11 = madd(v, w3, y11);
        v = v128.load32_splat(q, 2 * F);
        y00 = madd(v, w8, y00), y01 = madd(v, w7, y01);
        y10 = madd(v, w5, y10), y11 = madd(v, w4, y11);
        v = v128.load32_splat(q, 3 * F);
        y01 = madd(v, w8, y01), y11 = madd(v, w5, y11);
        q += row;
        v = v128.load32_splat(q);
        y10 = madd(v, w6, y10);
        v = v128.load32_splat(q, F);
        y10 = madd(v, w7, y10), y11 = madd(v, w6, y11);
        v = v128.load32_splat(q, 2 * F);
        y10 = madd(v, w8, y10), y11 = madd(v, w7, y11);
        v = v128.load32_splat(q, 3 * F);
        y11 = madd(v, w8, y11);
        storePooled(y + to * F, codes ? codes + to : 0, y00, y01, y10, y11, activation);
      }
    }
    if (codes) codes += PH * PW * K;
  }
}

/** The filter's gradient `[3, 3, 1, K]` for an input of one channel. */
export function filterGradient1(x: usize, dy: usize, codes: usize, dw: usize): void {
  startBlock(1);
  const last = min(K, partTo);
  for (let tap = 0; tap < 9; tap++) clear(dw + (tap * K + partFrom) * F, last - partFrom);
  const scratch = take(height * width), list = take(2 * PH * PW + 2);
  const row = width * F, next = K * F;
  for (let n = 0; n < N; n++, dy += PH * PW * K * F, codes += PH * PW * K) {
    const image = pad(x + n * H * W * F, scratch);
    const end = listPlaces(image, list);
    for (let k = partFrom; k < last; k += 4) {
      let s0 = f32x4.splat(0),
        s1 = s0,
        s2 = s0,
        s3 = s0,
        s4 = s0,
        s5 = s0,
        s6 = s0,
        s7 = s0,
        s8 = s0;
      for (let place = list; place < end; place += PLACE) {
        const p = image + load<i32>(place, F), from = load<i32>(place) * K + k;
        const code = loadBytes(codes + from);
        const gradient = v128.load(dy + from * F);
        const g00 = v128.and(gradient, i32x4.eq(code, i32x4.splat(0)));
        const g01 = v128.and(gradient, i32x4.eq(code, i32x4.splat(1)));
        const g10 = v128.and(gradient, i32x4.eq(code, i32x4.splat(2)));
        const g11 = v128.and(gradient, i32x4.eq(code, i32x4.splat(3)));
        let v = v128.load32_splat(p);
        s0 = madd(v, g00, s0);
        v = v128.load32_splat(p, F);
        s1 = madd(v, g00, s1), s0 = madd(v, g01, s0);
        v = v128.load32_splat(p, 2 * F);
        s2 = madd(v, g00, s2), s1 = madd(v, g01, s1);
        v = v128.load32_splat(p, 3 * F);
        s2 = madd(v, g01, s2);
        let q = p + row;
        v = v128.load32_splat(q);
        s3 = madd(v, g00, s3), s0 = madd(v, g10, s0);
        v = v128.load32_splat(q, F);
        s4 = madd(v, g00, s4), s3 = madd(v, g01, s3);
        s1 = madd(v, g10, s1), s0 = madd(v, g11, s0);
        v = v128.load32_splat(q, 2 * F);
        s5 = madd(v, g00, s5), s4 = madd(v, g01, s4);
        s2 = madd(v, g10, s2), s1 = madd(v, g11, s1);
        v = v128.load32_splat(q, 3 * F);
        s5 = madd(v, g01, s5), s2 = madd(v, g11, s2);
        q += row;
        v = v128.load32_splat(q);
        s6 = madd(v, g00, s6), s3 = madd(v, g10, s3);
        v = v128.load32_splat(q, F);
        s7 = madd(v, g00, s7), s6 = madd(v, g01, s6);
        s4 = madd(v, g10, s4), s3 = madd(v, g11, s3);
        v = v128.load32_splat(q, 2 * F);
        s8 = madd(v, g00, s8), s7 = madd(v, g01, s7);
        s5 = madd(v, g10, s5), s4 = madd(v, g11, s4);
        v = v128.load32_splat(q, 3 * F);
        s8 = madd(v, g01, s8), s5 = madd(v, g11, s5);
        q += row;
        v = v128.load32_splat(q);
        s6 = madd(v, g10, s6);
        v = v128.load32_splat(q, F);
        s7 = madd(v, g10, s7), s6 = madd(v, g11, s6);
        v = v128.load32_splat(q, 2 * F);
        s8 = madd(v, g10, s8), s7 = madd(v, g11, s7);
        v = v128.load32_splat(q, 3 * F);
        s8 = madd(v, g11, s8);
      }
      const to = dw + k * F;
      add(to, s0), add(to + next, s1), add(to + 2 * next, s2);
      add(to + 3 * next, s3), add(to + 4 * next, s4), add(to + 5 * next, s5);
      add(to + 6 * next, s6), add(to + 7 * next, s7), add(to + 8 * next, s8);
    }
  }
}
