/** The layers of the forward pass in whole numbers: what every engine computes, and plain loops that do. */

/** Bits behind the point of the factor m / 2ˢ that scales a sum back to a byte. */
export const SHIFT = 24;

/** The largest activation that a byte holds. */
export const BYTE = 255;

/** One layer's work on the numbers of one picture, `[height × width × channels]`. */
export type Pass = (values: Int32Array) => Int32Array;

/** The height, width and channels of feature maps. */
export type Shape = readonly [height: number, width: number, channels: number];

/** A convolution's place: the input's and the output's shape, and the zeros above and to the left. */
export interface Window {
  /** `[H, W, C]` */
  readonly from: Shape;
  /** `[KH, KW]` */
  readonly kernel: readonly [height: number, width: number];
  /** `[H′, W′, K]` */
  readonly to: Shape;
  /** Rows of zeros above the input. */
  readonly top: number;
  /** Columns of zeros to its left. */
  readonly left: number;
}

/** Layers in whole numbers. A dense layer is a convolution of one place. */
export interface Engine {
  /** A picture's numbers, as the first pass takes them. */
  enter(pixels: Uint8Array): Int32Array;
  /** Sums of inputs times codes, plus a bias per channel. */
  convolve(window: Window, codes: Int16Array, biases: Int32Array): Pass;
  /** Sums as bytes: ReLU, then times m / 2²⁴ for each channel, rounded; too much is 255. */
  rescale(shape: Shape, multipliers: Float64Array): Pass;
  /** The largest of each 2 × 2. */
  pool(shape: Shape): Pass;
  /** The sum of each map. */
  sum(shape: Shape): Pass;
}

/** Plain loops. */
export const LOOPS: Engine = {
  enter: (pixels) => Int32Array.from(pixels),

  convolve({ from: [H, W, C], kernel: [KH, KW], to: [OH, OW, K], top, left }, codes, biases) {
    return (x) => {
      const y = new Int32Array(OH * OW * K);
      for (let row = 0; row < OH; row++) {
        for (let column = 0; column < OW; column++) {
          const out = (row * OW + column) * K;
          y.set(biases, out);
          for (let i = 0; i < KH; i++) {
            for (let j = 0; j < KW; j++) {
              const r = row + i - top, c = column + j - left;
              if (r < 0 || c < 0 || r >= H || c >= W) continue;
              const at = (r * W + c) * C, weight = (i * KW + j) * C * K;
              for (let d = 0; d < C; d++) {
                for (let k = 0; k < K; k++) y[out + k] += x[at + d] * codes[weight + d * K + k];
              }
            }
          }
        }
      }
      return y;
    };
  },

  rescale([, , K], multipliers) {
    const half = 2 ** (SHIFT - 1);
    return (sums) =>
      sums.map((sum, i) => {
        if (sum <= 0) return 0;
        // The product is exact: it has at most 53 bits, as a double has.
        return Math.min(BYTE, Math.floor((sum * multipliers[i % K] + half) / 2 ** SHIFT));
      });
  },

  pool([H, W, C]) {
    const [OH, OW] = [H >> 1, W >> 1];
    return (x) => {
      const y = new Int32Array(OH * OW * C);
      for (let row = 0; row < OH; row++) {
        for (let column = 0; column < OW; column++) {
          for (let c = 0; c < C; c++) {
            const at = (2 * row * W + 2 * column) * C + c, below = at + W * C;
            y[(row * OW + column) * C + c] = //
              Math.max(x[at], x[at + C], x[below], x[below + C]);
          }
        }
      }
      return y;
    };
  },

  sum([, , C]) {
    return (x) => {
      const y = new Int32Array(C);
      x.forEach((value, i) => y[i % C] += value);
      return y;
    };
  },
};
