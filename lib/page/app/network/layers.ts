/** A network as plain numbers: what the page can look into, and count by hand. */

import type { Padding, Volume } from "../../../reference/mod.ts";

/** The function after a layer's sum. */
export type Activation = "linear" | "relu" | "softmax";

/** A convolution, with its activation. */
export interface Convolution {
  readonly kind: "convolution";
  readonly name: string;
  /** `[kh, kw, D, C]`. */
  readonly kernel: Volume;
  /** The weights of the two factors that a depthwise separable kernel is the product of. */
  readonly factorWeights?: number;
  /** `[C]`. */
  readonly bias: Volume;
  readonly stride: number;
  readonly padding: Padding;
  readonly activation: Activation;
}

/** A pooling. */
export interface Pooling {
  readonly kind: "pooling";
  readonly name: string;
  readonly by: "max" | "average";
  /** Side of the window, in pixels. */
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

/** Batch normalisation as a trained network does it: `y = x · scale + shift`, per channel. */
export interface Normalisation {
  readonly kind: "normalisation";
  readonly name: string;
  /** `[C]` γ / √(variance + ε). */
  readonly scale: Volume;
  /** `[C]` β − mean · scale. */
  readonly shift: Volume;
}

/** Flattening: a map becomes a row. */
export interface Flattening {
  readonly kind: "flattening";
  readonly name: string;
}

/** An activation by itself. */
export interface Activating {
  readonly kind: "activation";
  readonly name: string;
  readonly activation: Activation;
}

/** A dense layer, with its activation. */
export interface Dense {
  readonly kind: "dense";
  readonly name: string;
  /** `[I, K]`. */
  readonly weights: Volume;
  /** `[K]`. */
  readonly bias: Volume;
  readonly activation: Activation;
}

/** A layer that the page knows. */
export type Layer = Convolution | Pooling | Normalisation | Flattening | Activating | Dense;

/** A network: its layers, one after the other. */
export interface PlainNetwork {
  /** The reader's name for it, such as "small". */
  readonly name: string;
  /** First to last. */
  readonly layers: readonly Layer[];
}
