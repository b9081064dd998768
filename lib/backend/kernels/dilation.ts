/**
 * The gradients of morphological dilation: dy goes to the place whose sum with the filter was the
 * greatest. tfjs's gradients go to the wrong place, or fail, if a filter covers nothing but padding.
 */

import * as tf from "@tensorflow/tfjs";
import type { TensorInfo } from "@tensorflow/tfjs";
import { type Kernel, output, view } from "./native.ts";

/** `Dilation2DBackpropInput`. */
export const dilationInputGradient: Kernel = gradient("x");

/** `Dilation2DBackpropFilter`. */
export const dilationFilterGradient: Kernel = gradient("filter");

/** The gradient with respect to x, `[N, H, W, C]`, or to the filter, `[FH, FW, C]`. */
function gradient(which: "x" | "filter"): Kernel {
  return ({ inputs, attrs, backend }) => {
    const { x, filter, dy } = inputs as Record<string, TensorInfo>;
    if ([x, filter, dy].some(({ dtype }) => dtype !== "float32")) return undefined;
    const info = tf.backend_util.computeDilation2DInfo(
      x.shape as [number, number, number, number],
      filter.shape as [number, number, number],
      attrs.strides,
      attrs.pad,
      "NHWC",
      attrs.dilations,
    );
    const out = output(backend, inputs[which].shape);
    const [xs, ws, dys, to] = [x, filter, dy, out].map((tensor) => view(backend, tensor));
    to.fill(0);
    const { inHeight, inWidth, inChannels: C, filterHeight, filterWidth, padInfo } = info;
    let at = 0;
    for (let n = 0; n < info.batchSize; n++) {
      for (let oy = 0; oy < info.outHeight; oy++) {
        const top = oy * info.strideHeight - padInfo.top;
        for (let ox = 0; ox < info.outWidth; ox++) {
          const left = ox * info.strideWidth - padInfo.left;
          for (let c = 0; c < C; c++, at++) {
            let best = -Infinity, winner = -1;
            for (let i = 0; i < filterHeight; i++) {
              const y = top + i * info.dilationHeight;
              if (y < 0 || y >= inHeight) continue;
              for (let j = 0; j < filterWidth; j++) {
                const column = left + j * info.dilationWidth;
                if (column < 0 || column >= inWidth) continue;
                const place = ((n * inHeight + y) * inWidth + column) * C + c;
                const tap = (i * filterWidth + j) * C + c;
                const sum = xs[place] + ws[tap];
                if (sum > best) best = sum, winner = which === "x" ? place : tap;
              }
            }
            if (winner >= 0) to[winner] += dys[at];
          }
        }
      }
    }
    return out;
  };
}
