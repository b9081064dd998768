/**
 * A network's forward and backward pass on the WebAssembly kernels themselves.
 *
 * tfjs's engine keeps track of every tensor, and of the backward pass through them. For one digit, or for a
 * small network's step, that takes as long as the arithmetic. Layers that follow one after the other need
 * neither: what goes forward is a list, and what goes back the same list from its end. The bits are those of
 * `forward.ts` and of tfjs's gradients.
 */

import type { TensorInfo } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { overwrite } from "../backend/in_place.ts";
import { batchNorm, batchNormGradient } from "../backend/kernels/batch_norm.ts";
import {
  biasGradient,
  blockOf,
  convReluPool,
  filterGradient,
  inputGradient,
} from "../backend/kernels/block.ts";
import {
  conv2D,
  conv2DBackpropFilter,
  conv2DBackpropInput,
  fusedConv2D,
} from "../backend/kernels/convolution.ts";
import { crossEntropy, scaled } from "../backend/kernels/cross_entropy.ts";
import { dropout } from "../backend/kernels/dropout.ts";
import { pixelsIn } from "../backend/kernels/elementwise.ts";
import { product } from "../backend/kernels/matmul.ts";
import {
  address,
  currentWasm,
  type Kernel,
  native,
  output,
  view,
  type WasmBackend,
} from "../backend/kernels/native.ts";
import type { Images } from "../dataset/digits.ts";
import type { Network } from "../model/network.ts";
import {
  factsOf,
  firstUnit,
  isLogits,
  paddingOf,
  type Part,
  partsOf,
  rateOf,
  type TrainingPass,
} from "./forward.ts";

/** A part's backward pass: tells the gradients of its weights, and returns that of its input if it is wanted. */
type Back = (dy: TensorInfo, isWanted: boolean) => TensorInfo | undefined;

/** Receives the gradient of a weight tensor, which is valid only during the call. */
type Learn = (variable: tf.Variable, gradient: Float32Array) => void;

/** The logits and the loss's gradient of some pictures. */
export interface Pass {
  /** Computes the logits `[N × classes]`, which stay valid until `backward`. */
  forward(images: Images, shape: number[]): Float32Array;
  /**
   * The backward pass through the network, after {@linkcode forward} in training.
   *
   * @param labels `[N]`
   * @param smoothing the label smoothing
   * @param factor what the sum of the cross-entropies is multiplied with
   * @param learn told the gradient of each weight tensor
   */
  backward(labels: Uint8Array, smoothing: number, factor: number, learn: Learn): void;
}

/**
 * Does work with a network's passes on the kernels.
 *
 * @param model the network
 * @param training facts of a pass in training; left out, nothing is kept for the backward pass
 * @param work what to do
 * @returns what the work gives, or undefined where the kernels cannot do it: on another backend, with other
 *   layers, in training of frozen weights, or if a layer is used more than once
 * @throws {UserError} if the network is of another kind
 */
export function directly<T>(
  model: Network,
  training: TrainingPass | undefined,
  work: (pass: Pass) => T,
): T | undefined {
  const wasm = currentWasm(), parts = partsOf(model);
  if (!wasm || !parts.every((part) => isKnown(wasm, part, training !== undefined))) {
    return undefined;
  }
  const pass = new KernelPass(wasm, parts, training);
  try {
    return work(pass);
  } finally {
    pass.free();
  }
}

/** Tells whether a part can be computed here. */
function isKnown(wasm: WasmBackend, { kind, layer }: Part, isTraining: boolean): boolean {
  const { weights, trainableWeights, inboundNodes } = layer;
  if (weights.length > 0 && inboundNodes.length > 1) return false; // used twice, or by two networks
  const learned = kind === "norm" ? 2 : weights.length;
  if (isTraining && trainableWeights.length !== learned) return false;
  switch (kind) {
    case "block": {
      const [, ...sizes] = (layer.input as tf.SymbolicTensor).shape as number[];
      const filter = weights[0].shape as number[];
      return blockOf(wasm, [1, ...sizes], filter, paddingOf(layer)) !== undefined;
    }
    case "dropout":
      return rateOf(layer) < 1; // the engine refuses others
    case "dense":
      return weights.length === 2; // with a bias
    case "logits":
      return weights.length === 2 && isLogits(layer);
    case "other":
      return isConvolution(layer);
    default:
      return true;
  }
}

/** Tells whether a layer is a convolution with ReLU that no pooling follows. */
function isConvolution(layer: tf.layers.Layer): boolean {
  const { kind, config } = factsOf(layer);
  return kind === "Conv2D" && config.activation === "relu" && Boolean(config.useBias) &&
    config.dataFormat === "channelsLast" && String(config.dilationRate) === "1,1";
}

