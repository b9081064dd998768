// @ts-nocheck This is AssemblyScript.
/**
 * The sizes of the convolution or pooling at hand: input [N, H, W, C], filter [FH, FW, C, K] (or a
 * pool's window [FH, FW]), output [N, OH, OW, K]. In three dimensions a depth stands before each
 * height: D, FD, OD.
 */

export let N: i32 = 0, H: i32 = 0, W: i32 = 0, C: i32 = 0;
export let FH: i32 = 0, FW: i32 = 0, K: i32 = 0;
export let OH: i32 = 0, OW: i32 = 0;
export let strideY: i32 = 1, strideX: i32 = 1, dilationY: i32 = 1, dilationX: i32 = 1;
export let top: i32 = 0, left: i32 = 0;

/** Tells which convolution or pooling the next call is about. */
export function setGeometry(
  n: i32,
  h: i32,
  w: i32,
  c: i32,
  fh: i32,
  fw: i32,
  k: i32,
  oh: i32,
  ow: i32,
  sy: i32,
  sx: i32,
  dy: i32,
  dx: i32,
  padTop: i32,
  padLeft: i32,
): void {
  N = n, H = h, W = w, C = c;
  FH = fh, FW = fw, K = k;
  OH = oh, OW = ow;
  strideY = sy, strideX = sx, dilationY = dy, dilationX = dx;
  top = padTop, left = padLeft;
  setDepth(1, 1, 1, 1, 1, 0);
}

/** The rows of a product, or filters of a gradient, that the next call computes; the others stay. */
export let partFrom: i32 = 0, partTo: i32 = i32.MAX_VALUE;

/** Tells which part of its result a product or a filter's gradient computes; the others compute all. */
export function setPart(from: i32, to: i32): void {
  partFrom = from, partTo = to;
}

export let D: i32 = 1, FD: i32 = 1, OD: i32 = 1;
export let strideZ: i32 = 1, dilationZ: i32 = 1, front: i32 = 0;

/** Tells the depth's sizes, after {@linkcode setGeometry} told the others; only for three dimensions. */
export function setDepth(d: i32, fd: i32, od: i32, sz: i32, dz: i32, padFront: i32): void {
  D = d, FD = fd, OD = od;
  strideZ = sz, dilationZ = dz, front = padFront;
}
