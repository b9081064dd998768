/** Cases of the kernels that take each number, or each pair of numbers, by itself. */

import type { Draw, Type, Values } from "./draw.ts";
import type { Spec } from "./specs.ts";

const ALL = ["float32", "int32", "bool"] as const;

/** One input of any type; the floats are drawn by a function of their own. */
const of = (floats: (d: Draw, shape: number[]) => Values) => (d: Draw) => {
  const shape = d.shape(), type = d.type(...ALL);
  return { inputs: { x: type === "float32" ? floats(d, shape) : d.typed(type, shape) } };
};
const any = of((d, shape) => d.floats(shape));
const positive = of((d, shape) => d.positive(shape));
const within = of((d, shape) => d.within(shape));
const angle = of((d, shape) => scaled(d.floats(shape), d.style === "special" ? 1e15 : 1));
const small = of((d, shape) => scaled(d.floats(shape), 0.25));

function scaled(x: Values, factor: number): Values {
  return { ...x, values: x.values.map((value) => value * factor) };
}

/** Two inputs that broadcast, of one type. */
function pair(
  types: readonly Type[],
  change: (d: Draw, a: Values, b: Values) => [Values, Values] = (_, a, b) => [a, b],
) {
  return (d: Draw) => {
    const [first, second] = d.broadcast(), type = d.type(...types);
    const [a, b] = change(d, d.typed(type, first), d.typed(type, second));
    return { inputs: { a, b } };
  };
}

/** ReLU's slope: NaN at NaN. */
const step = (x: number) => x > 0 ? 1 : Number.isNaN(x) ? NaN : 0;

const ONE: Values = { shape: [], dtype: "float32", values: [1] };

/** Makes equal numbers frequent. */
function often(d: Draw, a: Values, b: Values): [Values, Values] {
  const values = a.values.length
    ? b.values.map((v) => d.chance(0.3) ? d.pick(...a.values) : v)
    : b.values;
  return [a, { ...b, values }];
}