/** A pass, and the tensors that it owns. */
class KernelPass implements Pass {
  readonly #owned: TensorInfo[] = [];
  readonly #backs: Back[] = [];
  /** The place of the first part with weights among those of the backward pass. */
  #first = -1;
  /** The logits `[N, classes]`. */
  #said!: TensorInfo;
  #learn!: Learn;

  constructor(
    readonly wasm: WasmBackend,
    readonly parts: readonly Part[],
    readonly training?: TrainingPass,
  ) {}

  forward(images: Images, shape: number[]): Float32Array {
    let x = this.#own(pixelsIn(this.wasm, images, shape));
    for (const part of this.parts) x = this.#through(part, x);
    this.#said = x;
    return view(this.wasm, x);
  }

  backward(labels: Uint8Array, smoothing: number, factor: number, learn: Learn): void {
    this.#learn = learn;
    const { wasm } = this;
    const [loss, gradient] = crossEntropy(wasm, this.#said, labels, smoothing);
    [loss, gradient].forEach((info) => this.#own(info));
    view(wasm, loss)[0] = factor; // the loss's own gradient; its value is not asked for
    let dy: TensorInfo | undefined = this.#own(scaled(wasm, gradient, loss));
    for (let i = this.#backs.length - 1; dy; i--) dy = this.#backs[i](dy, i > this.#first);
  }

  /** Frees the memory of all tensors. */
  free(): void {
    for (const { dataId } of this.#owned) this.wasm.disposeData(dataId);
  }

  #own(info: TensorInfo): TensorInfo {
    this.#owned.push(info);
    return info;
  }

  /** Tells the gradient of a weight tensor. */
  #tell(variable: TensorInfo, gradient: TensorInfo): void {
    this.#learn(variable as tf.Variable, view(this.wasm, this.#own(gradient)));
  }

  /** Computes a part's output, and notes its backward pass. */
  #through({ kind, layer, index }: Part, x: TensorInfo): TensorInfo {
    const weights: TensorInfo[] = layer.weights.map((weight) => weight.read());
    if (weights.length > 0 && this.#first < 0) this.#first = this.#backs.length;
    switch (kind) {
      case "block":
        return this.#block(x, weights, paddingOf(layer));
      case "flatten":
        return this.#reshaped(x, [x.shape[0], tf.util.sizeFromShape(x.shape.slice(1))]);
      case "dropout":
        return this.#dropout(x, rateOf(layer), index);
      case "norm":
        return this.#norm(x, layer, weights);
      case "dense":
        return this.#dense(x, weights, true);
      case "logits":
        return this.#dense(x, weights, false);
      default:
        return this.#convolution(x, weights, layer);
    }
  }

  /** A part that changes the shape alone. */
  #reshaped(x: TensorInfo, shape: number[]): TensorInfo {
    this.#backs.push((dy) => ({ ...dy, shape: x.shape }));
    return { ...x, shape };
  }

  #dropout(x: TensorInfo, rate: number, index: number): TensorInfo {
    const { training, wasm } = this;
    if (!training) return x;
    const dropping = { rate, key: [...training.key, index], first: firstUnit(training, x) };
    this.#backs.push((dy) => this.#own(dropout(wasm, dy, dropping)));
    return this.#own(dropout(wasm, x, dropping));
  }

