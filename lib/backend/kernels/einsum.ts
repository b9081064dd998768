/** Sums of products over named axes, by way of matrix products. */

import * as tf from "@tensorflow/tfjs";
import type { Kernel } from "./native.ts";

/**
 * `Einsum` of one or two tensors, as in `"bij,bjk->bik"`. The cpu backend's kernel multiplies every
 * pair of elements into one large tensor and sums that. Ours computes a matrix product: axes that both
 * tensors share are batch axes if the result has them, and inner axes otherwise. Other equations, such
 * as those with the same axis twice in a tensor, are declined.
 */
export const einsum: Kernel = ({ inputs, attrs: { equation } }) => {
  const tensors = inputs as tf.Tensor[];
  const names = /^([a-z]+)(?:,([a-z]+))?->([a-z]*)$/i.exec(equation.replaceAll(/\s/g, ""));
  if (!names || tensors.some(({ dtype }) => dtype !== "float32")) return undefined;
  const [, ...axes] = names.map((name) => [...name ?? ""]);
  const [a, b, out] = axes;
  const fits = [a, b].filter((axes) => axes.length > 0).length === tensors.length &&
    tensors.every(({ shape }, i) => shape.length === axes[i].length);
  if (!fits || axes.some((axes) => new Set(axes).size < axes.length)) return undefined;
  const sizes = sizesOf(tensors, axes);
  if (!sizes || !out.every((axis) => axis in sizes)) return undefined;
  const lengths = (axes: readonly string[]) => axes.map((axis) => sizes[axis]);

  return tf.tidy(() => {
    if (tensors.length === 1) {
      const kept = a.filter((axis) => out.includes(axis));
      return inOrder(summed(tensors[0], a, kept), kept, out);
    }
    const inB = new Set(b), inA = new Set(a), inOut = new Set(out);
    const batch = a.filter((axis) => inB.has(axis) && inOut.has(axis));
    const inner = a.filter((axis) => inB.has(axis) && !inOut.has(axis));
    const rows = a.filter((axis) => !inB.has(axis) && inOut.has(axis));
    const columns = b.filter((axis) => !inA.has(axis) && inOut.has(axis));
    const left = [...batch, ...rows, ...inner], right = [...batch, ...inner, ...columns];
    const matrix = (i: number, order: string[], ...groups: string[][]) =>
      inOrder(
        summed(tensors[i], axes[i], order),
        axes[i].filter((axis) => order.includes(axis)),
        order,
      )
        .reshape(groups.map((group) => tf.util.sizeFromShape(lengths(group))));
    const product = tf.matMul(
      matrix(0, left, batch, rows, inner), // [batch, rows, inner]
      matrix(1, right, batch, inner, columns), // [batch, inner, columns]
    );
    const order = [...batch, ...rows, ...columns];
    return inOrder(product.reshape(lengths(order)), order, out);
  });
};

/** Returns the size of each axis, or undefined if two tensors disagree. */
function sizesOf(
  tensors: readonly tf.Tensor[],
  axes: readonly string[][],
): Record<string, number> | undefined {
  const sizes: Record<string, number> = {};
  for (const [i, { shape }] of tensors.entries()) {
    for (const [j, axis] of axes[i].entries()) {
      if (axis in sizes && sizes[axis] !== shape[j]) return undefined;
      sizes[axis] = shape[j];
    }
  }
  return sizes;
}

/** Sums a tensor over all axes except those that are kept. */
function summed(x: tf.Tensor, axes: readonly string[], kept: readonly string[]): tf.Tensor {
  const over = axes.flatMap((axis, i) => kept.includes(axis) ? [] : [i]);
  return over.length > 0 ? tf.sum(x, over) : x;
}

/** Transposes a tensor to another order of its axes. */
function inOrder(x: tf.Tensor, axes: readonly string[], order: readonly string[]): tf.Tensor {
  return tf.transpose(x, order.map((axis) => axes.indexOf(axis)));
}
