/** Runs one case of a kernel on the cpu and the wasm backend, and judges what comes out. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { loadKernels } from "../../../lib/backend/kernels/native.ts";
import { useBackend } from "../../../lib/backend/mod.ts";
import { VARIANTS } from "../compare.ts";
import { Draw, sizeOf, STEP, type Style, type Values } from "./draw.ts";
import { ELEMENTWISE } from "./elementwise.ts";
import { Guards } from "./guards.ts";
import { OTHERS } from "./others.ts";
import { SHAPES } from "./shapes.ts";
import type { Case, Spec, Transposed } from "./specs.ts";
import { WINDOWS } from "./windows.ts";

/** Recipes for the cases of each kernel. */
export const SPECS: Readonly<Record<string, Spec>> = {
  ...ELEMENTWISE,
  ...SHAPES,
  ...WINDOWS,
  ...OTHERS,
};

const CPU = "on wasm it is the cpu backend's kernel; bridge_test.ts compares it";

/** Kernels that are not compared here, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...["Complex", "ComplexAbs", "Imag", "Real", "FFT", "IFFT", "Einsum", "Draw"],
      ...["RaggedGather", "RaggedRange", "RaggedTensorToTensor", "StaticRegexReplace"],
      ...["StringNGrams", "StringSplit", "StringToHashBucketFast"],
    ].map((name) => [name, CPU]),
  ),
  Multinomial: "its result is random",
};

/** Counts of a comparison. */
export interface Tally {
  /** Cases that both backends computed. */
  compared: number;
  /** Cases that one of them refused. */
  refused: number;
  /** Numbers of a gradient that finite differences agreed with. */
  differences: number;
  /** The same of second derivatives. */
  second: number;
}

type Backend = "cpu" | "wasm";

/** A kernel's name and its case, as functions of a list of tensors. */
interface Call {
  readonly name: string;
  readonly each: Case;
  readonly keys: readonly string[];
  readonly values: readonly Values[];
}

function callOf(name: string, each: Case): Call {
  const entries = Object.entries(each.inputs);
  return {
    name,
    each,
    keys: entries.map(([key]) => key),
    values: entries.map(([, value]) => value),
  };
}

/** The kernel's outputs, as a list. */
function outputs({ name, each, keys }: Call, tensors: readonly tf.Tensor[]): tf.Tensor[] {
  const inputs = Array.isArray(each.inputs)
    ? [...tensors]
    : Object.fromEntries(keys.map((key, i) => [key, tensors[i]]));
  const attrs = { ...each.attrs } as unknown as tf.NamedAttrMap;
  const result = tf.engine().runKernel(name, inputs as unknown as tf.NamedTensorMap, attrs);
  return Array.isArray(result) ? result : [result];
}

function tensorsOf(values: readonly Values[]): tf.Tensor[] {
  return values.map(({ values, shape, dtype }) => {
    if (dtype !== "float32") return tf.tensor(values, shape, dtype);
    const floats = Float32Array.from(values), bits = new Int32Array(floats.buffer);
    // Every second NaN has its sign bit set, as those have that arithmetic makes on x86.
    floats.forEach((value, i) => {
      if (Number.isNaN(value) && i % 2 === 0) bits[i] |= 1 << 31;
    });
    return tf.tensor(floats, shape, dtype);
  });
}

function contents(tensors: readonly tf.Tensor[]): Values[] {
  return tensors.map((tensor) => ({
    shape: tensor.shape,
    dtype: tensor.dtype as Values["dtype"],
    values: Array.from(tensor.dataSync() as Float32Array),
  }));
}

/** Fails if the backend holds more, or less, afterwards. */
function withoutLeaks<T>(compute: () => T): T {
  const held = () => [tf.memory().numTensors, tf.engine().backend.numDataIds()];
  const before = held(), result = compute();
  assert.deepEqual(held(), before, "tensors, or what a backend holds of them, are left behind");
  return result;
}

