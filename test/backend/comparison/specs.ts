/** Recipes for making and judging a kernel's cases. */

import type { Draw, Values } from "./draw.ts";

/** A call of a kernel. */
export interface Case {
  readonly inputs: Readonly<Record<string, Values>> | readonly Values[];
  readonly attrs?: Readonly<Record<string, unknown>>;
}

/** A linear kernel whose transpose another kernel computes: the gradient of a linear operation. */
export interface Transposed {
  /** The linear kernel's name. */
  readonly kernel: string;
  /** Its input, with respect to which it is linear, and that input's shape. */
  readonly input: string;
  readonly shape: readonly number[];
  /** Its other inputs. */
  readonly others?: Readonly<Record<string, Values>>;
  /** Its attributes. */
  readonly attrs: Readonly<Record<string, unknown>>;
  /** The gradient of its output. */
  readonly dy: Values;
}

/** A recipe for making and judging a kernel's cases. */
export interface Spec {
  /** Makes a case. */
  readonly draw: (draw: Draw) => Case;
  /**
   * True if an output is a sum of products of its inputs: then the kernel, on the inputs' absolute
   * values, tells how large the terms were, and differences are measured against that.
   */
  readonly sums?: boolean;
  /** True if differences are measured against the largest of an output's sizes. */
  readonly whole?: boolean;
  /** The greatest difference, as a part of the result's size; 1e-5 by default. */
  readonly tolerance?: number;
  /** The kernel that the cpu backend has in its place. */
  readonly cpuKernel?: string;
  /** The case that the cpu backend gets instead, if it would compute the original wrongly. */
  readonly onCpu?: (each: Case) => Case;
  /** The linear kernel that decides, if tfjs's cpu backend is wrong. */
  readonly transposed?: (each: Case) => Transposed | undefined;
  /** A fault of tfjs's cpu backend that spoils its result, and so its gradient; others decide. */
  readonly fault?: (each: Case) => string | undefined;
  /** A fault of tfjs's cpu backend that spoils its gradient alone; finite differences decide. */
  readonly gradientFault?: (each: Case) => string | undefined;
  /** True if NaN is accepted in place of the cpu backend's number when an input is not finite. */
  readonly spreadsNaN?: boolean;
}
