// @ts-nocheck This is AssemblyScript.
/**
 * Convolution and its two gradients, for any filter, stride, dilation and padding, as matrix
 * products. The matrix of patches, `[N·OH·OW, FH·FW·C]`, one row for each place of the output, is
 * never there as a whole: a few rows at a time are written, used and forgotten.
 */
import {
  C,
  dilationX,
  dilationY,
  FH,
  FW,
  H,
  K,
  left,
  N,
  OH,
  OW,
  partFrom,
  partTo,
  strideX,
  strideY,
  top,
  W,
} from "./geometry.ts";
import { activateRows, fillRows } from "./elementwise.ts";
import { accumulate, clear, copy, F } from "./simd.ts";
import { DEPTH, pack, packedSize, strip, STRIP_SCRATCH, WIDTH } from "./product.ts";
import { LINEAR, packRows, ROWS } from "./tile.ts";
import { release, take } from "./workspace.ts";

/** Places of the output that the filter's gradient takes at a time. */
const PLACES: i32 = 128;

/** Columns of the matrix of patches that the filter's gradient takes at a time. */
const TAPS: i32 = 2048;

// Walking over a patch: for each of its pieces that lie together, where in the input it begins (or
// -1, where it lies in the padding), and its first and last column in the matrix of patches.
let piece: i32 = 0, pieceFrom: i32 = 0, pieceTo: i32 = 0;
let image: i32 = 0, patchY: i32 = 0, patchX: i32 = 0;
let together: bool = false;

/** Starts to walk over the patch that belongs to a place of the output. */
function startPatch(place: i32): void {
  const row = place / OW;
  image = row / OH;
  patchY = (row - image * OH) * strideY - top;
  patchX = (place - row * OW) * strideX - left;
  together = dilationX == 1 && patchX >= 0 && patchX + FW <= W; // each row of the patch lies together
  pieceTo = 0;
}

/** Finds the piece that begins in a column. */
function findPiece(column: i32): void {
  const width = together ? FW * C : C;
  const index = column / width;
  pieceFrom = index * width;
  pieceTo = pieceFrom + width;
  const i = together ? index : index / FW;
  const j = together ? 0 : index - i * FW;
  const y = patchY + i * dilationY, x = patchX + j * dilationX;
  const inside = y >= 0 && y < H && x >= 0 && x < W;
  piece = inside ? ((image * H + y) * W + x) * C : -1;
}

/** Copies columns `from` to `to` of one row of the matrix of patches. */
function readPatch(out: usize, x: usize, place: i32, from: i32, to: i32): void {
  startPatch(place);
  while (from < to) {
    findPiece(from);
    const count = min(pieceTo, to) - from;
    if (piece < 0) clear(out, count);
    else copy(out, x + (piece + from - pieceFrom) * F, count);
    from += count;
    out += count * F;
  }
}

/** Adds columns `from` to `to` of one row of the matrix of patches to the input's gradient. */
function addPatch(patch: usize, dx: usize, place: i32, from: i32, to: i32): void {
  startPatch(place);
  while (from < to) {
    findPiece(from);
    const count = min(pieceTo, to) - from;
    if (piece >= 0) accumulate(dx + (piece + from - pieceFrom) * F, patch, count);
    from += count;
    patch += count * F;
  }
}

