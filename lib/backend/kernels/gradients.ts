/**
 * Gradients that replace those of tfjs that are wrong or refuse; the tests compare each with finite
 * differences. They are registered for every backend, apart from those of dilated convolutions, which
 * only our kernels support.
 */

import * as tf from "@tensorflow/tfjs";
import type { NamedAttrMap, NamedTensorMap, Tensor } from "@tensorflow/tfjs";
import type { Kernel } from "./native.ts";

/** A function of tfjs's that computes a gradient: from that of the output, what was saved, and the attributes. */
type GradFunc = (
  dy: Tensor,
  saved: Tensor[],
  // deno-lint-ignore no-explicit-any -- each kernel has attributes of its own
  attrs: any,
) => Record<string, () => Tensor>;

/** Replaces the gradient of a kernel; the new one may ask the one before. */
function replace(kernelName: string, make: (before: GradFunc) => GradFunc): void {
  const before = tf.getGradient(kernelName);
  const gradFunc = make(before.gradFunc as GradFunc) as typeof before.gradFunc;
  tf.unregisterGradient(kernelName);
  tf.registerGradient({ ...before, gradFunc });
}

function run(name: string, inputs: Record<string, Tensor>, attrs: object): Tensor {
  return tf.engine().runKernel(name, inputs as NamedTensorMap, attrs as NamedAttrMap) as Tensor;
}

/** Sums a gradient over the axes along which an input was broadcast. */
function unbroadcast(dy: Tensor, shape: number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
}

/** Registers the gradients. */
export function registerGradients(): void {
  // tfjs's gradients forget that a or b may be broadcast.
  for (const name of ["BatchMatMul", "Maximum", "Minimum", "SquaredDifference"]) {
    replace(name, (before) => (dy, saved, attrs) => {
      const [a, b] = saved, gradients = before(dy, saved, attrs);
      return {
        a: () => unbroadcast(gradients.a(), a.shape),
        b: () => unbroadcast(gradients.b(), b.shape),
      };
    });
  }
  // tfjs's gradient permutes axes that are in order already.
  replace("Cumsum", () => (dy, _, { axis, exclusive, reverse }) => ({
    x: () => tf.cumsum(dy, axis, exclusive, !reverse),
  }));
  // tfjs's gradient forgets the mirrored numbers.
  replace("MirrorPad", () => (dy, [x], attrs) => ({ x: () => unmirrored(dy, x.shape, attrs) }));
  // tfjs's gradient does not know axes that are counted from the end.
  replace("Prod", (before) => (dy, [x], attrs) => {
    const axis = tf.util.parseAxisParam(attrs.axis, x.shape);
    return before(dy, [x], { ...attrs, axis });
  });
  // tfjs's gradients fail if there is only one output.
  replace("SplitV", () => (dy, _, { axis }) => ({ x: () => tf.concat([dy].flat(), axis) }));
  replace("Unpack", () => (dy, _, { axis }) => ({ value: () => tf.stack([dy].flat(), axis) }));
  // tfjs's gradients forget how the output's size was rounded.
  replace("MaxPool", () => (dy, [input, output], attrs) => ({
    x: () => run("MaxPoolGrad", { dy, input, output }, attrs),
  }));
  replace("AvgPool", () => (dy, [input], attrs) => ({
    x: () => run("AvgPoolGrad", { dy, input }, attrs),
  }));
  registerBatchNorm();
  registerDilated();
}

/**
 * Batch normalisation without a scale or an offset has no gradient in tfjs, which fails on what was left
 * out: while gradients are recorded, a scale of ones stands in, and an offset is not mentioned.
 */
function registerBatchNorm(): void {
  type Run = (name: string, inputs: Record<string, Tensor | undefined>, attrs: object) => unknown;
  const engine = tf.engine() as unknown as { runKernel: Run; state: { gradientDepth: number } };
  const run = engine.runKernel.bind(engine);
  engine.runKernel = (name, inputs, attrs) => {
    if (name !== "FusedBatchNorm" || engine.state.gradientDepth === 0) {
      return run(name, inputs, attrs);
    }
    const { offset, scale = tf.ones(inputs.mean!.shape), ...others } = inputs;
    return run(name, offset ? { ...others, scale, offset } : { ...others, scale }, attrs);
  };
}

