/**
 * Adam, the optimizer (Kingma and Ba, 2014, arXiv:1412.6980, algorithm 1), and the memory that it works
 * in. Both are WebAssembly's, see `assembly/adam.ts`: the update of a small network takes as long as its
 * matrix products.
 */

import { withSharedMemory } from "../backend/kernels/shared_binary.ts";
import { fromBase64 } from "../base64.ts";
import text from "./adam.wasm.ts";
import { CAN_SHARE } from "./hyperparameters.ts";

/** The share of itself that each mean of Adam keeps, and what keeps its denominator from zero. */
export const BETA1 = 0.9;
export const BETA2 = 0.999;
export const EPSILON = 1e-7; // Keras's

/** Adam's memory of the gradients so far: two numbers per parameter. */
export interface Moments {
  /** `[P]` running mean of the gradient. */
  readonly mean: Float32Array;
  /** `[P]` running mean of its square. */
  readonly square: Float32Array;
}

/** A network's parameters and what their updates need, in one memory. */
export interface Weights {
  /** The memory that all arrays lie in; shared, where there is shared memory. */
  readonly memory: WebAssembly.Memory;
  /** `[P]` the weights, as laid out by `layoutOf`. */
  readonly parameters: Float32Array;
  /** `[P]` the running average of the weights, if the hyperparameters ask for one. */
  readonly averages: Float32Array;
  /** `[W][P]` each worker's gradient of its part of the batch. */
  readonly gradients: readonly Float32Array[];
  /** Adam's moments. */
  readonly moments: Moments;
}

/** Bytes in a page of WebAssembly's memory, and in a cache line, where each array begins. */
const PAGE = 65_536, LINE = 64;

/**
 * Makes the memory of a network's parameters.
 *
 * @param size how many parameters the network has
 * @param workers how many workers compute gradients
 * @returns the memory, all zeros
 */
export function weightsMemory(size: number, workers: number): Weights {
  const bytes = Math.ceil(4 * size / LINE) * LINE;
  const pages = Math.ceil((4 + workers) * bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: CAN_SHARE });
  let end = 0;
  const floats = () => new Float32Array(memory.buffer, bytes * end++, size);
  return {
    memory,
    parameters: floats(),
    averages: floats(),
    moments: { mean: floats(), square: floats() },
    gradients: Array.from({ length: workers }, floats),
  };
}

/** Exports of the module in `assembly/`, with addresses in place of arrays. */
interface Exports {
  adam(
    parameters: number,
    gradient: number,
    workers: number,
    next: number,
    mean: number,
    square: number,
    count: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    rate: number,
    correctMean: number,
    correctSquare: number,
  ): void;
  average(averages: number, parameters: number, count: number, keep: number): void;
}

/** Changes the parameters `from` up to, not including, `to`. */
export interface Optimizer {
  /**
   * Takes one step of Adam, along the sum of all workers' gradients, added up in their order.
   *
   * @param step 1 for the first step
   * @param rate the learning rate
   */
  adam(step: number, rate: number, from: number, to: number): void;
  /**
   * Moves the running average of the parameters towards the parameters.
   *
   * @param keep the share of itself that it keeps
   */
  average(keep: number, from: number, to: number): void;
}

let module: WebAssembly.Module | undefined;

/**
 * Makes an optimizer of parameters.
 *
 * @param weights the parameters and their memory
 * @returns the optimizer; each thread has its own
 */
export function optimizer(
  { memory, parameters, averages, gradients, moments }: Weights,
): Optimizer {
  const binary = () => CAN_SHARE ? withSharedMemory(fromBase64(text)) : fromBase64(text);
  module ??= new WebAssembly.Module(binary());
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = exports as unknown as Exports;
  const [first, second = first] = gradients;
  const at = (array: Float32Array, index: number) => array.byteOffset + 4 * index;
  return {
    adam(step, rate, from, to) {
      kernels.adam(
        at(parameters, from),
        at(first, from),
        gradients.length,
        second.byteOffset - first.byteOffset,
        at(moments.mean, from),
        at(moments.square, from),
        to - from,
        BETA1,
        BETA2,
        EPSILON,
        rate,
        // Both means start at zero and are too small at first; these factors correct that.
        1 / (1 - BETA1 ** step),
        1 / (1 - BETA2 ** step),
      );
    },
    average(keep, from, to) {
      kernels.average(at(averages, from), at(parameters, from), to - from, keep);
    },
  };
}
