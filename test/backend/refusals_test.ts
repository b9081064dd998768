/** Calls that are impossible are refused in a sentence, and the next operations still work. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { Draw } from "./comparison/draw.ts";
import { Guards } from "./comparison/guards.ts";
import { testEachVariant } from "./compare.ts";

type Shape4 = [number, number, number, number];

const image = (...shape: Shape4) => tf.ones(shape) as tf.Tensor4D;
const vector = (...values: number[]) => tf.tensor1d(values);
const whole = (values: number[], shape = [values.length]) => tf.tensor(values, shape, "int32");

/** Calls that tfjs refuses or should. */
const IMPOSSIBLE: Readonly<Record<string, () => unknown>> = {
  "conv2d: a filter larger than the image": () =>
    tf.conv2d(image(1, 2, 2, 1), image(5, 5, 1, 1), 1, "valid"),
  "pad: a padding below zero": () => tf.pad(vector(1, 2, 3), [[-1, 2]]),
  "spaceToBatchND: a padding below zero": () =>
    tf.spaceToBatchND(image(1, 4, 4, 1), [2, 2], [[-2, 0], [0, 0]]),
  "slice: a place before the first": () => tf.slice(vector(1, 2, 3), [-2]),
  "slice: a place after the last": () => tf.slice(vector(1, 2, 3), [5]),
  "resizeNearestNeighbor: a size below zero": () =>
    tf.image.resizeNearestNeighbor(image(1, 2, 2, 1), [-1, 2]),
  "conv2d: other channels": () => tf.conv2d(image(1, 4, 4, 3), image(2, 2, 2, 1), 1, "same"),
  "depthwiseConv2d: a filter larger than the image": () =>
    tf.depthwiseConv2d(image(1, 2, 2, 1), image(5, 5, 1, 1), 1, "valid"),
  "conv2dTranspose: another output": () =>
    tf.conv2dTranspose(image(1, 2, 2, 1), image(2, 2, 3, 2), [1, 4, 4, 3], 2, "same"),
  "maxPool: a window larger than the image": () => tf.maxPool(image(1, 2, 2, 1), 5, 1, "valid"),
  "avgPool: a window larger than the image": () => tf.avgPool(image(1, 2, 2, 1), 5, 1, "valid"),
  "matMul: other inner sizes": () => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3])),
  "matMul: other leading sizes": () => tf.matMul(tf.ones([2, 3, 3]), tf.ones([3, 3, 3])),
  "add: shapes that do not broadcast": () => tf.add(tf.ones([2, 3]), tf.ones([2, 2])),
  "maximum: shapes that do not broadcast": () => tf.maximum(tf.ones([3]), tf.ones([4])),
  "gather: an index beyond the end": () => tf.gather(vector(1, 2, 3), whole([0, 1_000_000])),
  "gather: an index below zero": () => tf.gather(vector(1, 2, 3), whole([-500_000])),
  "gatherND: an index beyond the end": () =>
    tf.gatherND(vector(1, 2, 3), whole([5_000_000], [1, 1])),
  "scatterND: an index beyond the end": () => tf.scatterND(whole([900], [1, 1]), vector(1), [3]),
  "scatterND: an index below zero": () => tf.scatterND(whole([-900], [1, 1]), vector(1), [3]),
  "tensorScatterUpdate: an index beyond the end": () =>
    tf.tensorScatterUpdate(vector(1, 2, 3), whole([900], [1, 1]), vector(1)),
  "sparseToDense: an index beyond the end": () =>
    tf.sparseToDense(whole([900]), vector(1), [3], tf.scalar(0)),
  "slice: beyond the end": () => tf.slice(vector(1, 2, 3), [2], [100_000]),
  "slice: from beyond the end": () => tf.slice(vector(1, 2, 3), [100_000], [1]),
  "concat: other sizes": () => tf.concat([tf.ones([2, 2]), tf.ones([3, 3])], 0),
  "stack: other shapes": () => tf.stack([tf.ones([2]), tf.ones([3])]),
  "split: not into equal parts": () => tf.split(tf.ones([5]), 2),
  "reshape: another size": () => tf.reshape(tf.ones([5]), [2, 2]),
  "transpose: an axis twice": () => tf.transpose(tf.ones([2, 3]), [0, 0]),
  "mirrorPad: more than there is": () => tf.mirrorPad(tf.ones([2]), [[3, 3]], "reflect"),
  "topk: more than there are": () => tf.topk(vector(1, 2, 3), 9),
  "batchToSpaceND: blocks that do not divide": () =>
    tf.batchToSpaceND(image(3, 1, 1, 1), [2, 2], [[0, 0], [0, 0]]),
  "spaceToBatchND: blocks that do not divide": () =>
    tf.spaceToBatchND(image(1, 3, 3, 1), [2, 2], [[0, 0], [0, 0]]),
  "depthToSpace: channels that do not divide": () => tf.depthToSpace(image(1, 2, 2, 3), 2, "NHWC"),
  "max: an axis that is not there": () => tf.max(tf.ones([2, 2]), 5),
  "sum: an axis that is not there": () => tf.sum(tf.ones([2, 2]), 5),
  "reverse: an axis that is not there": () => tf.reverse(tf.ones([2, 2]), 5),
  "bincount: numbers below zero": () => tf.bincount(whole([-5]) as tf.Tensor1D, vector(), 3),
  "einsum: other sizes": () => tf.einsum("ij,jk->ik", tf.ones([2, 3]), tf.ones([2, 3])),
};