/** The kernels of one input and of two. */
export const ELEMENTWISE: Readonly<Record<string, Spec>> = {
  Abs: { draw: any },
  Acos: { draw: within },
  Acosh: { draw: of((d, shape) => over(d.positive(shape), 1.1)) },
  Asin: { draw: within },
  Asinh: { draw: any },
  Atan: { draw: any },
  Atanh: { draw: within },
  Ceil: { draw: any },
  ClipByValue: {
    draw: (d) => {
      const x = d.numbers(d.shape(), ...ALL), low = d.whole(-3, 1);
      return { inputs: { x }, attrs: { clipValueMin: low, clipValueMax: low + d.whole(0, 4) } };
    },
  },
  Cos: { draw: angle },
  Cosh: { draw: small },
  Elu: { draw: any },
  EluGrad: {
    draw: (d) => {
      const s = d.shape();
      return { inputs: { dy: d.floats(s), y: d.floats(s) } };
    },
  },
  Erf: { draw: any, tolerance: 3e-6 },
  Exp: { draw: small },
  Expm1: { draw: small },
  Floor: { draw: any },
  IsFinite: { draw: any },
  IsInf: { draw: any },
  IsNan: { draw: any },
  LeakyRelu: { draw: (d) => ({ ...any(d), attrs: { alpha: d.pick(0, 0.1, 0.2, 1) } }) },
  Log: { draw: positive },
  Log1p: { draw: positive },
  LogicalNot: { draw: (d) => ({ inputs: { x: d.booleans(d.shape()) } }) },
  Neg: { draw: any },
  Reciprocal: { draw: any },
  Relu: { draw: any },
  Relu6: { draw: any },
  ReluGrad: { // a kernel of ours
    draw: (d) => {
      const shape = d.shape(), x = d.floats(shape);
      return { inputs: { dy: d.calm().floats(shape), x } };
    },
    cpuKernel: "Multiply",
    onCpu: ({ inputs }) => {
      const { dy, x } = inputs as Record<string, Values>;
      return { inputs: { a: dy, b: { ...x, values: x.values.map(step) } } };
    },
    gradientFault: () => "the cpu backend multiplies by constants in its place",
  },
  Round: { draw: any },
  Rsqrt: { draw: positive },
  Selu: { draw: any },
  Sigmoid: { draw: any },
  Sign: { draw: any },
  Sin: { draw: angle },
  Sinh: { draw: small },
  Softplus: { draw: any },
  Sqrt: { draw: positive },
  Square: { draw: any },
  Step: { draw: (d) => ({ ...any(d), attrs: { alpha: d.pick(0, 0.5) } }) },
  Tan: { draw: within },
  Tanh: { draw: any },

  Add: { draw: pair(ALL), sums: true },
  Atan2: { draw: pair(ALL) },
  BitwiseAnd: {
    draw: (d) => {
      const s = d.shape(1);
      return { inputs: { a: d.integers(s), b: d.integers(s) } };
    },
  },
  Equal: { draw: pair(ALL, often) },
  FloorDiv: { draw: pair(ALL) },
  Greater: { draw: pair(ALL, often) },
  GreaterEqual: { draw: pair(ALL, often) },
  Less: { draw: pair(ALL, often) },
  LessEqual: { draw: pair(ALL, often) },
  LogicalAnd: { draw: pair(["bool"]) },
  LogicalOr: { draw: pair(["bool"]) },
  LogicalXor: { draw: pair(["bool"]), cpuKernel: "NotEqual" },
  Maximum: { draw: pair(ALL, often) },
  Minimum: { draw: pair(ALL, often) },
  Mod: {
    draw: (d) => {
      const [a, b] = d.broadcast(), type = d.type(...ALL);
      const divisor = type === "float32" ? over(d.positive(b), 2) : d.typed(type, b);
      return { inputs: { a: d.typed(type, a), b: divisor } };
    },
  },
  Multiply: { draw: pair(ALL) },
  NotEqual: { draw: pair(ALL, often) },
  Pow: {
    draw: (d) => {
      const [first, second] = d.broadcast();
      if (d.type("float32", "int32") === "int32") {
        return { inputs: { a: d.integers(first), b: d.integers(second, -2, 4) } };
      }
      return {
        inputs: {
          a: often(d, ONE, scaled(d.positive(first), d.style === "smooth" ? 0.5 : 1))[1],
          b: scaled(d.floats(second), 0.25),
        },
      };
    },
    tolerance: 3e-5,
  },
  Prelu: {
    draw: (d) => {
      const [a, b] = d.broadcast();
      const [x, alpha] = a.length >= b.length ? [a, b] : [b, a];
      return {
        inputs: {
          x: d.floats(x),
          alpha: d.floats(
            alpha.map((size, i) => size === x[i + x.length - alpha.length] ? size : 1),
          ),
        },
      };
    },
  },
  RealDiv: { draw: pair(ALL) },
  SquaredDifference: { draw: pair(ALL), sums: true },
  Sub: { draw: pair(ALL), sums: true },

  AddN: {
    draw: (d) => {
      const shape = d.shape(), type = d.type(...ALL);
      return { inputs: Array.from({ length: d.whole(1, 4) }, () => d.typed(type, shape)) };
    },
    sums: true,
  },
  Cast: {
    draw: (d) => ({
      inputs: { x: d.numbers(d.shape(), "float32", "int32", "bool") },
      attrs: { dtype: d.type("float32", "int32", "bool") },
    }),
  },
  Select: {
    draw: (d) => {
      const shape = d.shape(1), type = d.type("float32", "int32", "bool");
      const condition = d.booleans(shape);
      return {
        inputs: {
          condition,
          t: d.typed(type, shape),
          e: d.typed(d.chance(0.8) ? type : d.type("float32", "int32"), shape),
        },
      };
    },
  },
};

function over(x: Values, least: number): Values {
  return { ...x, values: x.values.map((value) => value + least) };
}
