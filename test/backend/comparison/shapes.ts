/** Cases of the kernels that move numbers, and of those that reduce axes. */

import { type Draw, sizeOf, type Type, type Values } from "./draw.ts";
import type { Case, Spec } from "./specs.ts";

const ALL = ["float32", "int32", "bool"] as const;

function reduction(types: readonly Type[], key: "axis" | "reductionIndices" = "axis") {
  return (d: Draw): Case => {
    const x = d.numbers(d.shape(1), ...types);
    const axes = d.axes(x.shape.length);
    return { inputs: { x }, attrs: { [key]: axes, keepDims: d.chance() } };
  };
}

/** A reduction of at least one number: nothing has no maximum. */
function filled(types: readonly Type[], key: "axis" | "reductionIndices") {
  return (d: Draw): Case => {
    const each = reduction(types, key)(d);
    const { x } = each.inputs as Record<string, Values>;
    return x.values.length
      ? each
      : { ...each, inputs: { x: d.typed(x.dtype, x.shape.map((s) => s || 2)) } };
  };
}

function oneAxis(d: Draw, ...types: Type[]): { x: Values; axis: number } {
  const x = d.numbers(d.shape(1), ...types);
  return { x, axis: d.whole(0, x.shape.length - 1) };
}

const arg = (d: Draw): Case => {
  const { x, axis } = oneAxis(d, "float32", "int32", "bool");
  const shape = x.shape.map((size, i) => i === axis ? size || 1 : size);
  return { inputs: { x: d.typed(x.dtype, shape) }, attrs: { axis } };
};

const cumulative: Spec = {
  draw: (d) => {
    const { x, axis } = oneAxis(d, ...ALL), rank = x.shape.length;
    return {
      inputs: { x },
      attrs: {
        axis: d.chance(0.2) ? axis - rank : axis,
        exclusive: d.chance(),
        reverse: d.chance(),
      },
    };
  },
  onCpu: ({ inputs, attrs }) => { // which does not know axes that are counted from the end
    const axis = attrs!.axis as number, { x } = inputs as Record<string, Values>;
    return { inputs, attrs: { ...attrs, axis: axis < 0 ? axis + x.shape.length : axis } };
  },
};

/** Indices along an axis; none if the axis is empty. */
function indices(d: Draw, size: number): Values {
  return d.indices(size === 0 ? [0] : d.shape(1, 2), size);
}

/** Shapes and numbers for a scatter: indices `[M, K]` and updates `[M, …]`. */
function scatter(d: Draw, distinct: boolean) {
  const shape = d.shape(1, 3).map((size) => size || 1), deep = d.whole(1, shape.length);
  const type = d.type(...ALL), outer = sizeOf(shape.slice(0, deep));
  const count = d.style === "special" && d.chance(0.1)
    ? 0
    : d.whole(1, Math.min(5, distinct ? outer : 5));
  const places = distinct
    ? d.order(outer).slice(0, count)
    : Array.from({ length: count }, () => d.whole(0, outer - 1));
  const values = places.flatMap((place) => {
    const row: number[] = [];
    for (const size of shape.slice(0, deep).toReversed()) {
      row.unshift(place % size);
      place = Math.floor(place / size);
    }
    return row;
  });
  const indices: Values = { shape: [count, deep], dtype: "int32", values };
  if (d.style === "special" && d.chance(0.15) && count > 0) { // out of range
    values[d.whole(0, values.length - 1)] = d.pick(-1, 7, 100_000, -90_000);
  }
  return { shape, type, indices, updates: d.typed(type, [count, ...shape.slice(deep)]) };
}