/** Computes something, and frees the tensors that it made. */
function scoped<T>(compute: () => T): T {
  let result: T | undefined;
  tf.tidy(() => void (result = compute()));
  return result!;
}

/** Runs the kernel on a backend. */
async function forward(backend: Backend, call: Call, values = call.values): Promise<Values[]> {
  await useBackend(backend);
  return withoutLeaks(() => scoped(() => contents(outputs(call, tensorsOf(values)))));
}

/** The error that a call throws, or what it gives. */
async function attempt<T>(compute: () => T | Promise<T>): Promise<T | Error> {
  try {
    return await compute();
  } catch (error) {
    return error as Error;
  }
}

/** Fails if an error is a crash and not a refusal. */
function assertRefusal(error: Error): void {
  assert.ok(!(error instanceof WebAssembly.RuntimeError), `a crash: ${error.message}`);
  if (error instanceof assert.AssertionError) throw error;
}

/** Settings for comparing results. */
interface Judgement {
  /** Sizes of the terms that were summed; by default the results' own size. */
  readonly sizes?: readonly Values[];
  /** The greatest difference, as a part of the size. */
  readonly part: number;
  /** True if NaN is accepted in place of a number. */
  readonly lenient?: boolean;
}

/** Fails if two results differ by more than a part of their size. */
function assertNear(
  actual: readonly Values[],
  expected: readonly Values[],
  { sizes, part, lenient }: Judgement,
): void {
  assert.equal(actual.length, expected.length, "number of outputs");
  for (const [i, { shape, dtype, values }] of expected.entries()) {
    assert.deepEqual(actual[i].shape, shape, "shape");
    assert.equal(actual[i].dtype, dtype, "type");
    for (const [j, value] of values.entries()) {
      const other = actual[i].values[j];
      if (other === value || Object.is(other, value) || lenient && Number.isNaN(other)) continue;
      const size = Math.abs(value) + (sizes?.[i].values[j] ?? 0.1);
      const close = dtype === "float32" && Math.abs(other - value) <= part * size;
      assert.ok(close, `element ${j} of [${shape}]: ${other} instead of ${value}`);
    }
  }
}

/** Tells whether all of a call's numbers are finite. */
function isFinite({ values }: Call): boolean {
  return values.every(({ values }) => values.every(Number.isFinite));
}

/**
 * The transpose of a linear kernel, times dy, and the size of what was summed: the kernel runs once for
 * each number of its input, which is 1 while all others are 0.
 */
async function transpose(
  { kernel, input, shape, others = {}, attrs, dy }: Transposed,
): Promise<[right: Values, size: Values]> {
  await useBackend("cpu");
  const right: number[] = [], sizes: number[] = [];
  for (let j = 0; j < sizeOf(shape); j++) {
    const unit: Values = {
      shape: [...shape],
      dtype: "float32",
      values: Array.from({ length: sizeOf(shape) }, (_, i) => i === j ? 1 : 0),
    };
    const call = callOf(kernel, { inputs: { [input]: unit, ...others }, attrs });
    const [row] = scoped(() => contents(outputs(call, tensorsOf(call.values))));
    const terms = row.values.map((value, i) => value ? value * dy.values[i] : 0);
    right.push(Math.fround(terms.reduce((a, b) => a + b, 0)));
    sizes.push(terms.reduce((a, b) => a + Math.abs(b), 0));
  }
  const like = { shape: [...shape], dtype: "float32" as const };
  return [{ ...like, values: right }, { ...like, values: sizes }];
}

/** The largest of a tensor's finite numbers, in all its places. */
function largest({ values, ...rest }: Values): Values {
  const most = values.reduce(
    (most, value) => Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most,
    0.1,
  );
  return { ...rest, values: values.map(() => most) };
}

function absolute(values: readonly Values[]): Values[] {
  return values.map((each) => ({
    ...each,
    values: each.values.map((value) => Number.isFinite(value) ? Math.abs(value) : 0),
  }));
}

