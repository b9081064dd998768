/** Cases of the kernels that count, search, pick and segment. */

import type { Draw, Values } from "./draw.ts";
import type { Case, Spec } from "./specs.ts";

function ints(values: number[], shape: number[] = [values.length]): Values {
  return { shape, dtype: "int32", values };
}

/** Boxes with scores, some of which overlap. */
function boxes(d: Draw): { boxes: Values; scores: Values } {
  const count = d.whole(d.style === "special" ? 0 : 1, 8);
  const values = Array.from({ length: count }, () => {
    const [y, x] = [d.whole(0, 3), d.whole(0, 3)];
    return [y, x, y + d.whole(1, 3), x + d.whole(1, 3)];
  }).flat();
  const scores = d.order(count).map((place) => Math.fround((place + 1) / 10));
  return {
    boxes: { shape: [count, 4], dtype: "float32", values },
    scores: { shape: [count], dtype: "float32", values: scores },
  };
}

function suppression(extra: (d: Draw) => Record<string, unknown>) {
  return (d: Draw): Case => ({
    inputs: boxes(d),
    attrs: {
      maxOutputSize: d.whole(1, 5),
      iouThreshold: d.pick(0.3, 0.5, 0),
      scoreThreshold: d.pick(0, 0.25),
      ...extra(d),
    },
  });
}

function segments(d: Draw): Case {
  const data = d.floats([d.whole(1, 5), ...d.shape(0, 2)]),
    count = d.whole(d.style === "special" ? 0 : 1, 6);
  const ids: number[] = [];
  for (let i = 0; i < count; i++) {
    ids.push(i === 0 ? d.whole(0, 1) : ids[i - 1] + d.pick(0, 0, 1, 2));
  }
  return {
    inputs: { data, indices: d.indices([count], data.shape[0]), segmentIds: ints(ids) },
  };
}

function counting(d: Draw): { x: Values; size: number } {
  const size = d.whole(1, 6);
  return { x: d.integers([d.size(9)], 0, size + 1), size };
}

/** A weight for each number, or none: tfjs counts then. */
function weights(d: Draw, x: Values): Values {
  return d.chance(0.6) ? d.numbers(x.shape, "float32", "int32", "bool") : d.floats([0]);
}

/** The other kernels. */
export const OTHERS: Readonly<Record<string, Spec>> = {
  Bincount: {
    draw: (d) => {
      const { x, size } = counting(d);
      return { inputs: { x, weights: weights(d, x) }, attrs: { size } };
    },
    sums: true,
  },
  DenseBincount: {
    draw: (d) => {
      const { x, size } = counting(d), flat = d.chance();
      const y = flat ? x : d.integers([d.size(3), d.size(4)], 0, size + 1);
      return {
        inputs: { x: y, weights: weights(d, y) },
        attrs: { size, binaryOutput: d.chance(0.3) },
      };
    },
    sums: true,
    fault: ({ inputs, attrs }) =>
      attrs!.binaryOutput && (inputs as Record<string, Values>).x.shape.length === 1
        ? "of a vector, it takes no notice of binaryOutput"
        : undefined,
  },
  NonMaxSuppressionV3: { draw: suppression(() => ({})) },
  NonMaxSuppressionV4: { draw: suppression((d) => ({ padToMaxOutputSize: d.chance() })) },
  NonMaxSuppressionV5: { draw: suppression((d) => ({ softNmsSigma: d.pick(0, 0.5) })) },
  SearchSorted: {
    draw: (d) => {
      const batch = d.whole(1, 3), sorted = d.floats([batch, d.size(7)]), wide = sorted.shape[1];
      const rows = Array.from(
        { length: batch },
        (_, i) =>
          sorted.values.slice(i * wide, (i + 1) * wide).map((v) => Number.isFinite(v) ? v : 2).sort(
            (a, b) => a - b,
          ),
      ).flat();
      const values = d.floats([batch, d.size(5)]);
      const finite = {
        ...values,
        values: values.values.map((v) =>
          Number.isNaN(v) ? 1 : d.chance(0.3) && rows.length ? d.pick(...rows) : v
        ),
      };
      return {
        inputs: { sortedSequence: { ...sorted, values: rows }, values: finite },
        attrs: { side: d.pick("left", "right") },
      };
    },
  },
  SparseFillEmptyRows: {
    draw: (d) => {
      const rows = d.whole(1, 5), columns = d.whole(1, 4), taken: number[][] = [];
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) if (d.chance(0.3)) taken.push([r, c]);
      }
      return {
        inputs: {
          indices: ints(taken.flat(), [taken.length, 2]),
          values: d.floats([taken.length]),
          denseShape: ints([rows, columns]),
          defaultValue: d.floats([]),
        },
      };
    },
  },
  SparseReshape: {
    draw: (d) => {
      const [a, b, c] = [d.whole(1, 3), d.whole(1, 3), d.whole(1, 3)], count = d.whole(1, 4);
      const rows = Array.from({ length: count }, () => [d.whole(0, a - 1), d.whole(0, b * c - 1)])
        .flat();
      return {
        inputs: {
          inputIndices: ints(rows, [count, 2]),
          inputShape: ints([a, b * c]),
          newShape: ints(d.pick([a * b, c], [a * b, -1], [-1], [c, b, a])),
        },
      };
    },
  },
  SparseSegmentMean: { draw: segments, sums: true },
  SparseSegmentSum: { draw: segments, sums: true },
};