/** The kernels that move or reduce. */
export const SHAPES: Readonly<Record<string, Spec>> = {
  All: { draw: reduction(["bool"]) },
  Any: { draw: reduction(["bool"]) },
  ArgMax: { draw: arg },
  ArgMin: { draw: arg },
  Cumprod: { ...cumulative, tolerance: 1e-4 },
  Cumsum: { ...cumulative, sums: true },
  Max: { draw: filled(ALL, "reductionIndices") },
  Mean: { draw: reduction(ALL), sums: true },
  Min: { draw: filled(ALL, "axis") },
  Prod: { draw: reduction(ALL), tolerance: 1e-4 },
  Sum: { draw: reduction(ALL), sums: true },
  Softmax: {
    draw: (d) => {
      const logits = d.floats(d.shape(d.style === "plain" ? 0 : 1));
      return { inputs: { logits }, attrs: { dim: logits.shape.length - 1 } };
    },
  },
  BatchToSpaceND: {
    draw: (d) => {
      const block = [d.whole(1, 3), d.whole(1, 2)], batch = d.size(3) * block[0] * block[1];
      const shape = [batch, d.whole(1, 4), d.whole(1, 4), ...d.shape(0, 1)];
      const crops = block.map((times, i) =>
        [d.whole(0, 1), d.whole(0, 1)].map((crop) => crop * (times * shape[1 + i] > 2 ? 1 : 0))
      );
      return {
        inputs: { x: d.numbers(shape, ...ALL) },
        attrs: { blockShape: block, crops },
      };
    },
  },
  SpaceToBatchND: {
    draw: (d) => {
      const block = [d.whole(1, 3), d.whole(1, 2)], sizes = [d.whole(1, 5), d.whole(1, 5)];
      const paddings = sizes.map((size, i) => {
        const before = d.whole(0, 2);
        return [before, (block[i] - (size + before) % block[i]) % block[i]];
      });
      return {
        inputs: { x: d.numbers([d.size(3), ...sizes, ...d.shape(0, 1)], ...ALL) },
        attrs: { blockShape: block, paddings },
      };
    },
  },
  BroadcastArgs: {
    draw: (d) => {
      const [a, b] = d.broadcast();
      return {
        inputs: {
          s0: { shape: [a.length], dtype: "int32", values: a },
          s1: { shape: [b.length], dtype: "int32", values: b },
        },
      };
    },
  },
  Concat: {
    draw: (d) => {
      const shape = d.shape(1), axis = d.whole(0, shape.length - 1), type = d.type(...ALL);
      const inputs = Array.from(
        { length: d.whole(1, 4) },
        () => d.typed(type, shape.map((size, i) => i === axis ? d.size() : size)),
      );
      return { inputs, attrs: { axis } };
    },
  },
  DepthToSpace: {
    draw: (d) => {
      const blockSize = d.whole(2, 3);
      return {
        inputs: {
          x: d.numbers(
            [d.size(3), d.size(4), d.size(4), d.whole(1, 3) * blockSize ** 2],
            "float32",
            "int32",
          ),
        },
        attrs: { blockSize, dataFormat: "NHWC" },
      };
    },
  },
  Diag: { draw: (d) => ({ inputs: { x: d.numbers(d.shape(1, 2), ...ALL) } }) },
  ExpandDims: {
    draw: (d) => {
      const input = d.numbers(d.shape(), ...ALL);
      return { inputs: { input }, attrs: { dim: d.whole(0, input.shape.length) } };
    },
  },
  Fill: {
    draw: (d) => {
      const dtype = d.type(...ALL);
      return {
        inputs: {},
        attrs: {
          shape: d.shape(),
          value: dtype === "bool" ? d.whole(0, 1) : d.whole(-5, 5),
          dtype,
        },
      };
    },
  },
  FlipLeftRight: {
    draw: (d) => ({
      inputs: { image: d.numbers([d.size(3), d.size(), d.size(), d.size(3)], ...ALL) },
    }),
  },
  GatherNd: {
    draw: (d) => {
      const { shape, type, indices } = scatter(d, false);
      return { inputs: { params: d.typed(type, shape), indices } };
    },
  },
  GatherV2: {
    draw: (d) => {
      const x = d.numbers(d.shape(1, 3), ...ALL), axis = d.whole(0, x.shape.length - 1);
      return { inputs: { x, indices: indices(d, x.shape[axis]) }, attrs: { axis, batchDims: 0 } };
    },
  },
  Identity: { draw: (d) => ({ inputs: { x: d.numbers(d.shape(), ...ALL) } }) },
  LinSpace: {
    draw: (d) => ({
      inputs: {},
      attrs: { start: d.whole(-5, 5), stop: d.whole(-5, 5), num: d.whole(1, 9) },
    }),
  },
  MirrorPad: {
    draw: (d) => {
      const mode = d.pick("reflect", "symmetric"), shape = d.shape(1).map((size) => size || 1);
      const most = (size: number) => Math.min(3, mode === "reflect" ? size - 1 : size);
      return {
        inputs: { x: d.numbers(shape, ...ALL) },
        attrs: {
          mode,
          paddings: shape.map((size) => [d.whole(0, most(size)), d.whole(0, most(size))]),
        },
      };
    },
  },
  OneHot: {
    draw: (d) => {
      const depth = d.whole(1, 6);
      return {
        inputs: { indices: d.integers(d.shape(1, 3), -1, depth) },
        attrs: {
          depth,
          onValue: d.pick(1, 5),
          offValue: d.pick(0, -2),
          dtype: d.pick("float32", "int32", "int32"),
        },
      };
    },
  },
  OnesLike: { draw: (d) => ({ inputs: { x: d.numbers(d.shape(), ...ALL) } }) },
  ZerosLike: { draw: (d) => ({ inputs: { x: d.numbers(d.shape(), ...ALL) } }) },
  Pack: {
    draw: (d) => {
      const shape = d.shape(0, 3), type = d.type(...ALL);
      return {
        inputs: Array.from({ length: d.whole(1, 4) }, () => d.typed(type, shape)),
        attrs: { axis: d.whole(0, shape.length) },
      };
    },
  },
  PadV2: {
    draw: (d) => {
      const x = d.numbers(d.shape(1), ...ALL);
      return {
        inputs: { x },
        attrs: {
          paddings: x.shape.map(() => [d.whole(0, 3), d.whole(0, 3)]),
          constantValue: d.pick(0, 0, 2, -1),
        },
      };
    },
  },
  Range: {
    draw: (d) => ({
      inputs: {},
      attrs: {
        start: d.whole(-5, 5),
        stop: d.whole(-5, 5),
        step: d.pick(1, 2, -1, -3),
        dtype: d.pick(...ALL),
      },
    }),
  },
  Reshape: {
    draw: (d) => {
      const x = d.numbers(d.shape(), ...ALL);
      return {
        inputs: { x },
        attrs: { shape: d.pick([...x.shape].reverse(), [sizeOf(x.shape)], [1, ...x.shape]) },
      };
    },
  },
  Reverse: {
    draw: (d) => {
      const x = d.numbers(d.shape(1), ...ALL);
      return { inputs: { x }, attrs: { dims: d.axes(x.shape.length) } };
    },
  },
  ScatterNd: {
    draw: (d) => {
      const { shape, indices, updates } = scatter(d, false);
      return { inputs: { indices, updates }, attrs: { shape } };
    },
    sums: true,
  },
  TensorScatterUpdate: {
    draw: (d) => {
      const { shape, type, indices, updates } = scatter(d, true);
      return { inputs: { tensor: d.typed(type, shape), indices, updates } };
    },
  },
  SparseToDense: {
    draw: (d) => {
      const size = d.whole(1, 8), count = d.whole(0, size), type = d.type(...ALL);
      const places = d.order(size).slice(0, count).sort((a, b) => a - b);
      const stray = d.style === "special" && d.chance(0.15);
      const sparseIndices: Values = {
        shape: [count, 1],
        dtype: "int32",
        values: places.map((place) => stray ? place + d.pick(-90_000, 9, 100_000) : place),
      };
      return {
        inputs: {
          sparseIndices,
          sparseValues: d.typed(type, [count]),
          defaultValue: d.typed(type, []),
        },
        attrs: { outputShape: [size] },
      };
    },
  },
  Slice: {
    draw: (d) => {
      const x = d.numbers(d.shape(1, 5), ...ALL);
      const begin = x.shape.map((size) => d.whole(0, size));
      const size = x.shape.map((all, i) => d.chance(0.2) ? -1 : d.whole(0, all - begin[i]));
      const axis = d.whole(0, size.length - 1);
      if (d.style === "special" && d.chance(0.1)) size[axis] += d.pick(9, 100_000); // beyond the end
      return { inputs: { x }, attrs: { begin, size } };
    },
  },
  SplitV: {
    draw: (d) => {
      const parts = Array.from({ length: d.whole(1, 4) }, () => d.size(3)),
        shape = d.shape(1),
        axis = d.whole(0, shape.length - 1);
      const whole = parts.reduce((a, b) => a + b, 0);
      return {
        inputs: { x: d.numbers(shape.map((size, i) => i === axis ? whole : size), ...ALL) },
        attrs: { numOrSizeSplits: parts, axis },
      };
    },
  },
  StridedSlice: {
    draw: (d) => {
      const x = d.numbers(d.shape(1, 4), ...ALL),
        strides = x.shape.map(() => d.pick(1, 1, 2, 3, -1, -2));
      const begin = x.shape.map((size) => d.whole(-size, Math.max(size - 1, 0)));
      const end = x.shape.map((size) => d.whole(-size - 1, size));
      const mask = () => d.whole(0, 2 ** x.shape.length - 1);
      return {
        inputs: { x },
        attrs: {
          begin,
          end,
          strides,
          beginMask: mask(),
          endMask: mask(),
          ellipsisMask: 0,
          newAxisMask: 0,
          shrinkAxisMask: 0,
        },
      };
    },
  },
  Tile: {
    draw: (d) => {
      const x = d.numbers(d.shape(1, 4), ...ALL);
      return {
        inputs: { x },
        attrs: {
          reps: x.shape.map(() => d.style !== "smooth" && d.chance(0.05) ? 0 : d.whole(1, 3)),
        },
      };
    },
  },
  TopK: {
    draw: (d) => {
      const x = d.numbers(d.shape(1, 3), ...ALL), last = x.shape.at(-1)!;
      return {
        inputs: { x: { ...x, values: x.values.map((v) => Number.isNaN(v) ? 7 : v) } },
        attrs: { k: d.whole(0, last), sorted: true },
      };
    },
    fault: ({ inputs }) => {
      const { values } = (inputs as Record<string, Values>).x;
      return new Set(values).size < values.length
        ? "of equal numbers, not the first comes first"
        : undefined;
    },
  },
  Transpose: {
    draw: (d) => {
      const x = d.numbers(d.shape(1, 6), ...ALL);
      return { inputs: { x }, attrs: { perm: d.order(x.shape.length) } };
    },
  },
  Unique: {
    draw: (d) => {
      const x = d.integers(d.shape(1, 2), 0, 3);
      return { inputs: { x }, attrs: { axis: d.whole(0, x.shape.length - 1) } };
    },
  },
  Unpack: {
    draw: (d) => {
      const { x: value, axis } = oneAxis(d, ...ALL);
      return { inputs: { value }, attrs: { axis } };
    },
  },
  UnsortedSegmentSum: {
    draw: (d) => {
      const x = d.numbers(d.shape(1, 3), ...ALL), numSegments = d.whole(1, 5);
      return {
        inputs: {
          x,
          segmentIds: d.integers([x.shape[0]], -1, numSegments - (d.style === "smooth" ? 1 : 0)),
        },
        attrs: { numSegments },
      };
    },
    sums: true,
    fault: ({ inputs }) =>
      (inputs as Record<string, Values>).x.values.every(Number.isFinite)
        ? undefined
        : "NaN and ∞ of one segment reach all the others",
  },
};
