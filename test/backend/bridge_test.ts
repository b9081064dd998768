/** Kernels that run on the cpu backend with tensors of the wasm backend: strings, complex numbers, FFT. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "../properties.ts";
import { useBackend, useWasm } from "../../lib/backend/mod.ts";
import { assertClose, compare, type Numbers, numbers, run } from "./compare.ts";

/** Tensor programs over strings and complex numbers, and what must come out on every backend. */
const PROGRAMS: Readonly<Record<string, () => tf.Tensor | tf.Tensor[]>> = {
  "complex(), real(), imag(), abs()": () => {
    const z = tf.complex([3, 1], [4, -1]);
    return [z, tf.real(z), tf.imag(z), tf.abs(z)];
  },
  "arithmetic of complex numbers": () => {
    const a = tf.complex([[1, 2], [3, 4]], [[5, 6], [7, 8]]), b = tf.complex([1, 0], [0, -1]);
    return [tf.add(a, b), tf.sub(a, b), tf.mul(a, b), tf.add(a, tf.tensor([1, 2], [2], "int32"))];
  },
  "complex numbers in other shapes": () => {
    const z = () => tf.complex([[1, 2], [3, 4]], [[5, 6], [7, 8]]); // cpu's reshape() spoils its input
    const other = z();
    return [
      ...[tf.concat([other, other], 1), other.transpose(), other.clone()],
      ...[z().reshape([4]), z().expandDims(1), z().flatten()],
    ];
  },
  "casts from and to complex numbers": () => {
    const z = tf.complex([1.5, 0], [2, 3]);
    return [z.cast("float32"), z.cast("int32"), tf.tensor([1, 2]).cast("complex64")];
  },
  "fft(), ifft(), rfft(), irfft()": () => {
    const z = tf.complex(tf.range(0, 12).reshape([2, 6]), tf.ones([2, 6]));
    const x = tf.tensor([1, -2, 3, 0.5, 4, 1]);
    return [tf.fft(z), tf.ifft(z), tf.rfft(x), tf.irfft(tf.rfft(x))] as tf.Tensor[];
  },
  "strings in other shapes": () => {
    const s = tf.tensor(["ä", "two", "三", ""], [2, 2]);
    return [s, s.clone(), s.reshape([4]), s.expandDims(1), tf.tile(s, [1, 2])];
  },
  "concat(), slice(), stack() and fill() of strings": () => {
    const s = tf.tensor(["a", "b"]), all = tf.fill([2], "c" as unknown as number);
    return [tf.concat([s, all]), tf.slice(s, [1], [1]), tf.stack([s, all])];
  },
  "comparisons of strings": () => {
    const a = tf.tensor(["a", "b", "c"]), b = tf.tensor(["a", "c", "b"]);
    return [tf.equal(a, b), tf.notEqual(a, b), tf.less(a, b), tf.greaterEqual(a, b)];
  },
  "string.*": () => {
    const words = tf.tensor1d(["a", "b", "c"]), splits = tf.tensor1d([0, 3], "int32");
    const { nGrams, nGramsSplits } = tf.string
      .stringNGrams(words, splits, "|", [2], "", "", 0, false) as Record<string, tf.Tensor>;
    const { indices, values, shape } = tf.string
      .stringSplit(tf.tensor1d(["a b", "c"]), " ") as Record<string, tf.Tensor>;
    return [
      ...[nGrams, nGramsSplits, indices, values, shape],
      tf.string.stringToHashBucketFast(["a", "b"], 7),
      tf.string.staticRegexReplace(tf.tensor(["aa", "ba"]), "a", "c"),
    ];
  },
};

/** The shapes, types and contents of what a program gives, read in every way that there is. */
async function contents(program: () => tf.Tensor | tf.Tensor[]) {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  const dataIds = tf.engine().backend.numDataIds();
  const tensors = [tf.tidy(program)].flat();
  const read = await Promise.all(tensors.map(async (tensor) => {
    const { shape, dtype } = tensor;
    const [array, data] = [await tensor.array(), await tensor.data()];
    assert.deepEqual(tensor.dataSync(), data);
    assert.deepEqual(tensor.arraySync(), array);
    return { shape, dtype, array, text: tensor.toString() };
  }));
  tf.dispose(tensors);
  const after = tf.memory();
  assert.deepEqual([after.numTensors, after.numDataBuffers], [numTensors, numDataBuffers]);
  assert.equal(tf.engine().backend.numDataIds(), dataIds, "the backend keeps data");
  // tfjs-core counts the bytes of strings wrongly where tensors share them, on every backend.
  return { read, bytesLeft: after.numBytes - numBytes };
}

for (const [name, program] of Object.entries(PROGRAMS)) {
  Deno.test(`${name} on the wasm backend: as on cpu, and nothing is left behind`, async () => {
    await useBackend("cpu");
    const expected = await contents(program);
    await useWasm();
    assert.deepEqual(await contents(program), expected);
  });
}

Deno.test("the wasm backend has every kernel that cpu has", async () => {
  await useWasm();
  const names = (backend: string) => tf.getKernelsForBackend(backend).map((k) => k.kernelName);
  assert.deepEqual(new Set(names("cpu")).difference(new Set(names("wasm"))), new Set());
});

Deno.test("a bridged kernel that throws leaves nothing behind, and the next works", async () => {
  await useWasm();
  const a = tf.ones([2, 3]), before = tf.memory().numTensors;
  const dataIds = tf.engine().backend.numDataIds();
  assert.throws(() => tf.einsum("ij,jk->ik", a, a), /dimension/);
  assert.equal(tf.memory().numTensors, before);
  assert.equal(tf.engine().backend.numDataIds(), dataIds);
  const sums = tf.einsum("ij->i", a);
  assert.deepEqual(Array.from(sums.dataSync()), [3, 3]);
  tf.dispose([a, sums]);
});

