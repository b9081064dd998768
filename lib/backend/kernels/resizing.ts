/**
 * Resizing pictures, and its gradients: each pixel gets the gradients of the pixels that it contributed
 * to. tfjs's gradients ignore `halfPixelCenters`, and for nearest neighbours they are wrong in a batch.
 */

import type { TensorInfo } from "@tensorflow/tfjs";
import { address, type Kernel, native, output, view } from "./native.ts";

/** The attributes of resizing. */
interface Attributes {
  /** True if the centers of the corner pixels keep their places. */
  readonly alignCorners: boolean;
  /** True if a pixel's center lies half a pixel from its edge. */
  readonly halfPixelCenters: boolean;
}

/** The two old pixels that a new pixel is interpolated from along one axis, and the second's share. */
interface Source {
  readonly first: number;
  readonly second: number;
  readonly part: number;
}

/** Finds the source of each of `to` new pixels, as tfjs's cpu backend does. */
type Find = (from: number, to: number, attrs: Attributes) => Source[];

/** The number of old pixels per new pixel. */
function ratioOf(from: number, to: number, alignCorners: boolean): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

const bilinear: Find = (from, to, { alignCorners, halfPixelCenters }) => {
  const ratio = ratioOf(from, to, alignCorners);
  return Array.from({ length: to }, (_, i) => {
    const at = halfPixelCenters ? ratio * (i + 0.5) - 0.5 : ratio * i;
    const first = Math.max(0, Math.floor(at));
    return { first, second: Math.min(from - 1, Math.ceil(at)), part: at - first };
  });
};

const nearest: Find = (from, to, { alignCorners, halfPixelCenters }) => {
  const ratio = ratioOf(from, to, alignCorners);
  return Array.from({ length: to }, (_, i) => {
    const at = halfPixelCenters ? ratio * (i + 0.5) : ratio * i;
    const place = Math.min(from - 1, alignCorners ? Math.round(at) : Math.floor(at));
    const first = halfPixelCenters ? Math.max(0, place) : place;
    return { first, second: first, part: 0 };
  });
};

/** `ResizeBilinear`; tfjs's kernel makes NaN of a pixel beside a NaN that does not count. */
export const resizeBilinear: Kernel = ({ inputs: { images }, attrs, backend }) => {
  if (images.dtype !== "float32" || images.shape.includes(0)) return undefined;
  const { size: [height, width], alignCorners, halfPixelCenters } = attrs;
  const [n, inHeight, inWidth, channels] = (images as TensorInfo).shape;
  const out = output(backend, [n, height, width, channels]);
  const kernels = native(backend);
  kernels.setGeometry(
    ...[n, inHeight, inWidth, channels, 1, 1, channels, height, width] as const,
    ...[1, 1, 1, 1, 0, 0] as const,
  );
  const [from, to] = [images, out].map((tensor) => address(backend, tensor));
  kernels.resizeBilinear(from, to, alignCorners, halfPixelCenters);
  return out;
};

/** `ResizeBilinearGrad`. */
export const resizeBilinearGrad: Kernel = resizeGradient(bilinear);

/** `ResizeNearestNeighborGrad`. */
export const resizeNearestGrad: Kernel = resizeGradient(nearest);

function resizeGradient(find: Find): Kernel {
  return ({ inputs: { images, dy }, attrs, backend }) => {
    if (dy.dtype !== "float32") return undefined;
    const [n, height, width, channels] = (images as TensorInfo).shape;
    const [, newHeight, newWidth] = (dy as TensorInfo).shape;
    const out = output(backend, [n, height, width, channels]);
    const from = view(backend, dy), to = view(backend, out).fill(0);
    const rows = find(height, newHeight, attrs), columns = find(width, newWidth, attrs);
    let place = 0;
    for (let image = 0; image < n; image++) {
      for (const row of rows) {
        for (const column of columns) {
          const add = (y: number, x: number, part: number) => {
            if (part === 0) return;
            const start = ((image * height + y) * width + x) * channels;
            for (let c = 0; c < channels; c++) to[start + c] += part * from[place + c];
          };
          const [down, right] = [row.part, column.part];
          add(row.first, column.first, (1 - down) * (1 - right));
          add(row.first, column.second, (1 - down) * right);
          add(row.second, column.first, down * (1 - right));
          add(row.second, column.second, down * right);
          place += channels;
        }
      }
    }
    return out;
  };
}
