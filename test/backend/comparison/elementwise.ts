/** Cases of the kernels that take each number, or each pair of numbers, by itself. */

import type { Draw, Type, Values } from "./draw.ts";
import type { Spec } from "./specs.ts";

const float = (d: Draw) => ({ inputs: { x: d.floats(d.shape()) } });
const positive = (d: Draw) => ({ inputs: { x: d.positive(d.shape()) } });
const within = (d: Draw) => ({ inputs: { x: d.within(d.shape()) } });
const any = (...types: Type[]) => (d: Draw) => ({ inputs: { x: d.numbers(d.shape(), ...types) } });
const small = (d: Draw) => ({ inputs: { x: scaled(d.floats(d.shape()), 0.25) } });

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

const NUMBERS = ["float32", "int32"] as const;
const ALL = ["float32", "int32", "bool"] as const;

/** Makes integers of b other than 0: division by it is different on every machine. */
function divisible(_: Draw, a: Values, b: Values): [Values, Values] {
  return [a, b.dtype === "int32" ? { ...b, values: b.values.map((value) => value || 3) } : b];
}

/** Makes equal numbers frequent. */
function often(d: Draw, a: Values, b: Values): [Values, Values] {
  const values = a.values.length
    ? b.values.map((v) => d.chance(0.3) ? d.pick(...a.values) : v)
    : b.values;
  return [a, { ...b, values }];
}

/** The kernels of one input and of two. */
export const ELEMENTWISE: Readonly<Record<string, Spec>> = {
  Abs: { draw: any("float32", "int32") },
  Acos: { draw: within },
  Acosh: { draw: (d) => ({ inputs: { x: over(d.positive(d.shape()), 1.1) } }) },
  Asin: { draw: within },
  Asinh: { draw: float },
  Atan: { draw: float },
  Atanh: { draw: within },
  Ceil: { draw: float },
  ClipByValue: {
    draw: (d) => {
      const x = d.numbers(d.shape(), "float32", "int32"), low = d.whole(-3, 1);
      return { inputs: { x }, attrs: { clipValueMin: low, clipValueMax: low + d.whole(0, 4) } };
    },
  },
  Cos: { draw: float },
  Cosh: { draw: small },
  Elu: { draw: float },
  EluGrad: {
    draw: (d) => {
      const s = d.shape();
      return { inputs: { dy: d.floats(s), y: d.floats(s) } };
    },
  },
  Erf: { draw: float, tolerance: 3e-6 },
  Exp: { draw: small },
  Expm1: { draw: small },
  Floor: { draw: float },
  IsFinite: { draw: float },
  IsInf: { draw: float },
  IsNan: { draw: float },
  LeakyRelu: { draw: (d) => ({ ...float(d), attrs: { alpha: d.pick(0, 0.1, 0.2, 1) } }) },
  Log: { draw: positive },
  Log1p: { draw: positive },
  LogicalNot: { draw: any("bool") },
  Neg: { draw: any("float32", "int32") },
  Reciprocal: { draw: float },
  Relu: { draw: any("float32", "int32") },
  Relu6: { draw: any("float32", "int32") },
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
  Round: { draw: float },
  Rsqrt: { draw: positive },
  Selu: { draw: float },
  Sigmoid: { draw: float },
  Sign: { draw: float },
  Sin: { draw: float },
  Sinh: { draw: small },
  Softplus: { draw: float },
  Sqrt: { draw: positive },
  Square: { draw: any("float32", "int32") },
  Step: { draw: (d) => ({ ...float(d), attrs: { alpha: d.pick(0, 0.5) } }) },
  Tan: { draw: (d) => ({ inputs: { x: d.within(d.shape()) } }) },
  Tanh: { draw: float },

  Add: { draw: pair(ALL.slice(0, 2)), sums: true },
  Atan2: { draw: pair(["float32"]) },
  BitwiseAnd: {
    draw: (d) => {
      const s = d.shape(1);
      return { inputs: { a: d.integers(s), b: d.integers(s) } };
    },
  },
  Equal: { draw: pair(ALL, often) },
  FloorDiv: { draw: pair(NUMBERS, divisible) },
  Greater: { draw: pair(ALL, often) },
  GreaterEqual: { draw: pair(ALL, often) },
  Less: { draw: pair(ALL, often) },
  LessEqual: { draw: pair(ALL, often) },
  LogicalAnd: { draw: pair(["bool"]) },
  LogicalOr: { draw: pair(["bool"]) },
  LogicalXor: { draw: pair(["bool"]), cpuKernel: "NotEqual" },
  Maximum: { draw: pair(NUMBERS, often) },
  Minimum: { draw: pair(NUMBERS, often) },
  Mod: {
    draw: (d) => {
      const [a, b] = d.broadcast(), type = d.type(...NUMBERS);
      const [x, divisor] = divisible(d, d.typed(type, a), d.typed(type, b));
      return { inputs: { a: x, b: type === "float32" ? over(d.positive(b), 2) : divisor } };
    },
  },
  Multiply: { draw: pair(NUMBERS) },
  NotEqual: { draw: pair(ALL, often) },
  Pow: {
    draw: (d) => {
      const [first, second] = d.broadcast();
      if (d.type("float32", "int32") === "int32") {
        return { inputs: { a: d.integers(first), b: d.integers(second, 0, 4) } };
      }
      return {
        inputs: {
          a: scaled(d.positive(first), d.style === "smooth" ? 0.5 : 1),
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
  RealDiv: { draw: pair(NUMBERS, divisible) },
  SquaredDifference: { draw: pair(NUMBERS), sums: true },
  Sub: { draw: pair(NUMBERS), sums: true },

  AddN: {
    draw: (d) => {
      const shape = d.shape(), type = d.type("float32", "int32");
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
