/**
 * The peer jax-js on WebAssembly, compiled by `jit`; the third argument names its package. Its threads are
 * as many as the browser, or here Deno, claims to have cores.
 *
 * Pooling comes before ReLU: the same result from a quarter of the numbers.
 */

import { type Given, type PeerNetwork, serve } from "./serve.ts";

/** An array of jax-js. A function that takes it frees it, unless it is given its `ref`. */
interface JaxArray {
  readonly ref: JaxArray;
  readonly shape: number[];
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray | number): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: JaxArray | number): JaxArray;
  neg(): JaxArray;
  sum(axis?: number): JaxArray;
  mean(): JaxArray;
  reshape(shape: number[]): JaxArray;
  transpose(axes: number[]): JaxArray;
  slice(...parts: (number | [number, number] | [])[]): JaxArray;
  data(): Promise<Float32Array>;
}

type Arrays = JaxArray[];

/** The part of jax-js that is used. */
interface Jax {
  init(device: string): Promise<string[]>;
  defaultDevice(device: string): string;
  jit<F>(f: F): F;
  valueAndGrad<F extends (...all: never[]) => JaxArray>(
    f: F,
  ): (...all: Parameters<F>) => [JaxArray, Arrays];
  readonly tree: { ref<T>(tree: T): T };
  readonly numpy: {
    array(values: Float32Array | number): JaxArray;
    zeros(shape: readonly number[]): JaxArray;
    matmul(a: JaxArray, b: JaxArray): JaxArray;
    max(x: JaxArray): JaxArray;
    sqrt(x: JaxArray): JaxArray;
  };
  readonly nn: { relu(x: JaxArray): JaxArray; logSoftmax(x: JaxArray, axis: number): JaxArray };
  readonly lax: {
    conv(x: JaxArray, filter: JaxArray, strides: number[], padding: string): JaxArray;
    reduceWindow(
      x: JaxArray,
      computation: (x: JaxArray) => JaxArray,
      window: number[],
      strides: number[],
    ): JaxArray;
  };
}

const RATE = 1e-3, BETA1 = 0.9, BETA2 = 0.999, EPSILON = 1e-7;

Object.defineProperty(navigator, "hardwareConcurrency", { value: Number(Deno.args[1]) });
const jax: Jax = await import(Deno.args[2]);
const { numpy: np, nn, lax, tree } = jax;
await jax.init("wasm");
jax.defaultDevice("wasm");

const VERSION = Deno.args[2].split("@").at(-1)!;
await serve(VERSION, ({ layers, digits, labels }: Given): PeerNetwork => {
  const arrayOf = (values: Float32Array, shape: readonly number[]) =>
    np.array(values.slice()).reshape([...shape]);
  let weights: Arrays = layers.flatMap(({ kind, shapes, weights: [weight, bias] }) => {
    if (kind === "norm") throw new Error("this peer has no batch normalisation");
    const made = arrayOf(weight, shapes[0]);
    return [
      kind === "dense" ? made : made.transpose([3, 2, 0, 1]), // [to, from, height, width]
      arrayOf(bias, kind === "dense" ? shapes[1] : [1, shapes[1][0], 1, 1]),
    ];
  });
  const zeros = () => weights.map(({ shape }) => np.zeros(shape));
  let means = zeros(), squares = zeros(), count = 0;

  function forward(weights: Arrays, x: JaxArray): JaxArray {
    let flat = false;
    layers.forEach(({ kind, padding, pool, relu }, i) => {
      const weight = weights[2 * i], bias = weights[2 * i + 1];
      if (kind === "convolution") {
        x = lax.conv(x, weight, [1, 1], padding!.toUpperCase()).add(bias);
      } else {
        const [n] = x.shape;
        if (!flat && i > 0) x = x.transpose([0, 2, 3, 1]); // as this library's channels lie
        x = np.matmul(flat ? x : x.reshape([n, -1]), weight).add(bias);
        flat = true;
      }
      if (pool) x = lax.reduceWindow(x, np.max, [2, 2], [2, 2]);
      if (relu) x = nn.relu(x);
    });
    return x;
  }

  const gradient = jax.valueAndGrad((weights: Arrays, x: JaxArray, truth: JaxArray) =>
    nn.logSoftmax(forward(weights, x), 1).mul(truth).sum(1).mean().neg()
  );

  /** One step of Adam; `m` and `v` correct the moments for their start at 0. */
  const train = jax.jit((
    ...[weights, means, squares, x, truth, m, v]: [
      ...[Arrays, Arrays, Arrays],
      ...[JaxArray, JaxArray, JaxArray, JaxArray],
    ]
  ): [JaxArray, Arrays, Arrays, Arrays] => {
    const [loss, gradients] = gradient(tree.ref(weights), x, truth);
    const mean = means.map((mean, i) => mean.mul(BETA1).add(gradients[i].ref.mul(1 - BETA1)));
    const square = squares.map((square, i) =>
      square.mul(BETA2).add(gradients[i].ref.mul(gradients[i]).mul(1 - BETA2))
    );
    const moved = weights.map((weight, i) =>
      weight.sub(
        mean[i].ref.mul(m.ref).div(np.sqrt(square[i].ref.mul(v.ref)).add(EPSILON)),
      )
    );
    return [loss, moved, mean, square];
  });
  const answer = jax.jit(forward);
  const pictures = (batch: number, start: number) =>
    arrayOf(digits.subarray(784 * start, 784 * (start + batch)), [batch, 1, 28, 28]);

  return {
    async step(batch, start) {
      const truth = new Float32Array(10 * batch);
      for (let i = 0; i < batch; i++) truth[10 * i + labels[start + i]] = 1;
      count++;
      const scale = [RATE / (1 - BETA1 ** count), 1 / (1 - BETA2 ** count)] as const;
      const [loss, ...state] = train(
        ...[weights, means, squares, pictures(batch, start), arrayOf(truth, [batch, 10])] as const,
        ...[np.array(scale[0]), np.array(scale[1])] as const,
      );
      [weights, means, squares] = state;
      const [value] = await loss.data();
      return value;
    },
    async predict(batch, start) {
      return await answer(tree.ref(weights), pictures(batch, start)).data();
    },
  };
});
