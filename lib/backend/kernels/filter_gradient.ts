/** The gradient of a convolution with respect to its filter, which tfjs's wasm backend lacks. */

import * as tf from "@tensorflow/tfjs";

/**
 * Registers `Conv2DBackpropFilter` for the wasm backend, composed from kernels that it has:
 * ∂L/∂W[i,j,d,c] = Σ over n,k,m of x[n, k·s+i−p, m·s+j−p, d] · ∂L/∂y[n,k,m,c], a matrix product for
 * each place i,j of the filter.
 */
export function registerFilterGradient(): void {
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      // What a kernel is given are the tensors themselves; a wrapper would free their memory.
      const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
      const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
        attrs as unknown as tf.Conv2DBackpropFilterAttrs;
      return tf.tidy(() =>
        compose(x, dy, { strides, pad, dataFormat, dimRoundingMode, filterShape })
      );
    },
  });
}

function compose(x: tf.Tensor4D, dy: tf.Tensor4D, attrs: tf.Conv2DBackpropFilterAttrs): tf.Tensor {
  const { filterShape, strides, pad, dimRoundingMode } = attrs;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { top, bottom, left, right } = info.padInfo;
  const padded = tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]);
  const { outHeight, outWidth, strideHeight, strideWidth, inChannels, outChannels } = info;
  const dyFlat = dy.reshape([-1, outChannels]); // [N·K·M, C]
  const places: tf.Tensor[] = [];
  for (let i = 0; i < info.filterHeight; i++) {
    for (let j = 0; j < info.filterWidth; j++) {
      const seen = tf.stridedSlice(
        padded,
        [0, i, j, 0],
        [
          info.batchSize,
          i + (outHeight - 1) * strideHeight + 1,
          j + (outWidth - 1) * strideWidth + 1,
          inChannels,
        ],
        [1, strideHeight, strideWidth, 1],
      ).reshape([-1, inChannels]); // [N·K·M, D]
      places.push(tf.matMul(seen.transpose(), dyFlat)); // [D, C]
    }
  }
  return tf.stack(places).reshape(filterShape);
}
