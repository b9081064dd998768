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

Deno.test("light and wide are three blocks that halve the picture", () => {
  const shapes = (name: NetworkName) =>
    summary(network(name, 1)).layers.map((l) => l.outputShape.join("×"));
  assert.deepEqual(
    shapes("light"),
    ["28×28×16", "14×14×16", "14×14×32", "7×7×32", "7×7×64", "3×3×64", "576", "10"],
  );
  assert.equal(summary(network("light", 1)).parameters, 29_066);
  assert.deepEqual(shapes("wide").slice(-4), ["3×3×128", "1152", "1152", "10"]);
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