testEachVariant("what is impossible is refused in a sentence and damages nothing", async () => {
  await useWasm();
  const guards = new Guards();
  for (const [name, call] of Object.entries(IMPOSSIBLE)) {
    guards.grow();
    const before = tf.memory().numTensors;
    assert.throws(() => tf.tidy(call as () => tf.Tensor), (error: Error) => {
      assert.ok(!(error instanceof WebAssembly.RuntimeError), `${name}: a crash, ${error.message}`);
      assert.match(error.message, /\S+ \S+ \S+/, name);
      return true;
    }, name);
    assert.equal(tf.memory().numTensors, before, `${name}: tensors are left behind`);
    guards.check();
  }
  guards.dispose();
});

testEachVariant("windows of any size over images of any size are right or refused", async () => {
  await useWasm();
  const guards = new Guards();
  let refused = 0;
  for (let seed = 0; seed < 150; seed++) {
    const d = new Draw(seed, "plain"), [y, x] = [d.along(true), d.along(true)];
    const size: Shape4 = [1, y.size, x.size, 2],
      pad = d.pick<"valid" | "same" | number>("valid", "same", 1);
    const window: [number, number] = [y.window + 2, x.window + 2];
    const strides: [number, number] = [y.stride, x.stride];
    guards.grow();
    for (
      const call of [
        () => tf.maxPool(image(...size), window, strides, pad),
        () => tf.avgPool(image(...size), window, strides, pad),
        () => tf.conv2d(image(...size), image(...window, 2, 3), strides, pad),
        () => tf.depthwiseConv2d(image(...size), image(...window, 2, 2), strides, pad),
        () => tf.grad((x) => tf.avgPool(x as tf.Tensor4D, window, strides, pad))(image(...size)),
      ]
    ) {
      try {
        tf.tidy(() => call().dataSync());
      } catch (error) {
        assert.match((error as Error).message, /^Cannot (pool|convolve) \[/);
        refused++;
      }
      guards.check();
    }
    if (seed % 10 === 9) guards.dispose();
  }
  guards.dispose();
  assert.ok(refused > 50, `only ${refused} calls were impossible`);
});

Deno.test("cumsum() and cumprod() take axes from the end, and refuse those that are not there", async () => {
  await useWasm();
  tf.tidy(() => {
    const x = tf.tensor2d([[1, 2], [3, 4]]);
    assert.deepEqual(tf.cumsum(x, -1).arraySync(), [[1, 3], [3, 7]]);
    assert.deepEqual(tf.cumprod(x, -2).arraySync(), [[1, 2], [3, 8]]);
    for (const axis of [2, -3, 0.5]) assert.throws(() => tf.cumsum(x, axis), /it has 2 axes/);
    assert.throws(() => tf.cumprod(tf.scalar(3)), /it has 0 axes/);
    assert.throws(() => tf.softmax(tf.scalar(3)), /axis/);
    assert.deepEqual(tf.add(x, x).arraySync(), [[2, 4], [6, 8]]);
  });
});