/** The call that the cpu backend is to compute. */
function onCpu(spec: Spec, call: Call): Call {
  const { cpuKernel = call.name, onCpu = (each) => each } = spec;
  return callOf(cpuKernel, onCpu(call.each));
}

/** Compares the kernels' results; whether there are some. */
async function compareForward(spec: Spec, call: Call, tally: Tally): Promise<boolean> {
  const actual = await attempt(() => forward("wasm", call));
  if (actual instanceof Error) assertRefusal(actual);
  const expected = await attempt(() => expectedOf(spec, call));
  if (expected instanceof Error) {
    if (expected instanceof assert.AssertionError) throw new Error(`cpu: ${expected.message}`);
    if (!(actual instanceof Error) && !spec.fault?.(call.each)) {
      throw new Error(`computed, where cpu says: ${expected.message}`);
    }
    tally.refused++;
    return false;
  }
  if (actual instanceof Error) throw new Error(`refused: ${actual.message}`, { cause: actual });
  if (!spec.fault?.(call.each)) {
    const part = spec.tolerance ?? 1e-5, lenient = spec.spreadsNaN && !isFinite(call);
    assertNear(actual, expected.right, { sizes: expected.sizes, part, lenient });
  }
  tally.compared++;
  return true;
}

/** The right result of a kernel, and the sizes of the terms that were summed. */
interface Expected {
  readonly right: readonly Values[];
  readonly sizes?: readonly Values[];
}

async function expectedOf(spec: Spec, call: Call): Promise<Expected> {
  const transposed = spec.transposed?.(call.each);
  if (transposed) { // the cpu backend is not asked: it is wrong, or never ends
    const [right, size] = await transpose(transposed);
    return { right: [right], sizes: [size] };
  }
  const cpu = onCpu(spec, call), right = await forward("cpu", cpu);
  if (!spec.sums) return { right };
  const sizes = absolute(await forward("cpu", cpu, absolute(cpu.values)));
  return { right, sizes: spec.whole ? sizes.map(largest) : sizes };
}

/** Numbers to multiply outputs with, so that all count for the sum whose gradient is taken. */
function weightsFor(count: number, salt: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => ((i * 7 + salt * 5) % 11 + 1) / 8 * ((i * 3 + salt) % 5 < 2 ? -1 : 1),
  );
}

/** Σ of weights times floats, as a tensor. */
function weighted(tensors: readonly tf.Tensor[]): tf.Scalar {
  const parts = tensors.filter(({ dtype }) => dtype === "float32").map((tensor, i) =>
    tf.sum(tf.mul(tensor, tf.tensor(weightsFor(tensor.size, i), tensor.shape, "float32")))
  );
  return tf.addN(parts) as tf.Scalar;
}

/** The indices of a case's inputs that have gradients. */
function variable({ values }: Call): number[] {
  return values.flatMap(({ dtype, values }, i) =>
    dtype === "float32" && values.length > 0 ? [i] : []
  );
}

/** The gradients of the weighted outputs with respect to some inputs, as tensors. */
function gradientsOf(
  call: Call,
  which: readonly number[],
  tensors: readonly tf.Tensor[],
): tf.Tensor[] {
  const f = (...some: tf.Tensor[]) => {
    const all = [...tensors];
    which.forEach((place, i) => all[place] = some[i]);
    return weighted(outputs(call, all));
  };
  return tf.grads(f)(which.map((place) => tensors[place]));
}

async function gradients(
  backend: Backend,
  call: Call,
  which: readonly number[],
): Promise<Values[]> {
  await useBackend(backend);
  return withoutLeaks(() =>
    scoped(() => contents(gradientsOf(call, which, tensorsOf(call.values))))
  );
}

/** Compares the gradients of both backends: what is infinite or NaN, and all else within a part of the largest. */
function assertGradients(
  actual: readonly Values[],
  expected: readonly Values[],
  lenient: boolean,
): void {
  const sizes = expected.map(largest);
  assertNear(actual, expected, { sizes, part: 1e-4, lenient });
}

