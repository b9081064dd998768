/** Messages between the page and its training worker. */

import type { NamedBytes } from "../../dataset/idx_digits.ts";
import type { NetworkFile } from "../../model/storage.ts";
import type { SETTINGS } from "./settings.ts";
import type { StepResult } from "../../training/result.ts";

/** The network to train: one of the library's with new weights, or the one that the worker has. */
export type Choice = keyof typeof SETTINGS | "same";

/** A network in training, measured on digits that it does not learn from. */
export interface Validation {
  /** Steps that it has done. */
  readonly step: number;
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** The share that it reads right. */
  readonly accuracy: number;
}

/** To the worker. */
export type Order =
  /** The first message: what it needs to start. */
  | { readonly kind: "open"; readonly binary: Uint8Array<ArrayBuffer> }
  /** Draw digits, which a training may want soon. */
  | { readonly kind: "prepare" }
  /** Train. Without files it draws the digits itself. */
  | {
    readonly kind: "train";
    readonly network: Choice;
    readonly files?: readonly NamedBytes[];
    readonly seed: number;
  }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "stop" }
  /** Take a network that was saved. */
  | { readonly kind: "load"; readonly files: readonly NetworkFile[] };

/** From the worker. */
export type News =
  | { readonly kind: "open" }
  /** Digits are being drawn or read. */
  | { readonly kind: "digits"; readonly done: number; readonly of: number }
  /**
   * The set that it learns from: its name, the number of digits, and the first of them, `[N ×
   * 784]`.
   */
  | {
    readonly kind: "set";
    readonly name: string;
    readonly training: number;
    readonly validation: number;
    readonly images: Uint8Array;
  }
  | { readonly kind: "step"; readonly step: StepResult; readonly seconds: number }
  /** The first layer's weights: of a convolution `[kh, kw, 1, filters]`. */
  | {
    readonly kind: "filters";
    readonly step: number;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }
  /** The network that the worker has: as it is measured, when training was stopped, or opened from files. */
  | {
    readonly kind: "network";
    readonly isOpened: boolean;
    readonly validation?: Validation;
    readonly files: readonly NetworkFile[];
  }
  /** It waits for the reader. */
  | { readonly kind: "paused" }
  | { readonly kind: "done"; readonly stopped: boolean; readonly seconds: number }
  | { readonly kind: "error"; readonly message: string };
