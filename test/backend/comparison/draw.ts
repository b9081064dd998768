/** Random cases for kernels: sizes, attributes and numbers, each from a seed. */

import { normal, random } from "../../../lib/random.ts";

/** The types of numbers that the kernels know. */
export type Type = "float32" | "int32" | "bool";

/** A tensor's content, on no backend yet. */
export interface Values {
  readonly shape: number[];
  readonly dtype: Type;
  readonly values: number[];
}

/**
 * The kind of numbers: `plain` ones are normal; `special` ones are often 0, −0, NaN, ±∞ or equal to
 * each other, and sizes may be 0; `smooth` ones lie far enough apart for finite differences.
 */
export type Style = "plain" | "special" | "smooth";

/** Finite differences move an input by one or two of these. */
export const STEP = 1 / 128;

/** A window of a pooling or convolution along one axis. */
export interface Along {
  readonly size: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Random choices of one case. */
export class Draw {
  readonly style: Style;
  readonly #next: () => number;

  /**
   * The probability that a special number is NaN or infinite: small, or sums would show nothing
   * else.
   */
  #strange: number;

  /**
   * @param seed any whole number
   * @param style what the numbers are like
   * @param salt what else the choices depend on
   */
  constructor(seed: number, style: Style, salt = 0) {
    this.style = style;
    this.#next = random(seed, salt);
    this.#strange = this.pick(0, 0.03, 0.2);
  }

  /** Draws no NaN and no infinity from now on. */
  calm(): this {
    this.#strange = 0;
    return this;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** One of several. */
  pick<T>(...choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)];
  }

  /** True with some probability. */
  chance(probability = 0.5): boolean {
    return this.#next() < probability;
  }

  /** A number from the standard normal distribution. */
  normal(): number {
    return normal(this.#next);
  }

  /** A size: small, rarely 0, sometimes more than a vector or a tile holds. */
  size(most = 6): number {
    if (this.style === "special" && this.chance(0.04)) return 0;
    if (this.style !== "smooth" && this.chance(0.04)) return this.pick(9, 17, 33);
    return this.whole(1, this.style === "smooth" ? Math.min(most, 4) : most);
  }

  /** A shape. */
  shape(least = 0, most = 4): number[] {
    return Array.from({ length: this.whole(least, most) }, () => this.size());
  }

  /** Some of a tensor's axes, at times counted from the end, at times none. */
  axes(rank: number): number[] {
    const axes = Array.from({ length: rank }, (_, axis) => axis).filter(() => this.chance());
    return axes.map((axis) => this.chance(0.2) ? axis - rank : axis);
  }

  /** A permutation of the axes. */
  order(rank: number): number[] {
    const left = Array.from({ length: rank }, (_, axis) => axis);
    return Array.from({ length: rank }, () => left.splice(this.whole(0, left.length - 1), 1)[0]);
  }

  /** Floats. */
  floats(shape: readonly number[]): Values {
    const count = sizeOf(shape);
    if (this.style !== "smooth") {
      return {
        shape: [...shape],
        dtype: "float32",
        values: this.#list(count, () => this.#float()),
      };
    }
    // No two are equal or opposite, none is 0, and all lie more than two steps from a half.
    const order = this.order(count);
    const gap = count > 60 ? 6 : 12;
    const values = order.map((place) => (this.chance() ? 1 : -1) * (gap * place + 5.3) * STEP);
    return { shape: [...shape], dtype: "float32", values: values.map(rounded) };
  }

  #float(): number {
    if (this.style === "special") {
      if (this.chance(this.#strange)) return this.pick(NaN, NaN, Infinity, -Infinity);
      if (this.chance(0.25)) return this.pick(0, 0, 0, -0, 1, -1);
    }
    return Math.fround(this.normal() * this.pick(1, 1, 1, 3, 10, 0.01));
  }

  /** Floats over zero. */
  positive(shape: readonly number[]): Values {
    const { values, ...rest } = this.floats(shape);
    return {
      ...rest,
      values: values.map((value) => Math.abs(value) + (this.style === "smooth" ? 0.25 : 1e-3)),
    };
  }

  /** Floats between −1 and 1. */
  within(shape: readonly number[]): Values {
    const { values, ...rest } = this.floats(shape);
    return {
      ...rest,
      values: values.map((value) => Number.isFinite(value) ? Math.fround(value % 0.95) : value),
    };
  }

  /** Whole numbers. */
  integers(shape: readonly number[], least = -9, most = 9): Values {
    const values = this.#list(sizeOf(shape), () => this.whole(least, most));
    return { shape: [...shape], dtype: "int32", values };
  }

  /** Indices of some places; at times, among special numbers, one that is out of range. */
  indices(shape: readonly number[], places: number): Values {
    const stray = this.style === "special" && this.chance(0.15);
    const values = this.#list(sizeOf(shape), () => this.whole(0, Math.max(places - 1, 0)));
    if (stray && values.length > 0) {
      values[this.whole(0, values.length - 1)] = this.pick(
        -1,
        places,
        places + 7,
        100_000,
        -90_000,
      );
    }
    return { shape: [...shape], dtype: "int32", values };
  }

  /** Zeros and ones. */
  booleans(shape: readonly number[]): Values {
    return { ...this.integers(shape, 0, 1), dtype: "bool" };
  }

  /** Numbers of any of some types; only floats have derivatives. */
  numbers(shape: readonly number[], ...types: readonly Type[]): Values {
    return this.typed(this.type(...types), shape);
  }

  /** One of some types. */
  type(...types: readonly Type[]): Type {
    if (this.style === "smooth" || this.chance(0.7)) return types[0];
    return this.pick(...types);
  }

  /** Numbers of a type. */
  typed(dtype: Type, shape: readonly number[]): Values {
    if (dtype === "float32") return this.floats(shape);
    return dtype === "int32" ? this.integers(shape) : this.booleans(shape);
  }

  #list(count: number, one: () => number): number[] {
    return Array.from({ length: count }, one);
  }

  /** Two shapes that broadcast to one. */
  broadcast(most = 4): [number[], number[]] {
    const shape = this.shape(0, most);
    const cut = (times: number) =>
      shape.slice(this.chance(times) ? this.whole(0, shape.length) : 0)
        .map((size) => this.chance(times) ? 1 : size);
    return this.chance() ? [cut(0), cut(0.3)] : [cut(0.3), cut(0.3)];
  }

  /** A window along an axis; at times larger than the input, at times with a stride over it. */
  along(dilated: boolean): Along {
    return {
      size: this.size(7),
      window: this.whole(1, 4),
      stride: this.pick(1, 1, 2, 3, 5),
      dilation: dilated ? this.pick(1, 1, 2, 3) : 1,
    };
  }

  /** Padding of a 2D convolution or pooling: tfjs's four kinds. */
  padding(): "valid" | "same" | number | [number, number][] {
    const ends = (): [number, number] => [this.whole(0, 3), this.whole(0, 3)];
    return this.pick<() => "valid" | "same" | number | [number, number][]>(
      () => "valid",
      () => "same",
      () => this.whole(0, 2),
      () => [[0, 0], ends(), ends(), [0, 0]],
    )();
  }
}

/** The number of numbers in a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** To a multiple of a small step, so that steps of finite differences are exact. */
function rounded(value: number): number {
  return Math.round(value * 1024) / 1024;
}
