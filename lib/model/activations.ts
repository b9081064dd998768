/** The inside of a network: its weights and the output of each layer. */

import * as tf from "@tensorflow/tfjs";
import { countPictures, floats, type Images } from "../dataset/digits.ts";
import { inputShape, layersOf, type Network } from "./network.ts";

/** An array of numbers with its shape. */
export interface Values {
  /** The shape, such as `[26, 26, 32]`. */
  readonly shape: readonly number[];
  /** The numbers, last axis fastest. */
  readonly values: Float32Array;
}

/**
 * Computes the output of each layer for one picture.
 *
 * @param model the network
 * @param image `[H × W × C]`: bytes from 0 to 255, or floats in [0, 1]
 * @returns the outputs by the layers' names, first to last, each without the batch's axis
 * @throws {TypeError} if `image` is neither a `Uint8Array` nor a `Float32Array`
 * @throws {RangeError} if `image` is not one picture of the network's input shape
 * @throws {UserError} if the network's layers do not follow one after the other
 *
 * @example The size of the first convolution's feature maps
 * ```ts
 * import assert from "node:assert/strict";
 * import { activations, cnn } from "@pixel/convnet/model";
 *
 * const blank = await activations(cnn(1), new Uint8Array(784));
 * assert(blank.get("conv1")!.shape.join() === "26,26,32");
 * ```
 */
export async function activations(model: Network, image: Images): Promise<Map<string, Values>> {
  const shape = inputShape(model);
  if (countPictures(image, shape) !== 1) {
    throw new RangeError(
      `Cannot compute activations: need one picture of ${
        shape.join(" × ")
      }, not ${image.length} pixels`,
    );
  }
  const pixels = floats(image);
  const outputs = tf.tidy(() => {
    let x: tf.Tensor = tf.tensor(pixels, [1, ...shape]);
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
 * Reads one weight tensor of a network.
 *
 * @param model the network
 * @param layer the layer's name, such as "conv1"
 * @param index which of the layer's tensors: 0 (the default) is the kernel, 1 the bias
 * @returns a copy of the weights; a convolution's kernel is `[height, width, channels in, out]`
 * @throws {RangeError} if there is no such layer, or it has no such tensor
 *
 * @example The nine weights of each of 32 filters
 * ```ts
 * import assert from "node:assert/strict";
 * import { cnn, weights } from "@pixel/convnet/model";
 *
 * const { shape, values } = await weights(cnn(1), "conv1");
 * assert(shape.join() === "3,3,1,32" && values.length === 288);
 * ```
 */
export async function weights(model: Network, layer: string, index = 0): Promise<Values> {
  const found = model.layers.find(({ name }) => name === layer);
  if (!found) {
    const names = model.layers.map(({ name }) => name).join(", ");
    throw new RangeError(`Cannot read weights of layer "${layer}": the layers are ${names}`);
  }
  const tensor = found.getWeights()[index];
  if (!tensor) {
    throw new RangeError(`Cannot read weights ${index} of layer "${layer}": it has no such tensor`);
  }
  return { shape: tensor.shape, values: (await tensor.data() as Float32Array).slice() };
}
