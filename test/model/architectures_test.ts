import assert from "node:assert/strict";
import { cnn, mlp, network, type NetworkName, NETWORKS, summary } from "../../lib/model/mod.ts";

async function weights(name: NetworkName, seed: number): Promise<number[][]> {
  const model = network(name, seed);
  const values = await Promise.all(model.getWeights().map((tensor) => tensor.data()));
  model.dispose();
  return values.map((value) => Array.from(value));
}

Deno.test("cnn() has the layers, shapes and parameters of Keras's example", () => {
  const { layers, parameters } = summary(cnn(1));
  assert.equal(parameters, 34_826);
  assert.deepEqual(
    layers.map((l) => [l.name, l.kind, l.outputShape.join("×"), l.parameters]),
    [
      ["conv1", "Conv2D", "26×26×32", 320],
      ["pool1", "MaxPooling2D", "13×13×32", 0],
      ["conv2", "Conv2D", "11×11×64", 18_496],
      ["pool2", "MaxPooling2D", "5×5×64", 0],
      ["flatten", "Flatten", "1600", 0],
      ["dropout", "Dropout", "1600", 0],
      ["output", "Dense", "10", 16_010],
    ],
  );
});

Deno.test("mlp() is the tutorial's dense network", () => {
  const { layers, parameters } = summary(mlp(1));
  assert.equal(parameters, 101_770);
  assert.deepEqual(layers.map((l) => l.parameters), [0, 100_480, 0, 1_290]);
  assert.equal(mlp(1).layers[2].getConfig().rate, 0.2);
});

Deno.test("light and deep are blocks of convolutions and normalisation that halve the picture", () => {
  const layers = (name: NetworkName) =>
    summary(network(name, 1)).layers.map((l) => `${l.name} ${l.outputShape.join("×")}`);
  assert.deepEqual(layers("light"), [
    ...["conv1 26×26×16", "pool1 13×13×16", "norm1 13×13×16"],
    ...["conv2 13×13×32", "pool2 6×6×32", "norm2 6×6×32"],
    ...["conv3 6×6×64", "pool3 3×3×64", "norm3 3×3×64"],
    ...["flatten 576", "output 10"],
  ]);
  assert.deepEqual(layers("deep"), [
    ...["conv1 26×26×32", "pool1 13×13×32", "norm1 13×13×32"],
    ...["conv2 13×13×56", "norm2 13×13×56", "conv3 13×13×56", "pool2 6×6×56", "norm3 6×6×56"],
    ...["conv4 6×6×112", "norm4 6×6×112", "conv5 6×6×112", "pool3 3×3×112", "norm5 3×3×112"],
    ...["flatten 1008", "hidden 128", "norm6 128", "dropout 128", "output 10"],
  ]);
});

Deno.test("the same seed gives the same weights, another seed others", async () => {
  for (const name of NETWORKS) {
    assert.deepEqual(await weights(name, 7), await weights(name, 7));
    assert.notDeepEqual(await weights(name, 7), await weights(name, 8));
  }
});

Deno.test("weights start Glorot-uniform, biases at zero", async () => {
  const [kernel, bias] = await weights("mlp", 3);
  const limit = Math.sqrt(6 / (784 + 128));
  assert.ok(Math.max(...kernel.map(Math.abs)) <= limit);
  const variance = kernel.reduce((sum, w) => sum + w * w, 0) / kernel.length;
  assert.ok(Math.abs(variance / (limit ** 2 / 3) - 1) < 0.02); // of a uniform distribution
  assert.ok(bias.every((b) => b === 0));
});

Deno.test("layers of one network do not start with the same weights", async () => {
  const all = await weights("cnn", 1);
  assert.notDeepEqual(all[0].slice(0, 9), all[2].slice(0, 9));
});

Deno.test("network() refuses a name that it does not know", () => {
  assert.throws(() => network("resnet" as never, 1), {
    name: "RangeError",
    message: 'Cannot make a network "resnet": the networks are mlp, cnn, slim, light, small, deep',
  });
});