/** Compares the gradients of both backends, unless tfjs's are wrong. */
async function compareGradients(spec: Spec, call: Call, which: readonly number[]): Promise<void> {
  const actual = await attempt(() => gradients("wasm", call, which));
  if (actual instanceof Error) assertRefusal(actual);
  if (spec.fault?.(call.each) || spec.gradientFault?.(call.each)) return;
  const expected = await attempt(() => gradients("cpu", onCpu(spec, call), which));
  if (expected instanceof Error) return;
  if (actual instanceof Error) {
    throw new Error(`gradient refused: ${actual.message}`, { cause: actual });
  }
  try {
    assertGradients(actual, expected, !!spec.spreadsNaN && !isFinite(call));
  } catch (error) {
    throw new Error(`gradient: ${(error as Error).message}`, { cause: error });
  }
}

/** Terms of a sum, whose change finite differences measure. */
type Terms = (values: readonly Values[]) => number[];

/** Compares a gradient with finite differences; how many numbers could be. */
function assertDifferences(
  terms: Terms,
  call: Call,
  which: readonly number[],
  gradient: readonly Values[],
  seed: number,
  what: string,
): number {
  let count = 0;
  const at = (input: number, element: number, step: number) =>
    terms(
      call.values.map((each, i) =>
        i === input
          ? { ...each, values: each.values.with(element, each.values[element] + step * STEP) }
          : each
      ),
    );
  const middle = terms(call.values);
  for (const [i, input] of which.entries()) {
    const { values } = call.values[input];
    for (let k = 0; k < Math.min(4, values.length); k++) {
      const element = (seed * 13 + k * 7) % values.length;
      const [b2, b1, f1, f2] = [-2, -1, 1, 2].map((step) => at(input, element, step));
      const difference = (a: readonly number[], b: readonly number[], steps: number) =>
        a.reduce((sum, value, j) => sum + (value - b[j]), 0) / (steps * STEP);
      const near = difference(f1, b1, 2), far = difference(f2, b2, 4);
      let size = 0, noise = 0;
      f1.forEach((value, j) => {
        if (f2[j] === b2[j] && value === b1[j] && middle[j] === value) return;
        size += Math.abs(value - b1[j]) / (2 * STEP);
        noise += 3e-7 * (Math.abs(value) + Math.abs(middle[j])) / STEP;
      });
      noise += 1e-6;
      // A kink shows as steps to both sides that disagree, by no less for smaller ones.
      const bend = Math.abs(difference(f1, middle, 1) - difference(middle, b1, 1));
      const wide = Math.abs(difference(f2, middle, 2) - difference(middle, b2, 2));
      if (
        !Number.isFinite(near + far) || Math.abs(near - far) > 1e-3 * size + 4 * noise ||
        bend > 0.75 * wide + 4 * noise && bend > 0.01 * size
      ) continue;
      const measured = (4 * near - far) / 3;
      const value = gradient[i].values[element];
      assert.ok(
        Math.abs(value - measured) <= 4e-3 * size + 4 * noise,
        `${what} by ${call.keys[input]}, element ${element} of [${
          call.values[input].shape
        }]: ${value}, and finite differences say ${measured} (of terms that add up to ${size})`,
      );
      count++;
    }
  }
  return count;
}

