import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { useWasm } from "../../lib/backend/mod.ts";
import { builtinDigits, slice, splitValidation } from "../../lib/dataset/mod.ts";
import { loadModel, type Network, saveModel, transformer } from "../../lib/model/mod.ts";
import { dense, fromRows, softmax, toRows, volume } from "../../lib/reference/mod.ts";
import { RECIPES, train } from "../../lib/training/mod.ts";

await useWasm();

/** A layer's weights, first to last, as rows of numbers. */
function weightsOf(net: Network, name: string): number[][][] {
  return net.getLayer(name).getWeights().map((tensor) => {
    const [rows, columns] = tensor.shape.length === 1 ? [1, tensor.size] : tensor.shape;
    const { data } = volume([rows, columns!, 1], tensor.dataSync());
    return toRows({ shape: [rows, columns!, 1], data });
  });
}

/** Normalises the numbers of one patch. */
function normed(x: number[], [scale]: number[][], [shift]: number[][]): number[] {
  const mean = x.reduce((a, b) => a + b) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value, i) => (value - mean) / Math.sqrt(variance + 1e-5) * scale[i] + shift[i]);
}

/** A dense layer on each patch. */
function denseRows(rows: number[][], weights: number[][], [bias]: number[][]): number[][] {
  const w = fromRows(weights), shape = [w.shape[0], w.shape[1]];
  const row = (x: number[]) =>
    dense(volume([x.length], x), volume(shape, w.data), volume([bias.length], bias)).data;
  return rows.map((x) => [...row(x)]);
}

const added = (a: number[][], b: number[][]) => a.map((row, p) => row.map((x, i) => x + b[p][i]));

/** Moves all weights away from where they start, so that scales and biases are seen to count. */
function shaken(seed: number): Network {
  const net = transformer(seed);
  net.setWeights(
    net.getWeights().map((w, i) => w.add(tf.randomNormal(w.shape, 0, 0.1, "float32", i))),
  );
  return net;
}

Deno.test("transformer() has 34,218 parameters, which its seed decides", () => {
  const first = (
    seed: number,
  ) => [...transformer(seed).getWeights().flatMap((w) => [...w.dataSync()])];
  assert.equal(first(1).length, 34_218);
  assert.deepEqual(first(1), first(1));
  assert.notDeepEqual(first(1), first(2));
  assert.throws(() => transformer(0.5), RangeError);
});

Deno.test("transformer() starts with another matrix in every dense layer", () => {
  const net = transformer(1);
  const kernels = ["attention", "feedforward"].flatMap((name) =>
    net.getLayer(name).getWeights().filter(({ rank }) => rank === 2)
  );
  const starts = kernels.map((kernel) => String(kernel.dataSync().slice(0, 9)));
  assert.equal(new Set(starts).size, 6);
});

Deno.test("transformer() computes attention and two dense layers as loops do", () => {
  const net = shaken(1);
  const x = tf.randomNormal([1, 16, 64], 0, 1, "float32", 5),
    rows = (x.arraySync() as number[][][])[0];
  const through = (name: string) => (net.getLayer(name).apply(x) as tf.Tensor).dataSync();
  const close = (name: string, expected: number[][]) =>
    through(name).forEach((value, i) =>
      assert.ok(Math.abs(value - expected.flat()[i]) < 1e-4, `${name} ${i}`)
    );

  const [places] = weightsOf(net, "places");
  close("places", added(rows, places));

  const [scale, shift, q, qb, k, kb, v, vb, o, ob] = weightsOf(net, "attention");
  const y = rows.map((row) => normed(row, scale, shift));
  const [Q, K, V] = [denseRows(y, q, qb), denseRows(y, k, kb), denseRows(y, v, vb)];
  const seen = Q.map((query) => {
    const scores = K.map((key) => key.reduce((s, value, i) => s + value * query[i], 0) / 8);
    const shares = softmax(volume([16], scores)).data;
    return V[0].map((_, i) => V.reduce((s, value, p) => s + shares[p] * value[i], 0));
  });
  close("attention", added(rows, denseRows(seen, o, ob)));

  const [scale2, shift2, w1, b1, w2, b2] = weightsOf(net, "feedforward");
  const hidden = denseRows(rows.map((row) => normed(row, scale2, shift2)), w1, b1)
    .map((row) => row.map((value) => Math.max(0, value)));
  close("feedforward", added(rows, denseRows(hidden, w2, b2)));
});

Deno.test("transformer() learns, is saved, and read again", async () => {
  const sets = splitValidation(builtinDigits({ count: 1_000, seed: 1 }), 200);
  const net = transformer(1), how = { ...RECIPES.cnn, epochs: 3, batchSize: 32, seed: 1 };
  const { epochs } = await train(net, { ...how, ...sets, workers: 1 });
  assert.ok(epochs[2].loss < 0.6 * epochs[0].loss, `${epochs.map(({ loss }) => loss)}`);
  const folder = await Deno.makeTempDir();
  try {
    await saveModel(net, folder);
    const again = await loadModel(folder);
    const x = tf.tensor4d(Float32Array.from(slice(sets.validation, 0, 2).images), [2, 28, 28, 1]);
    const said = (net: Network) => [...(net.predict(x) as tf.Tensor).dataSync()];
    assert.deepEqual(said(again), said(net));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
