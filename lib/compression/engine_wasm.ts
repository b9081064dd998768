/** The layers of the forward pass in whole numbers, in WebAssembly: the same bits as the plain loops. */

import { fromBase64 } from "../base64.ts";
import type { Engine, Shape } from "./engine.ts";
import text from "./integer.wasm.ts";

/** Exports of the module in `assembly/`. */
interface Exports {
  convolve(...places: number[]): void;
  rescale(...places: number[]): void;
  pool(...places: number[]): void;
  sum(...places: number[]): void;
}

/** Bytes in a page of WebAssembly's memory. */
const PAGE = 65_536;

let module: WebAssembly.Module | undefined;

/**
 * Makes an engine with a memory of its own, which holds one network's codes, and a place for the output
 * of each of its layers.
 *
 * @returns the engine
 */
export function wasmEngine(): Engine {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: PAGE });
  module ??= new WebAssembly.Module(fromBase64(text));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const layers = exports as unknown as Exports;
  let end = 8; // of what is taken; nothing lies at address 0
  const take = (bytes: number): number => {
    const place = Math.ceil(end / 8) * 8;
    end = place + bytes;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    return place;
  };
  const put = (values: Int16Array | Int32Array | BigInt64Array): number => {
    const place = take(values.byteLength);
    new Uint8Array(memory.buffer).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      place,
    );
    return place;
  };
  const at = (place: number, length: number) => new Int32Array(memory.buffer, place, length);
  let picture: number | undefined;
  return {
    enter(pixels) {
      picture ??= take(4 * pixels.length);
      const values = at(picture, pixels.length);
      values.set(pixels);
      return values;
    },
    convolve({ from, kernel, to, top, left }, codes, biases) {
      const [w, b, y] = [put(codes), put(biases), take(4 * size(to))];
      const [OH, OW, K] = to;
      return (x) => {
        layers.convolve(x.byteOffset, w, b, y, ...from, ...kernel, K, top, left, OH, OW);
        return at(y, size(to));
      };
    },
    rescale([H, W, K], multipliers) {
      const m = put(BigInt64Array.from(multipliers, BigInt));
      return (sums) => {
        layers.rescale(sums.byteOffset, m, H * W, K);
        return sums;
      };
    },
    pool(shape) {
      const [H, W, C] = shape, length = (H >> 1) * (W >> 1) * C, y = take(4 * length);
      return (x) => {
        layers.pool(x.byteOffset, y, H, W, C);
        return at(y, length);
      };
    },
    sum([H, W, C]) {
      const y = take(4 * C);
      return (x) => {
        layers.sum(x.byteOffset, y, H * W, C);
        return at(y, C);
      };
    },
  };
}

function size([height, width, channels]: Shape): number {
  return height * width * channels;
}