/** The gradient of mirror padding: each place gets its own gradient and those of its mirror images. */
function unmirrored(
  dy: Tensor,
  shape: number[],
  { paddings, mode }: { paddings: [number, number][]; mode: "reflect" | "symmetric" },
): Tensor {
  const apart = mode === "reflect" ? 1 : 0; // from the edge to the first place that is mirrored
  let dx = dy;
  paddings.forEach(([before, after], axis) => {
    const size = shape[axis];
    const part = (begin: number, count: number) => {
      const begins = dx.shape.map((_, i) => i === axis ? begin : 0);
      return tf.slice(dx, begins, dx.shape.map((all, i) => i === axis ? count : all));
    };
    const mirrored = (begin: number, count: number, place: number) => {
      const around = dx.shape.map((_, i): [number, number] =>
        i === axis ? [place, size - place - count] : [0, 0]
      );
      return tf.pad(tf.reverse(part(begin, count), axis), around);
    };
    const parts = [part(before, size)];
    if (before > 0) parts.push(mirrored(0, before, apart));
    if (after > 0) parts.push(mirrored(before + size, after, size - apart - after));
    dx = tf.addN(parts);
  });
  return dx;
}

/** On the wasm backend, the gradients of convolutions support dilation and every rounding of sizes. */
function registerDilated(): void {
  const onWasm = (kernelName: string, ours: GradFunc) =>
    replace(
      kernelName,
      (before) => (...args) => tf.getBackend() === "wasm" ? ours(...args) : before(...args),
    );
  onWasm("Conv2D", (dy, [x, filter], attrs) => ({
    x: () => inputGradient(dy, x, filter, attrs),
    filter: () => filterGradient(dy, x, filter, attrs),
  }));
  onWasm("Conv2DBackpropInput", (ddx, [dy, filter], attrs) => ({
    dy: () => run("Conv2D", { x: ddx, filter }, attrs),
    filter: () => filterGradient(dy, ddx, filter, attrs),
  }));
  onWasm("DepthwiseConv2dNative", (dy, [x, filter], attrs) => ({
    x: () => inputGradient(dy, x, filter, attrs, DEPTHWISE),
    filter: () => filterGradient(dy, x, filter, attrs, DEPTHWISE),
  }));
  onWasm("Conv3D", (dy, [x, filter], attrs) => ({
    x: () => inputGradient(dy, x, filter, attrs, THREE),
    filter: () => filterGradient(dy, x, filter, attrs, THREE),
  }));
  registerFused();
}

/** The kernels of a convolution's gradients. */
const PLAIN = { input: "Conv2DBackpropInput", filter: "Conv2DBackpropFilter" };
const DEPTHWISE = {
  input: "DepthwiseConv2dNativeBackpropInput",
  filter: "DepthwiseConv2dNativeBackpropFilter",
};
const THREE = { input: "Conv3DBackpropInputV2", filter: "Conv3DBackpropFilterV2" };

function inputGradient(
  dy: Tensor,
  x: Tensor,
  filter: Tensor,
  attrs: object,
  kernels = PLAIN,
): Tensor {
  return run(kernels.input, { dy, filter }, { ...attrs, inputShape: x.shape });
}

function filterGradient(
  dy: Tensor,
  x: Tensor,
  filter: Tensor,
  attrs: object,
  kernels = PLAIN,
): Tensor {
  return run(kernels.filter, { x, dy }, { ...attrs, filterShape: filter.shape });
}

/** The kernels of a fused convolution's gradients, and its attributes. */
interface Fused {
  readonly kernels: typeof PLAIN;
  readonly attrs: object;
}

/** The fused convolution that has just been computed. */
let last: Fused | undefined;

/**
 * Makes a fused convolution tell what its gradients are to be computed with.
 *
 * @param kernel the convolution
 * @param depthwise whether each channel has filters of its own
 * @returns the kernel
 */
export function tellingGradient(kernel: Kernel, depthwise = false): Kernel {
  return (args) => {
    last = { kernels: depthwise ? DEPTHWISE : PLAIN, attrs: args.attrs };
    return kernel(args);
  };
}

/** A function with a gradient of its own, as `tf.customGrad` takes it. */
type Custom = (...args: unknown[]) => {
  value: Tensor;
  gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor | Tensor[];
};

/**
 * A fused convolution carries its own gradient, which no registration reaches: it refuses dilation and
 * forgets how sizes were rounded. It saves filter, input, output and bias; in training tfjs fuses no
 * activation.
 */
function registerFused(): void {
  const engine = tf.engine() as unknown as { customGrad(f: Custom): unknown };
  const customGrad = engine.customGrad.bind(engine);
  engine.customGrad = (f) =>
    customGrad((...args) => {
      last = undefined;
      const result = f(...args), fused = last as Fused | undefined;
      last = undefined; // the function around this one has a gradient of its own
      if (!fused) return result;
      const { attrs, kernels } = fused;
      const gradFunc = (dy: Tensor, [filter, x, , bias]: Tensor[]) => {
        const whole = dy.rank === 3 ? tf.expandDims(dy, 0) : dy;
        const gradients = [
          inputGradient(whole, x, filter, attrs, kernels),
          filterGradient(whole, x, filter, attrs, kernels),
        ];
        return bias ? [...gradients, unbroadcast(whole, bias.shape)] : gradients;
      };
      return { value: result.value, gradFunc };
    });
}