  /** Convolution, ReLU and pooling: `[N, H, W, C]` → `[N, ⌊OH / 2⌋, ⌊OW / 2⌋, K]`. */
  #block(x: TensorInfo, [filter, bias]: TensorInfo[], padding: "valid" | "same"): TensorInfo {
    const { wasm } = this, block = blockOf(wasm, x.shape, filter.shape, padding)!;
    const [pooled, codes] = convReluPool(wasm, block, x, filter, bias, this.training !== undefined)
      .map((info) => this.#own(info!));
    this.#backs.push((dy, isWanted) => {
      this.#tell(filter, filterGradient(wasm, block, dy, codes, x));
      this.#tell(bias, biasGradient(wasm, block, dy, codes));
      return isWanted ? this.#own(inputGradient(wasm, block, dy, codes, filter)) : undefined;
    });
    return pooled;
  }

  /** A convolution with ReLU: `[N, H, W, C]` → `[N, OH, OW, K]`. */
  #convolution(x: TensorInfo, [filter, bias]: TensorInfo[], layer: tf.layers.Layer): TensorInfo {
    const { wasm: backend } = this, { strides, padding: pad } = factsOf(layer).config;
    const attrs = { strides, pad, inputShape: x.shape, filterShape: filter.shape };
    const compute = (kernel: Kernel, inputs: Record<string, TensorInfo>, more = {}) =>
      this.#own(kernel({ inputs, attrs: { ...attrs, ...more }, backend }) as TensorInfo);
    if (!this.training) return compute(fusedConv2D, { x, filter, bias }, { activation: "relu" });
    const y = compute(conv2D, { x, filter });
    this.#addBias(y, bias, true);
    this.#backs.push((dy, isWanted) => {
      this.#backThroughBias(dy, bias, y);
      this.#tell(filter, compute(conv2DBackpropFilter, { x, dy }));
      return isWanted ? compute(conv2DBackpropInput, { dy, filter }) : undefined;
    });
    return y;
  }

  /** A dense layer: `[N, D]` → `[N, units]`. */
  #dense(x: TensorInfo, [matrix, bias]: TensorInfo[], relu: boolean): TensorInfo {
    const { wasm } = this;
    const multiply = (a: TensorInfo, b: TensorInfo, transposeA: boolean, transposeB: boolean) =>
      this.#own(product(wasm, a, b, { transposeA, transposeB }, undefined, 0)!);
    if (!this.training && relu) { // the sum starts from the bias
      const straight = { transposeA: false, transposeB: false };
      return this.#own(product(wasm, x, matrix, straight, bias, 1)!);
    }
    const y = multiply(x, matrix, false, false);
    this.#addBias(y, bias, relu);
    this.#backs.push((dy, isWanted) => {
      this.#backThroughBias(dy, bias, relu ? y : undefined);
      this.#tell(matrix, multiply(x, dy, true, false));
      return isWanted ? multiply(dy, matrix, false, true) : undefined;
    });
    return y;
  }

  /** Batch normalisation, x's shape; in training it moves the running means and variances. */
  #norm(x: TensorInfo, layer: tf.layers.Layer, weights: TensorInfo[]): TensorInfo {
    const { wasm, training } = this, [gamma, beta, mean, variance] = weights;
    const { epsilon, momentum } = factsOf(layer).config as { epsilon: number; momentum: number };
    if (!training) {
      const { kernelFunc } = tf.getKernel("FusedBatchNorm", "wasm");
      return this.#own(kernelFunc({
        inputs: { x, scale: gamma, offset: beta, mean, variance },
        attrs: { varianceEpsilon: epsilon },
        backend: wasm,
      }) as TensorInfo);
    }
    const { groups } = training;
    const { y, ofAll, ofGroups, counts } = batchNorm(wasm, x, gamma, beta, epsilon, groups);
    [y, ...ofAll, ...ofGroups].forEach((info) => this.#own(info));
    [mean, variance].forEach((running, i) => move(wasm, running, ofAll[i], momentum));
    this.#backs.push((dy, isWanted) => {
      const [dx, dgamma, dbeta] = //
        batchNormGradient(wasm, dy, x, gamma, ...ofGroups, epsilon, groups, counts);
      this.#tell(gamma, dgamma);
      this.#tell(beta, dbeta);
      this.#own(dx);
      return isWanted ? dx : undefined;
    });
    return y;
  }

  /** y ← y + bias, and its ReLU. */
  #addBias(y: TensorInfo, bias: TensorInfo, relu: boolean): void {
    const [yAt, biasAt] = [y, bias].map((info) => address(this.wasm, info));
    const columns = bias.shape[0], size = tf.util.sizeFromShape(y.shape);
    const kernels = native(this.wasm);
    kernels.addRow(yAt, biasAt, yAt, size / columns, columns);
    if (relu) kernels.clip(yAt, yAt, size, 0, Infinity);
  }

  /** dy ← dy where y > 0, if there was a ReLU, and the bias's gradient. */
  #backThroughBias(dy: TensorInfo, bias: TensorInfo, y: TensorInfo | undefined): void {
    const { wasm } = this, sum = output(wasm, bias.shape);
    const columns = bias.shape[0], size = tf.util.sizeFromShape(dy.shape);
    const kernels = native(wasm), dyAt = address(wasm, dy);
    if (y) kernels.reluGradient(dyAt, address(wasm, y), dyAt, size);
    kernels.sumRows(dyAt, address(wasm, sum), size / columns, columns);
    this.#tell(bias, sum);
  }
}

/** Moves running means or variances towards those of a batch: r ← r + (now − r) · (1 − momentum). */
function move(wasm: WasmBackend, running: TensorInfo, now: TensorInfo, momentum: number): void {
  const { fround } = Math, batch = view(wasm, now), share = fround(1 - momentum);
  const moved = view(wasm, running).map((r, c) => r + fround(fround(batch[c] - r) * share));
  if (overwrite(running as tf.Variable, moved)) return;
  const tensor = tf.tensor(moved, running.shape);
  (running as tf.Variable).assign(tensor);
  tensor.dispose();
}
