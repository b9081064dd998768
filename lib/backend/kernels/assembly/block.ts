// @ts-nocheck This is AssemblyScript.
/**
 * The gradients of a whole block of a network: 3×3 convolution with stride 1, bias, ReLU and 2×2
 * max-pooling. Its forward pass is in `winograd.ts`.
 *
 * Pooling lets a gradient through at one place in four, and the ReLU at fewer still. What comes back
 * from the pool is thus kept as one number and the byte that says where it belongs. It is never spread
 * out, and only numbers other than zero are multiplied.
 */
import { C, H, K, left, N, OH, OW, partFrom, partTo, top, W } from "./geometry.ts";
import { addThree, addTwelve, ENTRY } from "./lists.ts";
import { DEAD, loadBytes } from "./pooled.ts";
import { accumulate, clear, copy, F, V } from "./simd.ts";
import { release, take } from "./workspace.ts";

// An image with its padding, and its channels made up to a multiple: [height, width, depth].
export let height: i32 = 0, width: i32 = 0, depth: i32 = 0;

/** The pooled output's height and width: half the convolution's, rounded down. */
export let PH: i32 = 0, PW: i32 = 0;

/**
 * Starts a kernel on the block at hand, a convolution of 3×3 with stride 1 and a pool of 2×2.
 *
 * @param multiple what the number of channels is made up to a multiple of
 */
export function startBlock(multiple: i32): void {
  release();
  PH = OH / 2, PW = OW / 2;
  // What the pooled outputs see, and no less than the image.
  height = max(top + H, 2 * PH + 2), width = max(left + W, 2 * PW + 2);
  depth = (C + multiple - 1) / multiple * multiple;
}

/** Returns whether an image is the same with its padding as without. */
function bare(): bool {
  return height == H && width == W && depth == C;
}

/** An image with its padding: itself, or a copy. */
export function pad(image: usize, scratch: usize): usize {
  if (bare()) return image;
  clear(scratch, height * width * depth);
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++, image += C * F) {
      copy(scratch + ((y + top) * width + x + left) * depth * F, image, C);
    }
  }
  return scratch;
}

/** The reverse: an image without its padding. */
function crop(image: usize, padded: usize): void {
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++, image += C * F) {
      copy(image, padded + ((y + top) * width + x + left) * depth * F, C);
    }
  }
}

/** to += x, four numbers. */
export function add(to: usize, x: v128): void {
  v128.store(to, f32x4.add(v128.load(to), x));
}

/** The bias's gradient `[K]`: the sum of what comes through. */
export function biasGradient(dy: usize, codes: usize, db: usize): void {
  startBlock(4);
  const some = take(K); // an image's sum; keeps rounding errors small
  const last = min(K, partTo);
  clear(db + partFrom * F, last - partFrom);
  for (let n = 0; n < N; n++) {
    clear(some, K);
    for (let place = 0; place < PH * PW; place++, dy += K * F, codes += K) {
      for (let k = partFrom; k < last; k += 4) {
        const dead = i32x4.eq(loadBytes(codes + k), i32x4.splat(DEAD));
        add(some + k * F, v128.andnot(v128.load(dy + k * F), dead));
      }
    }
    accumulate(db + partFrom * F, some + partFrom * F, last - partFrom);
  }
}

/** to[3, 3, depth] += Σ over the list of factor · from[3, 3, depth], with gaps between the rows. */
function addPatches(
  to: usize,
  toRow: i32,
  list: usize,
  end: usize,
  from: usize,
  fromRow: i32,
): void {
  const bytes = 3 * depth * F;
  for (let i = 0; i < 3; i++, to += toRow, from += fromRow) {
    let at = 0;
    for (; at + 12 * V <= bytes; at += 12 * V) addTwelve(to + at, list, end, from + at);
    for (; at < bytes; at += 3 * V) addThree(to + at, list, end, from + at);
  }
}

/** Filters `[9, C, K]`, each for itself: `[K, 9, depth]`. */
function splitFilters(w: usize, to: usize): void {
  clear(to, K * 9 * depth);
  for (let tap = 0; tap < 9; tap++) {
    for (let c = 0; c < C; c++) {
      let place = to + (tap * depth + c) * F;
      for (let k = 0; k < K; k++, w += F, place += 9 * depth * F) store<f32>(place, load<f32>(w));
    }
  }
}

/** The reverse, of some filters. */
function joinFilters(from: usize, w: usize, first: i32, last: i32): void {
  for (let tap = 0; tap < 9; tap++) {
    for (let c = 0; c < C; c++, w += K * F) {
      let place = from + ((first * 9 + tap) * depth + c) * F;
      for (let k = first; k < last; k++, place += 9 * depth * F) {
        store<f32>(w + k * F, load<f32>(place));
      }
    }
  }
}