/** y = activation(patches(x)·w + bias). */
export function convolve(x: usize, w: usize, bias: usize, y: usize, activation: i32): void {
  release();
  const places = N * OH * OW, taps = FH * FW * C;
  if (taps == 0) { // a sum of nothing
    fillRows(y, bias, places, K);
    activateRows(y, places * K, activation);
    return;
  }
  const packed = take(packedSize(min(taps, DEPTH), min(K, WIDTH)));
  const scratch = take(STRIP_SCRATCH);
  const patches = take(ROWS * min(taps, DEPTH)), own = take(ROWS * min(taps, DEPTH));
  for (let k0 = 0; k0 < K; k0 += WIDTH) {
    const width = min(WIDTH, K - k0);
    for (let t0 = 0; t0 < taps; t0 += DEPTH) {
      const depth = min(DEPTH, taps - t0);
      pack(packed, w + (t0 * K + k0) * F, K, false, depth, width);
      const starting = bias ? bias + k0 * F : 0;
      const finish = t0 + depth == taps ? activation : LINEAR;
      const stride = depth * F;
      for (let p0 = 0; p0 < places; p0 += ROWS) {
        const rows = min(ROWS, places - p0);
        for (let row = 0; row < rows; row++) {
          readPatch(patches + row * stride, x, p0 + row, t0, t0 + depth);
        }
        packRows(patches, stride, rows, depth, own);
        strip(
          own,
          ROWS * F,
          rows,
          packed,
          depth,
          width,
          starting,
          t0 > 0,
          y + (p0 * K + k0) * F,
          K * F,
          finish,
          scratch,
        );
      }
    }
  }
}

/** dx = Σ of the patches of dy·wᵀ, each added where it was taken from. */
export function convolveInputGradient(dy: usize, w: usize, dx: usize): void {
  release();
  clear(dx, N * H * W * C);
  const places = N * OH * OW, taps = FH * FW * C;
  const packed = take(packedSize(min(K, DEPTH), min(taps, WIDTH)));
  const scratch = take(STRIP_SCRATCH);
  const patches = take(ROWS * min(taps, WIDTH)), own = take(ROWS * min(K, DEPTH));
  for (let t0 = 0; t0 < taps; t0 += WIDTH) {
    const width = min(WIDTH, taps - t0);
    const stride = width * F;
    for (let k0 = 0; k0 < K; k0 += DEPTH) {
      const depth = min(DEPTH, K - k0);
      pack(packed, w + (t0 * K + k0) * F, K, true, depth, width);
      for (let p0 = 0; p0 < places; p0 += ROWS) {
        const rows = min(ROWS, places - p0);
        packRows(dy + (p0 * K + k0) * F, K * F, rows, depth, own);
        strip(
          own,
          ROWS * F,
          rows,
          packed,
          depth,
          width,
          0,
          false,
          patches,
          stride,
          LINEAR,
          scratch,
        );
        for (let row = 0; row < rows; row++) {
          addPatch(patches + row * stride, dx, p0 + row, t0, t0 + width);
        }
      }
    }
  }
}

/** dw = patches(x)ᵀ·dy. */
export function convolveFilterGradient(x: usize, dy: usize, dw: usize): void {
  release();
  const places = N * OH * OW, taps = FH * FW * C;
  const last = min(taps, partTo);
  clear(dw + partFrom * K * F, (last - partFrom) * K);
  const packed = take(packedSize(PLACES, min(K, WIDTH)));
  const scratch = take(STRIP_SCRATCH);
  // The last strip reads up to five floats over a row's end. An odd number of cache lines a row
  // spreads a column over the whole cache.
  const row = ((min(taps, TAPS) + ROWS + 15) / 16 | 1) * 16;
  const patches = take(PLACES * row);
  for (let p0 = 0; p0 < places; p0 += PLACES) {
    const depth = min(PLACES, places - p0);
    for (let t0 = partFrom; t0 < last; t0 += TAPS) {
      const end = min(last, t0 + TAPS);
      for (let p = 0; p < depth; p++) {
        readPatch(patches + (p * row) * F, x, p0 + p, t0, end);
      }
      for (let k0 = 0; k0 < K; k0 += WIDTH) {
        const width = min(WIDTH, K - k0);
        pack(packed, dy + (p0 * K + k0) * F, K, false, depth, width);
        for (let t = t0; t < end; t += ROWS) {
          strip(
            patches + (t - t0) * F,
            row * F,
            min(ROWS, end - t),
            packed,
            depth,
            width,
            0,
            true,
            dw + (t * K + k0) * F,
            K * F,
            LINEAR,
            scratch,
          );
        }
      }
    }
  }
}
