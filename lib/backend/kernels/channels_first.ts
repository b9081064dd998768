/** Convolutions with the channels first: transposed, computed with the channels last, transposed back. */

import * as tf from "@tensorflow/tfjs";
import type { Kernel } from "./native.ts";

/** The inputs to transpose; the channels of a bias or a filter are always last. */
const WITH_CHANNELS = ["x", "dy", "preluActivationWeights"];

/** `[N, C, H, W]` → `[N, H, W, C]`. */
function toLast<T>([n, c, h, w]: readonly T[]): T[] {
  return [n, h, w, c];
}

/**
 * Makes a kernel for either format from one for channels last.
 *
 * @param kernel the kernel
 * @param turnsBack whether the result is to be transposed back; a filter's gradient is not
 * @returns the kernel for both
 */
export function eitherFormat(kernel: Kernel, turnsBack = true): Kernel {
  return (args) => {
    const { dataFormat, pad, inputShape } = args.attrs;
    if (dataFormat !== "NCHW") return kernel(args);
    const compute = () => {
      const inputs = { ...args.inputs };
      for (const name of WITH_CHANNELS) {
        const rank = inputs[name]?.rank;
        if (rank === 4) inputs[name] = tf.transpose(inputs[name], [0, 2, 3, 1]);
        else if (rank === 3) inputs[name] = tf.transpose(inputs[name], [1, 2, 0]);
      }
      const attrs = {
        ...args.attrs,
        dataFormat: "NHWC",
        pad: Array.isArray(pad) ? toLast(pad) : pad,
        inputShape: inputShape && toLast(inputShape),
      };
      const result = kernel({ ...args, inputs, attrs }) as tf.TensorInfo | undefined;
      const tensor = result && tf.engine().makeTensorFromTensorInfo(result);
      return tensor && turnsBack ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor;
    };
    return tf.tidy(compute as () => tf.Tensor); // undefined if the kernel declines
  };
}
