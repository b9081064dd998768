/** The peer tfjs as it is shipped; the third argument names its backend, `cpu` or `wasm`. */

import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { type Given, type PeerNetwork, serve } from "./serve.ts";

await tf.setBackend(Deno.args[2]);
await serve(tf.version_core, ({ layers, digits, labels }: Given): PeerNetwork => {
  const variables = layers.map(({ kind, shapes, weights }) => {
    if (kind === "norm") throw new Error("this peer has no batch normalisation");
    return weights.map((weight, i) => tf.variable(tf.tensor(weight, [...shapes[i]])));
  });
  const optimizer = tf.train.adam(1e-3); // whose epsilon is 1e-7

  function forward(batch: number, start: number): tf.Tensor2D {
    const pixels = digits.subarray(784 * start, 784 * (start + batch));
    let x: tf.Tensor = tf.tensor4d(pixels, [batch, 28, 28, 1]);
    layers.forEach(({ kind, padding, pool, relu }, i) => {
      const [weights, bias] = variables[i], activation = relu ? "relu" : "linear";
      x = kind === "convolution"
        ? tf.fused.conv2d({
          ...{ x: x as tf.Tensor4D, filter: weights as tf.Tensor4D, strides: 1, pad: padding! },
          ...{ bias, activation },
        })
        : tf.fused.matMul({
          ...{ a: x.reshape([batch, -1]) as tf.Tensor2D, b: weights as tf.Tensor2D },
          ...{ bias, activation },
        });
      if (pool) x = tf.maxPool(x as tf.Tensor4D, 2, 2, "valid");
    });
    return x as tf.Tensor2D;
  }

  return {
    async step(batch, start) {
      const truth = tf.oneHot([...labels.subarray(start, start + batch)], 10);
      const loss = optimizer.minimize(
        () => tf.losses.softmaxCrossEntropy(truth, forward(batch, start)) as tf.Scalar,
        true,
      )!;
      const [value] = await loss.data();
      tf.dispose([truth, loss]);
      return value;
    },
    async predict(batch, start) {
      const logits = tf.tidy(() => forward(batch, start));
      const values = await logits.data<"float32">();
      logits.dispose();
      return values;
    },
  };
});
