/** Cases of convolutions, poolings, matrix products, and what works on pictures. */

import * as tf from "@tensorflow/tfjs";
import { type Along, type Draw, sizeOf, type Values } from "./draw.ts";
import type { Case, Spec, Transposed } from "./specs.ts";

/** Two axes: one number for both, as tfjs's users write it, or two. */
function both(d: Draw, key: "window" | "stride" | "dilation", a: Along, b: Along): number[] {
  return d.chance(0.4) ? [a[key], a[key]] : [a[key], b[key]];
}

interface Plan {
  readonly size: number[];
  readonly window: number[];
  readonly strides: number[];
  readonly dilations: number[];
  readonly pad: ReturnType<Draw["padding"]>;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Sizes, strides, dilations and padding of a window in two dimensions; tfjs wants one of the two to be 1. */
function plan(d: Draw, dilated: boolean): Plan {
  const [y, x] = [d.along(dilated), d.along(dilated)];
  const dilations = both(d, "dilation", y, x), pad = d.padding();
  return {
    size: [y.size, x.size],
    window: both(d, "window", y, x),
    strides: Math.max(...dilations) > 1 ? [1, 1] : both(d, "stride", y, x),
    dilations,
    pad,
    dimRoundingMode: typeof pad === "string" ? undefined : d.pick("floor", "round", "ceil"),
  };
}

/** Padding for each side: with a number, tfjs's cpu backend takes the height's sizes for the width. */
function explicit(pad: unknown, dataFormat: unknown = "NHWC"): "valid" {
  if (typeof pad !== "number") return pad as "valid";
  const none = [0, 0], some = [pad, pad];
  const sides = dataFormat === "NCHW" ? [none, none, some, some] : [none, some, some, none];
  return sides as unknown as "valid";
}

/** The same case with its padding for each side. */
function withExplicitPadding({ inputs, attrs }: Case): Case {
  return { inputs, attrs: { ...attrs, pad: explicit(attrs!.pad, attrs!.dataFormat) } };
}

type Information = { outShape: number[] };

/** The output's shape; undefined if a size is negative. */
function outOf(compute: () => Information): number[] | undefined {
  const { outShape } = compute();
  return outShape.every((size) => size >= 0 && Number.isInteger(size)) ? outShape : undefined;
}

/** Draws until the output is a shape: what is not, is refused, which other tests see to. */
function until<T>(draw: () => T | undefined): T {
  for (;;) {
    const drawn = draw();
    if (drawn) return drawn;
  }
}

const channels = (d: Draw) =>
  d.style === "smooth" ? d.whole(1, 3) : d.pick(1, 2, 3, 4, 5, 8, 9, 13);

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

function pooling(d: Draw) {
  return until(() => {
    const { size, window, strides, pad, dimRoundingMode } = plan(d, false);
    const shape = [d.size(3), ...size, channels(d)];
    const out = outOf(() =>
      tf.backend_util.computePool2DInfo(
        shape as Four,
        window as [number, number],
        strides as [number, number],
        1,
        explicit(pad),
        dimRoundingMode,
      )
    );
    return out && { shape, out, attrs: { filterSize: window, strides, pad, dimRoundingMode } };
  });
}

function pooling3(d: Draw) {
  return until(() => {
    const axes = [1, 2, 3].map(() => d.along(false)),
      pad = d.pick<"valid" | "same" | number>("valid", "same", d.whole(0, 2));
    const shape = [d.size(2), ...axes.map(({ size }) => Math.min(size, 5)), d.whole(1, 3)];
    const filterSize = axes.map(({ window }) => window), strides = axes.map(({ stride }) => stride);
    const dimRoundingMode = typeof pad === "string" ? undefined : d.pick("floor", "ceil");
    const out = outOf(() =>
      tf.backend_util.computePool3DInfo(
        shape as Five,
        filterSize as [number, number, number],
        strides as [number, number, number],
        1,
        pad as "valid",
        dimRoundingMode as "floor",
      )
    );
    return out &&
      { shape, out, attrs: { filterSize, strides, pad, dimRoundingMode, dataFormat: "NDHWC" } };
  });
}

function convolution(d: Draw, depthwise = false, dilated = true) {
  return until(() => {
    const winograd = !depthwise && d.chance(0.25);
    const { size, window, strides, dilations, pad, dimRoundingMode } = winograd
      ? { ...plan(d, false), window: [3, 3], strides: [1, 1], dilations: [1, 1] }
      : plan(d, dilated);
    const many = winograd && d.style !== "smooth";
    const c = many ? d.whole(8, 13) : channels(d),
      k = many ? d.whole(8, 13) : depthwise ? d.whole(1, 3) : channels(d);
    const shape = [d.size(3), ...size, c], filterShape = [...window, c, k];
    const out = outOf(() =>
      tf.backend_util.computeConv2DInfo(
        shape as Four,
        filterShape as Four,
        strides as [number, number],
        dilations as [number, number],
        explicit(pad),
        dimRoundingMode,
        depthwise,
      )
    );
    return out &&
      {
        shape,
        filterShape,
        out,
        attrs: { strides, pad, dilations, dimRoundingMode, dataFormat: "NHWC" },
      };
  });
}

function convolution3(d: Draw, dilated = true) {
  return until(() => {
    const axes = [1, 2, 3].map(() => d.along(dilated)), pad = d.pick("valid", "same");
    const dilations = axes.map(({ dilation }) => dilation);
    const strides = Math.max(...dilations) > 1 ? [1, 1, 1] : axes.map(({ stride }) => stride);
    const c = d.whole(1, 3), k = d.whole(1, 3);
    const shape = [d.size(2), ...axes.map(({ size }) => Math.min(size, 5)), c];
    const filterShape = [...axes.map(({ window }) => Math.min(window, 3)), c, k];
    const out = outOf(() =>
      tf.backend_util.computeConv3DInfo(
        shape as Five,
        filterShape as Five,
        strides as [number, number, number],
        dilations as [number, number, number],
        pad as "valid",
      )
    );
    return out &&
      { shape, filterShape, out, attrs: { strides, pad, dilations, dataFormat: "NDHWC" } };
  });
}

const ACTIVATIONS = ["linear", "relu", "relu6", "sigmoid", "elu", "leakyrelu", "prelu"] as const;

/** Draws the other inputs of a fused kernel: bias, activation and slopes. */
function fused(
  d: Draw,
  channels: number,
  rank = 4,
): { inputs: Record<string, Values>; attrs: Record<string, unknown> } {
  const activation = d.pick(...ACTIVATIONS);
  return {
    inputs: {
      ...(d.chance(0.7) ? { bias: d.floats(d.pick([channels], [channels], [1], [])) } : {}),
      ...(activation === "prelu"
        ? {
          preluActivationWeights: d.floats(
            d.pick([channels], rank < 3 ? [1] : [1, 1, channels], []),
          ),
        }
        : {}),
    },
    attrs: { activation, leakyreluAlpha: activation === "leakyrelu" ? 0.1 : undefined },
  };
}

function product(d: Draw) {
  const most = d.style === "smooth" ? 4 : 12;
  const [m, n, k] = [1, 2, 3].map(() =>
    d.style !== "smooth" && d.chance(0.05) ? d.pick(40, 513) : d.size(most)
  );
  const batch = d.pick([], [], [d.size(3)], [2, d.size(2)]);
  const one = (shape: number[]) => shape.map((size) => d.chance(0.3) ? 1 : size);
  const [transposeA, transposeB] = [d.chance(), d.chance()];
  const a = [...(d.chance(0.3) ? one(batch) : batch), ...(transposeA ? [k, m] : [m, k])];
  const b = [...(d.chance(0.3) ? one(batch) : batch), ...(transposeB ? [n, k] : [k, n])];
  return { a, b, n, attrs: { transposeA, transposeB } };
}

/** A fault if the leading sizes of two lists of matrices differ, and neither is a single matrix. */
function partlyBroadcast(each: Case): string | undefined {
  const [a, b] = [named(each).a, named(each).b].map(({ shape }) => shape.slice(0, -2));
  const alike = sizeOf(a) === 1 || sizeOf(b) === 1 || String(a) === String(b);
  return alike ? undefined : "matrices are counted off in place of broadcast";
}

function resize(d: Draw, dtype: "float32" | "int32"): Case {
  const images = d.typed(dtype, [d.size(3), d.whole(1, 6), d.whole(1, 6), d.whole(1, 4)]);
  const alignCorners = d.chance(0.4);
  return {
    inputs: { images },
    attrs: {
      size: [d.whole(1, 8), d.whole(1, 8)],
      alignCorners,
      halfPixelCenters: !alignCorners && d.chance(),
    },
  };
}

function resizeGradient(d: Draw): Case {
  const { inputs, attrs } = resize(d, "float32");
  const { images } = inputs as Record<string, Values>;
  const dy = d.floats([images.shape[0], ...attrs!.size as number[], images.shape[3]]);
  return { inputs: { images, dy }, attrs };
}

/** A fault of the cpu backend: the padding counts in the gradient of average pooling. */
const BORDER = "average pooling's gradient divides by the whole window, at the border too";

/** Tells whether a window of three dimensions is as high as it is wide. */
function square({ attrs }: Case): boolean {
  const [, height, width] = attrs!.filterSize as number[];
  return height === width;
}

const ROWS = "in three dimensions, max-pooling's gradient takes a window's height for its width";

/** Winograd's algorithm takes differences of inputs, whose errors and NaN reach all of a tile. */
const WINOGRAD = { spreadsNaN: true, whole: true, tolerance: 1e-4 };

const isDilated = ({ attrs }: Case) => Math.max(...attrs!.dilations as number[]) > 1;

/** The inputs by name. */
function named({ inputs }: Case): Record<string, Values> {
  return inputs as Record<string, Values>;
}

/** At times, the same case with its channels first. */
function eitherFormat(d: Draw, { inputs, attrs }: Case): Case {
  if (d.style === "smooth" || d.chance(0.8)) return { inputs, attrs };
  const turned = Object.entries(inputs).map(([name, values]) =>
    name === "filter" ? [name, values] : [name, channelsFirst(values)]
  );
  const { pad, inputShape } = attrs!, first = <T>([n, h, w, c]: T[]) => [n, c, h, w];
  return {
    inputs: Object.fromEntries(turned),
    attrs: {
      ...attrs,
      dataFormat: "NCHW",
      pad: Array.isArray(pad) ? first(pad) : pad,
      ...(inputShape ? { inputShape: first(inputShape as number[]) } : {}),
    },
  };
}

/** `[N, H, W, C]` → `[N, C, H, W]`. */
function channelsFirst({ shape: [n, h, w, c], dtype, values }: Values): Values {
  const turned = Array.from(values, (_, i) => {
    const x = i % w, y = Math.floor(i / w) % h, rest = Math.floor(i / (w * h));
    const channel = rest % c, image = Math.floor(rest / c);
    return values[((image * h + y) * w + x) * c + channel];
  });
  return { shape: [n, c, h, w], dtype, values: turned };
}

/** A fault if a window of 1×1 has padding: tfjs may return the input, but not its gradient. */
function padsAlone({ attrs }: Case): string | undefined {
  const { filterSize, pad } = attrs!, alone = String(filterSize) === "1,1";
  return alone && typeof pad !== "string"
    ? "max-pooling that returns its input has another gradient"
    : undefined;
}

/** Judges the gradient of average pooling by the pooling itself. */
function averaging(kernel: string, pad: (each: Case) => Case = (each) => each) {
  return (each: Case): Transposed => {
    const { dy, input } = named(each);
    return { kernel, input: "x", shape: input.shape, attrs: pad(each).attrs!, dy };
  };
}

/** Judges the gradient of resizing by the resizing itself. */
function resizing(kernel: string) {
  return (each: Case): Transposed => {
    const { dy, images } = named(each);
    return { kernel, input: "images", shape: images.shape, attrs: each.attrs!, dy };
  };
}

/** The kernels of convolutions, poolings and pictures. */
export const WINDOWS: Readonly<Record<string, Spec>> = {
  AvgPool: {
    draw: (d) => {
      const { shape, attrs } = pooling(d);
      return { inputs: { x: d.floats(shape) }, attrs };
    },
    sums: true,
    onCpu: withExplicitPadding,
    gradientFault: () => BORDER,
  },
  AvgPoolGrad: {
    draw: (d) => {
      const { shape, out, attrs } = pooling(d.calm());
      return { inputs: { dy: d.floats(out), input: d.floats(shape) }, attrs };
    },
    transposed: averaging("AvgPool", withExplicitPadding),
  },
  AvgPool3D: {
    draw: (d) => {
      const { shape, attrs } = pooling3(d);
      return { inputs: { x: d.floats(shape) }, attrs };
    },
    sums: true,
    gradientFault: () => BORDER,
  },
  AvgPool3DGrad: {
    draw: (d) => {
      const { shape, out, attrs } = pooling3(d.calm());
      return { inputs: { dy: d.floats(out), input: d.floats(shape) }, attrs };
    },
    transposed: averaging("AvgPool3D"),
  },
  MaxPool: {
    draw: (d) => {
      const { shape, attrs } = pooling(d);
      return { inputs: { x: d.floats(shape) }, attrs };
    },
    onCpu: withExplicitPadding,
    gradientFault: (each) => padsAlone(each),
  },
  MaxPoolGrad: {
    draw: (d) => {
      const { shape, out, attrs } = pooling(d);
      return {
        inputs: { dy: d.floats(out), input: d.floats(shape), output: d.floats(out) },
        attrs,
      };
    },
    sums: true,
    whole: true, // the absolute input has other winners
    onCpu: withExplicitPadding,
    fault: (each) => padsAlone(each),
  },
  MaxPool3D: {
    draw: (d) => {
      const { shape, attrs } = pooling3(d);
      return { inputs: { x: d.floats(shape) }, attrs };
    },
    gradientFault: (each) => square(each) ? undefined : ROWS,
  },
  MaxPool3DGrad: {
    draw: (d) => {
      const { shape, out, attrs } = pooling3(d);
      return {
        inputs: { dy: d.floats(out), input: d.floats(shape), output: d.floats(out) },
        attrs,
      };
    },
    sums: true,
    whole: true,
    fault: (each) => square(each) ? undefined : ROWS,
  },
  MaxPoolWithArgmax: {
    draw: (d) => {
      const { shape, attrs: { filterSize, strides, pad } } = pooling(d);
      const attrs = { filterSize, strides, pad, includeBatchInIndex: d.chance() };
      return { inputs: { x: d.floats(shape) }, attrs };
    },
  },

  Conv2D: {
    draw: (d) => {
      const { shape, filterShape, attrs } = convolution(d);
      return eitherFormat(d, {
        inputs: { x: d.floats(shape), filter: d.floats(filterShape) },
        attrs,
      });
    },
    sums: true,
    onCpu: withExplicitPadding,
    ...WINOGRAD,
    gradientFault: ({ attrs }) =>
      attrs!.dimRoundingMode ? "the gradient forgets how sizes were rounded" : undefined,
  },
  Conv2DBackpropInput: {
    draw: (d) => {
      const { shape, filterShape, out, attrs } = convolution(d, false, false);
      const inputs = { dy: d.floats(out), filter: d.floats(filterShape) };
      return eitherFormat(d, { inputs, attrs: { ...attrs, inputShape: shape } });
    },
    sums: true,
    onCpu: withExplicitPadding,
    ...WINOGRAD,
  },
  Conv2DBackpropFilter: {
    draw: (d) => {
      const { shape, filterShape, out, attrs } = convolution(d, false, false);
      const inputs = { x: d.floats(shape), dy: d.floats(out) };
      return eitherFormat(d, { inputs, attrs: { ...attrs, filterShape } });
    },
    sums: true,
    onCpu: withExplicitPadding,
    ...WINOGRAD,
  },
  FusedConv2D: {
    draw: (d) => {
      const { shape, filterShape, attrs } = convolution(d), more = fused(d, filterShape[3]);
      const inputs = { x: d.floats(shape), filter: d.floats(filterShape), ...more.inputs };
      return { inputs, attrs: { ...attrs, ...more.attrs } };
    },
    sums: true,
    onCpu: withExplicitPadding,
    ...WINOGRAD,
  },
  DepthwiseConv2dNative: {
    draw: (d) => {
      const { shape, filterShape, attrs } = convolution(d, true);
      return { inputs: { x: d.floats(shape), filter: d.floats(filterShape) }, attrs };
    },
    sums: true,
    onCpu: withExplicitPadding,
  },
  DepthwiseConv2dNativeBackpropInput: {
    draw: (d) => {
      const { shape, filterShape, out, attrs } = convolution(d, true);
      if (isDilated({ inputs: {}, attrs })) d.calm();
      const inputs = { dy: d.floats(out), filter: d.floats(filterShape) };
      return { inputs, attrs: { ...attrs, inputShape: shape } };
    },
    sums: true,
    onCpu: withExplicitPadding,
    transposed: (each) => { // tfjs's takes no notice of dilation
      const { dy, filter } = named(each),
        { inputShape, ...attrs } = withExplicitPadding(each).attrs!;
      if (!isDilated(each)) return undefined;
      const shape = inputShape as number[];
      return { kernel: "DepthwiseConv2dNative", input: "x", shape, others: { filter }, attrs, dy };
    },
  },
  DepthwiseConv2dNativeBackpropFilter: {
    draw: (d) => {
      const { shape, filterShape, out, attrs } = convolution(d, true);
      if (isDilated({ inputs: {}, attrs })) d.calm();
      const inputs = { x: d.floats(shape), dy: d.floats(out) };
      return { inputs, attrs: { ...attrs, filterShape } };
    },
    sums: true,
    onCpu: withExplicitPadding,
    transposed: (each) => {
      const { x, dy } = named(each), { filterShape, ...attrs } = withExplicitPadding(each).attrs!;
      if (!isDilated(each)) return undefined;
      const shape = filterShape as number[];
      return { kernel: "DepthwiseConv2dNative", input: "filter", shape, others: { x }, attrs, dy };
    },
  },
  FusedDepthwiseConv2D: {
    draw: (d) => {
      const { shape, filterShape, attrs } = convolution(d, true);
      const more = fused(d, filterShape[2] * filterShape[3]);
      const inputs = { x: d.floats(shape), filter: d.floats(filterShape), ...more.inputs };
      return { inputs, attrs: { ...attrs, ...more.attrs } };
    },
    sums: true,
    onCpu: withExplicitPadding,
  },
  Conv3D: {
    draw: (d) => {
      const { shape, filterShape, attrs } = convolution3(d);
      return { inputs: { x: d.floats(shape), filter: d.floats(filterShape) }, attrs };
    },
    sums: true,
  },
  Conv3DBackpropInputV2: {
    draw: (d) => {
      const { shape, filterShape, out, attrs: { pad, strides } } = convolution3(d, false);
      const inputs = { dy: d.floats(out), filter: d.floats(filterShape) };
      return { inputs, attrs: { pad, strides, inputShape: shape } };
    },
    sums: true,
  },
  Conv3DBackpropFilterV2: {
    draw: (d) => {
      const { shape, filterShape, out, attrs: { pad, strides } } = convolution3(d, false);
      const inputs = { x: d.floats(shape), dy: d.floats(out) };
      return { inputs, attrs: { pad, strides, filterShape } };
    },
    sums: true,
  },
  Dilation2D: { draw: (d) => dilation(d), gradientFault: (each) => idle(each) },
  Dilation2DBackpropInput: { draw: dilationGradient, sums: true, fault: (each) => idle(each) },
  Dilation2DBackpropFilter: { draw: dilationGradient, sums: true, fault: (each) => idle(each) },

  BatchMatMul: {
    draw: (d) => {
      const { a, b, attrs } = product(d), type = d.type("float32", "int32");
      return { inputs: { a: d.typed(type, a), b: d.typed(type, b) }, attrs };
    },
    sums: true,
    fault: partlyBroadcast,
  },
  _FusedMatMul: {
    draw: (d) => {
      const { a, b, n, attrs } = product(d);
      if (d.type("float32", "int32") === "int32") {
        const inputs: Record<string, Values> = { a: d.integers(a), b: d.integers(b) };
        if (d.chance()) inputs.bias = d.integers([n]);
        return { inputs, attrs: { ...attrs, activation: d.pick("linear", "relu") } };
      }
      const more = fused(d, n, Math.max(a.length, b.length));
      return {
        inputs: { a: d.floats(a), b: d.floats(b), ...more.inputs },
        attrs: { ...attrs, ...more.attrs },
      };
    },
    sums: true,
    fault: partlyBroadcast,
  },
  FusedBatchNorm: {
    draw: (d) => {
      const x = d.numbers(d.shape(4, 4), "float32", "int32"), channels = [x.shape.at(-1)!];
      const inputs: Record<string, Values> = {
        ...{ x, mean: d.floats(channels), variance: d.positive(channels) },
      };
      if (d.chance(0.7)) inputs.scale = d.floats(channels);
      if (d.chance(0.7)) inputs.offset = d.floats(channels);
      return { inputs, attrs: { varianceEpsilon: 0.01 } };
    },
    tolerance: 3e-5,
  },
  LRN: {
    draw: (d) => ({
      inputs: { x: d.floats([d.size(2), d.size(3), d.size(3), d.size(6)]) },
      attrs: lrn(d),
    }),
  },
  LRNGrad: {
    draw: (d) => {
      const shape = [d.size(2), d.size(3), d.size(3), d.size(6)];
      return {
        inputs: { x: d.floats(shape), y: d.floats(shape), dy: d.floats(shape) },
        attrs: lrn(d),
      };
    },
    tolerance: 1e-4,
  },
  ResizeBilinear: {
    draw: (d) => resize(d, d.type("float32", "int32") as "float32"),
    sums: true,
    gradientFault: ({ attrs }) =>
      attrs!.halfPixelCenters ? "the gradient takes no notice of halfPixelCenters" : undefined,
  },
  ResizeBilinearGrad: {
    draw: (d) => resizeGradient(d.calm()),
    transposed: resizing("ResizeBilinear"),
  },
  ResizeNearestNeighbor: {
    draw: (d) => resize(d, d.type("float32", "int32") as "float32"),
    gradientFault: () => "the gradient mixes up the pictures of a batch",
  },
  ResizeNearestNeighborGrad: {
    draw: (d) => resizeGradient(d.calm()),
    transposed: resizing("ResizeNearestNeighbor"),
  },
  CropAndResize: {
    draw: (d) => {
      const batch = d.whole(1, 3), boxes = d.whole(d.style === "special" ? 0 : 1, 4);
      const values = Array.from(
        { length: boxes },
        () =>
          [d.whole(-2, 6), d.whole(-2, 6), d.whole(2, 11), d.whole(2, 11)].map((v) =>
            Math.fround(v / 10)
          ),
      ).flat();
      return {
        inputs: {
          image: d.numbers(
            [batch, d.whole(1, 6), d.whole(1, 6), d.whole(1, 3)],
            "float32",
            "int32",
          ),
          boxes: { shape: [boxes, 4], dtype: "float32", values },
          boxInd: d.indices([boxes], batch),
        },
        attrs: {
          cropSize: [d.whole(1, 5), d.whole(1, 5)],
          method: d.pick("bilinear", "nearest"),
          extrapolationValue: d.pick(0, 3),
        },
      };
    },
    sums: true,
    whole: true,
  },
  RotateWithOffset: {
    draw: (d) => ({
      inputs: { image: d.numbers([d.size(2), d.size(5), d.size(5), d.pick(1, 3, 4)], "float32") },
      attrs: {
        radians: d.pick(0, 0.3, 1.1, -2),
        fillValue: d.pick<number | number[]>(0, 3, [1, 2, 3]),
        center: d.pick<number | number[]>(0.5, [0.2, 0.7]),
      },
    }),
  },
  Transform: {
    draw: (d) => {
      const batch = d.size(2),
        transforms = Array.from(
          { length: batch },
          () => [
            1,
            0.1 * d.whole(-3, 3),
            d.whole(-2, 2),
            0.1 * d.whole(-3, 3),
            1,
            d.whole(-2, 2),
            0,
            0,
          ],
        ).flat();
      return {
        inputs: {
          image: d.floats([batch, d.whole(1, 5), d.whole(1, 5), d.whole(1, 3)]),
          transforms: { shape: [batch, 8], dtype: "float32", values: transforms.map(Math.fround) },
        },
        attrs: {
          interpolation: d.pick("nearest", "bilinear"),
          fillMode: d.pick("constant", "reflect", "wrap", "nearest"),
          fillValue: d.pick(0, 2),
          outputShape: [d.whole(1, 5), d.whole(1, 5)],
        },
      };
    },
    sums: true,
  },
};

function lrn(d: Draw) {
  return {
    depthRadius: d.whole(1, 4),
    bias: d.pick(1, 2),
    alpha: d.pick(1, 0.1),
    beta: d.pick(0.5, 0.75, 1),
  };
}

function dilated(d: Draw) {
  return until(() => {
    const { size, window, strides, dilations, pad } = plan(d, true);
    const simple = typeof pad === "object" ? "same" : pad, depth = d.whole(1, 3);
    const shape = [d.size(2), ...size, depth], filterShape = [...window, depth];
    const out = outOf(() =>
      tf.backend_util.computeDilation2DInfo(
        shape as Four,
        filterShape as [number, number, number],
        strides as [number, number],
        simple as "valid",
        "NHWC",
        dilations as [number, number],
      )
    );
    return out && { shape, filterShape, out, attrs: { strides, pad: simple, dilations } };
  });
}

/** A fault if a filter covers nothing but padding: its gradient goes to the wrong place, or fails. */
function idle(each: Case): string | undefined {
  const { x, filter } = named(each), { strides, pad, dilations } = each.attrs!;
  const info = tf.backend_util.computeDilation2DInfo(
    x.shape as Four,
    filter.shape as [number, number, number],
    strides as [number, number],
    pad as "valid",
    "NHWC",
    dilations as [number, number],
  );
  const meets = (
    out: number,
    stride: number,
    before: number,
    size: number,
    step: number,
    all: number,
  ) =>
    Array.from(
      { length: out },
      (_, o) =>
        Array.from({ length: size }, (_, i) => o * stride - before + i * step)
          .some((place) => place >= 0 && place < all),
    ).every(Boolean);
  const { strideHeight, strideWidth, padInfo, dilationHeight, dilationWidth } = info;
  const rows = meets(
    ...[info.outHeight, strideHeight, padInfo.top, info.filterHeight] as const,
    ...[dilationHeight, info.inHeight] as const,
  );
  const columns = meets(
    ...[info.outWidth, strideWidth, padInfo.left, info.filterWidth] as const,
    ...[dilationWidth, info.inWidth] as const,
  );
  const finite = Object.values(named(each)).every(({ values }) => values.every(Number.isFinite));
  return rows && columns && finite
    ? undefined
    : "a filter that covers only padding, NaN or −∞ has its gradient in the wrong place";
}

function dilation(d: Draw): Case {
  const { shape, filterShape, attrs } = dilated(d);
  return { inputs: { x: d.floats(shape), filter: d.floats(filterShape) }, attrs };
}

function dilationGradient(d: Draw): Case {
  const { shape, filterShape, out, attrs } = dilated(d);
  return {
    inputs: { x: d.floats(shape), filter: d.floats(filterShape), dy: d.floats(out) },
    attrs,
  };
}