/** Returns the floats of scratch that the gradients of a block take. */
export function blockScratch(h: i32, w: i32, c: i32, k: i32): i32 {
  const depth = (c + 3) & ~3;
  return 2 * k * 9 * depth + (h + 4) * (w + 4) * depth + 2 * k * CELLS + 2 * k + 1024;
}

/** dx: the gradient with respect to the input. */
export function blockInputGradient(dy: usize, codes: usize, w: usize, dx: usize): void {
  startBlock(4);
  const filters = take(K * 9 * depth);
  let scratch: usize = 0;
  if (!bare()) scratch = take(height * width * depth);
  const list = take(2 * K);
  const filterRow = 3 * depth * F, imageRow = width * depth * F;
  splitFilters(w, filters);
  for (let n = 0; n < N; n++, dx += H * W * C * F) {
    let image = dx;
    if (scratch) image = scratch;
    clear(image, height * width * depth);
    for (let py = 0; py < PH; py++) {
      for (let px = 0; px < PW; px++, dy += K * F, codes += K) {
        for (let code = 0; code < DEAD; code++) {
          const end = listChannels(list, dy, codes, code);
          if (end == list) continue;
          const y = 2 * py + (code >> 1), x = 2 * px + (code & 1);
          const place = image + (y * width + x) * depth * F;
          addPatches(place, imageRow, list, end, filters, filterRow);
        }
      }
    }
    if (scratch) crop(dx, scratch);
  }
}

/** Lists the channels whose gradient belongs to one place of the window; returns the list's end. */
function listChannels(list: usize, dy: usize, codes: usize, code: i32): usize {
  const filter = 9 * depth * F;
  let k = 0;
  for (; k + 16 <= K; k += 16) {
    let mask = i8x16.bitmask(i8x16.eq(v128.load(codes + k), i8x16.splat(<i8> code)));
    while (mask != 0) {
      const channel = k + ctz(mask);
      mask &= mask - 1;
      const gradient = load<f32>(dy + channel * F);
      store<i32>(list, channel * filter);
      store<f32>(list, gradient, F);
      list += <i32> (gradient != 0) * ENTRY;
    }
  }
  for (; k < K; k++) {
    if (load<u8>(codes + k) != code) continue;
    const gradient = load<f32>(dy + k * F);
    store<i32>(list, k * filter);
    store<f32>(list, gradient, F);
    list += <i32> (gradient != 0) * ENTRY;
  }
  return list;
}

/** Pooled places that are listed at a time, a list a channel. */
const CELLS: i32 = 64;

/** Images that are summed before they are added to the sum of all: keeps rounding errors small. */
const SOME: i32 = 16;

/** dw: the gradient with respect to the filter. */
export function blockFilterGradient(x: usize, dy: usize, codes: usize, dw: usize): void {
  startBlock(4);
  const filters = take(K * 9 * depth), some = take(K * 9 * depth);
  let scratch: usize = 0;
  if (!bare()) scratch = take(height * width * depth);
  const lists = take(2 * K * CELLS);
  const ends = take(K);
  const last = min(K, partTo);
  const filterRow = 3 * depth * F, imageRow = width * depth * F;
  clear(filters, K * 9 * depth);
  for (let n = 0; n < N; n++, x += H * W * C * F) {
    if (n % SOME == 0) clear(some, K * 9 * depth);
    const image = pad(x, scratch);
    for (let first = 0; first < PH * PW; first += CELLS) {
      for (let k = partFrom; k < last; k++) store<usize>(ends + k * F, lists + k * CELLS * ENTRY);
      const end = min(PH * PW, first + CELLS);
      for (let cell = first; cell < end; cell++, dy += K * F, codes += K) {
        const py = cell / PW, px = cell - py * PW;
        const place = (2 * py * width + 2 * px) * depth * F;
        for (let k = partFrom; k < last; k++) {
          const code: i32 = load<u8>(codes + k);
          const gradient = load<f32>(dy + k * F);
          const end = load<usize>(ends + k * F);
          store<i32>(end, place + (code >> 1) * imageRow + (code & 1) * depth * F);
          store<f32>(end, gradient, F);
          store<usize>(ends + k * F, end + <i32> (code != DEAD) * <i32> (gradient != 0) * ENTRY);
        }
      }
      for (let k = partFrom; k < last; k++) {
        const list = lists + k * CELLS * ENTRY, end = load<usize>(ends + k * F);
        if (end == list) continue;
        addPatches(some + k * 9 * depth * F, filterRow, list, end, image, imageRow);
      }
    }
    if (n % SOME == SOME - 1 || n == N - 1) {
      const own = partFrom * 9 * depth * F;
      accumulate(filters + own, some + own, (last - partFrom) * 9 * depth);
    }
  }
  joinFilters(filters, dw, partFrom, last);
}