Deno.test("a result shares memory with what a kernel hands back, as long as either lives", async () => {
  await useWasm();
  const image = tf.tensor([0, 0.5, 1, 0.25], [2, 2]);
  const drawn: ArrayLike<number>[] = [];
  const canvas = { // what a browser has
    getContext: () => ({ putImageData: ({ data }: ImageData) => drawn.push(data) }),
  };
  const before = tf.memory().numTensors, dataIds = tf.engine().backend.numDataIds();
  const same = tf.engine().runKernel("Draw", { image }, { canvas } as never) as tf.Tensor;
  assert.deepEqual(Array.from(drawn[0]).slice(0, 8), [0, 0, 0, 255, 128, 128, 128, 255]);
  assert.equal(tf.engine().backend.numDataIds(), dataIds);
  image.dispose();
  assert.deepEqual(Array.from(same.dataSync()), [0, 0.5, 1, 0.25]);
  same.dispose();
  assert.equal(tf.memory().numTensors, before - 1);
});

Deno.test("complex numbers move from the cpu backend to wasm", async () => {
  await useBackend("cpu");
  const z = tf.complex([1, 2], [3, 4]);
  await useWasm();
  const sum = tf.add(z, z);
  assert.deepEqual(await sum.array() as unknown, [2, 6, 4, 8]);
  tf.dispose([z, sum]);
});

Deno.test("gather()'s gradient and its own equal the cpu backend's along any axis", async () => {
  const cases = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    shape: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    axis: fc.nat(3),
    picks: fc.array(fc.nat(99), { minLength: 1, maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, shape, axis, picks }) => {
      const along = axis % shape.length;
      const indices = picks.map((pick) => pick % shape[along]);
      const gradient = tf.grad((x) => tf.gather(x, indices, along).square().sum());
      const second = tf.grad((x) => gradient(x).square().sum());
      await compare((x) => [gradient(x), second(x)], [numbers(seed, ...shape)]);
    }),
    { numRuns: 60 },
  );
});

Deno.test("unsortedSegmentSum() adds rows once, drops ids out of range, and keeps NaN apart", async () => {
  await useWasm();
  const x = tf.tensor([[1, 2, 3, 4, 5], [10, 20, 30, 40, 50], [NaN, 1, 1, 1, 1], [7, 7, 7, 7, 7]]);
  const sums = tf.unsortedSegmentSum(x, tf.tensor1d([2, 2, 0, -1], "int32"), 3);
  const none = tf.unsortedSegmentSum(x, tf.tensor1d([9, 9, 9, 3], "int32"), 3);
  assert.deepEqual(await sums.array(), [
    [NaN, 1, 1, 1, 1], // cpu multiplies NaN by 0, which makes all sums NaN
    [0, 0, 0, 0, 0],
    [11, 22, 33, 44, 55],
  ]);
  assert.deepEqual(new Set(none.dataSync()), new Set([0]));
  tf.dispose([x, sums, none]);
});

Deno.test("an embedding learns on the wasm backend", async () => {
  await useWasm();
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 10, outputDim: 4, inputLength: 3 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, activation: "sigmoid" }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.1), loss: "binaryCrossentropy" });
  const words = tf.tensor2d([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 9, 9]]);
  const labels = tf.tensor2d([[0], [1], [0], [1]]);
  const { history } = await model.fit(words, labels, { epochs: 40, verbose: 0 });
  const loss = history.loss.at(-1) as number;
  assert.ok(loss < 0.05, `the loss is ${loss}`);
});

/** Einsum by loops over all axes; cpu is no judge here, as it gives `l,j->l` without the second factor. */
function loops(equation: string, operands: readonly Numbers[]): Numbers {
  const [inputs, out] = equation.split("->"), names = [...inputs.split(","), out];
  const size: Record<string, number> = {};
  operands.forEach(({ shape }, i) => shape.forEach((n, j) => size[names[i][j]] = n));
  const axes = Object.keys(size), shape = [...out].map((axis) => size[axis]);
  const values = new Float64Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < axes.reduce((all, axis) => all * size[axis], 1); i++) {
    const at: Record<string, number> = {};
    let rest = i;
    for (const axis of axes) {
      at[axis] = rest % size[axis];
      rest = Math.floor(rest / size[axis]);
    }
    const place = (name: string) => [...name].reduce((sum, axis) => sum * size[axis] + at[axis], 0);
    values[place(out)] += operands.reduce(
      (product, { values }, j) => product * values[place(names[j])],
      1,
    );
  }
  return { shape, values: Float32Array.from(values) };
}

Deno.test("einsum() equals loops over all axes, for any of them", async () => {
  const axes = "ijklm";
  const some = (most: number) => fc.shuffledSubarray([...axes], { minLength: 1, maxLength: most });
  const cases = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    a: some(4),
    b: fc.option(some(3)),
    out: some(5),
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 }),
  });
  await useWasm();
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, a, b, out, sizes }) => {
      const names = (b ? [a, b] : [a]).map((name) => name.join(""));
      const result = out.filter((axis) => names.join("").includes(axis)).join("");
      const equation = `${names}->${result}`;
      const operands = names.map((name, i) =>
        numbers(seed + i, ...[...name].map((axis) => sizes[axes.indexOf(axis)]))
      );
      const actual = await run("wasm", (...tensors) => tf.einsum(equation, ...tensors), operands);
      assertClose(actual, [loops(equation, operands)], equation);
    }),
    { numRuns: 200 },
  );
});
