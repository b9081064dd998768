/** What happens inside a network: its weights and what each layer makes of a picture. */

import * as tf from "@tensorflow/tfjs";
import { SIDE } from "../dataset/digits.ts";
import { layersOf, type Network } from "./network.ts";

/** An array of numbers with its shape. */
export interface Values {
  /** The shape, such as `[26, 26, 32]`. */
  readonly shape: readonly number[];
  /** The numbers, last axis fastest. */
  readonly values: Float32Array;
}

/**
 * What each layer gives for one digit.
 *
 * @param model the network
 * @param image `[784]` grey values, 0 to 255
 * @returns the outputs by the layers' names, first to last, each without the batch's axis
 * @throws {UserError} where the network's layers do not follow one after the other
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { activations, cnn } from "@pixel/convnet/model";
 *
 * const blank = await activations(cnn(1), new Uint8Array(784));
 * assert(blank.get("conv1")!.shape.join() === "26,26,32");
 * ```
 */
export async function activations(
  model: Network,
  image: ArrayLike<number>,
): Promise<Map<string, Values>> {
  const pixels = Float32Array.from(image, (grey) => grey / 255);
  const outputs = tf.tidy(() => {
    let x: tf.Tensor = tf.tensor4d(pixels, [1, SIDE, SIDE, 1]);
    return layersOf(model).map((layer) => {
      x = layer.apply(x) as tf.Tensor;
      return { name: layer.name, tensor: x };
    });
  });
  const found = new Map<string, Values>();
  for (const { name, tensor } of outputs) {
    const values = await tensor.data() as Float32Array;
    found.set(name, { shape: tensor.shape.slice(1), values: values.slice() });
  }
  tf.dispose(outputs);
  return found;
}

/**
 * One weight tensor of a network.
 *
 * @param model the network
 * @param layer the layer's name, such as "conv1"
 * @param index which of the layer's tensors: 0 (the default) is the kernel, 1 the bias
 * @returns a copy of the weights; a convolution's kernel is `[height, width, channels in, out]`
 * @throws {RangeError} where the layer has no such tensor
 */
export async function weights(model: Network, layer: string, index = 0): Promise<Values> {
  const tensor = model.getLayer(layer).getWeights()[index];
  if (!tensor) {
    throw new RangeError(`Cannot read weights ${index} of layer "${layer}": it has no such tensor`);
  }
  return { shape: tensor.shape, values: (await tensor.data() as Float32Array).slice() };
}