/** Compares gradients with finite differences, and second derivatives too if tfjs defines them. */
async function differentiate(
  spec: Spec,
  call: Call,
  which: readonly number[],
  seed: number,
  tally: Tally,
): Promise<void> {
  await useBackend("wasm");
  const terms: Terms = (values) =>
    scoped(() => {
      const floats = contents(outputs(call, tensorsOf(values))).filter(({ dtype }) =>
        dtype === "float32"
      );
      return floats.flatMap(({ values }, i) => {
        const weights = weightsFor(values.length, i);
        return values.map((value, j) => value * weights[j]);
      });
    });
  const gradient = await attempt(() => gradients("wasm", call, which));
  if (gradient instanceof Error) {
    assertRefusal(gradient);
    const theirs = await attempt(() => gradients("cpu", onCpu(spec, call), which));
    if (theirs instanceof Error) return;
    throw new Error(`gradient refused: ${gradient.message}`, { cause: gradient });
  }
  tally.differences += assertDifferences(
    terms,
    call,
    which,
    gradient,
    seed,
    "gradient",
  );

  const directed = (some: readonly tf.Tensor[]) => weighted(some);
  const second = await attempt(() =>
    scoped(() => {
      const tensors = tensorsOf(call.values);
      const f = (...some: tf.Tensor[]) => {
        const all = [...tensors];
        which.forEach((place, i) => all[place] = some[i]);
        return directed(gradientsOf(call, which, all));
      };
      return contents(tf.grads(f)(which.map((place) => tensors[place])));
    })
  );
  if (second instanceof Error) {
    if (
      /gradient function not found|Cannot compute gradient of y=f\(x\) with respect to x/.test(
        second.message,
      )
    ) return;
    throw second;
  }
  const first: Terms = (values) =>
    scoped(() =>
      contents(gradientsOf(call, which, tensorsOf(values))).flatMap(({ values }, i) => {
        const weights = weightsFor(values.length, i);
        return values.map((value, j) => value * weights[j]);
      })
    );
  tally.second += assertDifferences(first, call, which, second, seed, "second derivative");
}

/** A number for each name, so that kernels differ in their cases. */
function saltOf(name: string): number {
  return Array.from(name).reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0) | 0, 0);
}

/**
 * Runs cases of a kernel, with each variant of our kernels in turn; fails at the first that is wrong,
 * and says which.
 *
 * @param name the kernel
 * @param first the first case's seed
 * @param cases how many
 * @returns what was compared
 */
export async function compareKernel(name: string, first: number, cases: number): Promise<Tally> {
  const spec = SPECS[name], tally: Tally = { compared: 0, refused: 0, differences: 0, second: 0 };
  const guards = new Guards();
  await useBackend("wasm");
  for (let seed = first; seed < first + cases; seed++) {
    const style = (["special", "smooth", "plain"] as Style[])[seed % 3];
    const call = callOf(name, spec.draw(new Draw(seed, style, saltOf(name))));
    try {
      await loadKernels(VARIANTS[seed % VARIANTS.length]);
      await useBackend("wasm");
      if (seed % 8 === 0) {
        guards.dispose();
        for (let i = 0; i < 4; i++) guards.grow();
      }
      const computed = await compareForward(spec, call, tally);
      const which = variable(call);
      if (computed && which.length > 0 && tf.getGradient(name) && await hasFloats(call)) {
        if (style === "smooth") await differentiate(spec, call, which, seed, tally);
        else await compareGradients(spec, call, which);
      }
      await useBackend("wasm");
      guards.check();
    } catch (error) {
      throw new Error(`${name}, case ${seed}: ${(error as Error).message}\n${told(call)}`, {
        cause: error,
      });
    }
  }
  guards.dispose();
  await loadKernels(VARIANTS[0]);
  return tally;
}

/** Tells whether a kernel's result is of floats. */
async function hasFloats(call: Call): Promise<boolean> {
  await useBackend("wasm");
  return scoped(() =>
    outputs(call, tensorsOf(call.values)).some(({ dtype, size }) => dtype === "float32" && size > 0)
  );
}

/** A case in a few lines. */
function told({ each, keys, values }: Call): string {
  const list = values.map(({ shape, dtype, values }, i) =>
    `  ${keys[i]}: ${dtype} [${shape}]${values.length <= 12 ? ` = ${values.join(" ")}` : ""}`
  );
  return [...list, `  ${JSON.stringify(each.attrs ?? {})}`].join("\n");
}
