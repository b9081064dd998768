/** Max-pooling and its gradient. */

import * as tf from "@tensorflow/tfjs";
import { identity } from "./elementwise.ts";
import { type Geometry, poolingGeometry, setGeometry } from "./geometry.ts";
import { address, type Kernel, output } from "./native.ts";

/** `MaxPool`. */
export const maxPool: Kernel = (args) => {
  const { inputs: { x }, attrs, backend } = args;
  const info = poolingGeometry(x.shape, attrs);
  if (!info || x.dtype !== "float32") return undefined;
  if (changesNothing(info)) return identity(args);
  const out = output(backend, info.outShape);
  setGeometry(backend, info).maxPool(address(backend, x), address(backend, out));
  return out;
};

/** `AvgPool`, where it changes nothing; else tfjs's kernel is as good as any. */
export const avgPool: Kernel = (args) => {
  const info = poolingGeometry(args.inputs.x.shape, args.attrs);
  return info && changesNothing(info) ? identity(args) : undefined;
};

/**
 * Whether a pooling takes each number for itself. With padding given as a number tfjs can be of that
 * opinion where windows lie outside the input; all its backends agree that the input is the output.
 */
function changesNothing({ filterHeight, filterWidth, inShape, outShape }: Geometry): boolean {
  return filterHeight === 1 && filterWidth === 1 && tf.util.arraysEqual(inShape, outShape);
}

/** `MaxPoolGrad`. */
export const maxPoolGrad: Kernel = ({ inputs: { dy, input }, attrs, backend }) => {
  const info = poolingGeometry(input.shape, attrs);
  if (!info || input.dtype !== "float32" || dy.dtype !== "float32") return undefined;
  const out = output(backend, info.inShape);
  const [inputAt, dyAt, outAt] = [input, dy, out].map((tensor) => address(backend, tensor));
  setGeometry(backend, info).maxPoolGradient(inputAt, dyAt, outAt);
  return out;
};
