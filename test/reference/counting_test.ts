import assert from "node:assert/strict";
import {
  convolutionMultiplyAdds,
  convolutionParameters,
  denseMultiplyAdds,
  denseParameters,
  initialCnnWeights,
  locallyConnectedParameters,
} from "../../lib/reference/mod.ts";
import { tf } from "./helpers.ts";

Deno.test("the book's two networks have 34,826 and 101,770 parameters", () => {
  const cnn = convolutionParameters({ filters: 32 }) +
    convolutionParameters({ channels: 32, filters: 64 }) + denseParameters(1600, 10);
  assert.equal(cnn, 34_826);
  assert.equal(denseParameters(784, 128) + denseParameters(128, 10), 101_770);
});

Deno.test("parameters are counted as in the tensors themselves", () => {
  const { kernel1, bias1, kernel2, bias2, weights3, bias3 } = initialCnnWeights(Math.random);
  const tensors = [kernel1, bias1, kernel2, bias2, weights3, bias3];
  assert.equal(tensors.reduce((sum, { data }) => sum + data.length, 0), 34_826);
});

Deno.test("parameters are counted as by tfjs", () => {
  const layer = tf.layers.conv2d({ filters: 7, kernelSize: 5, inputShape: [9, 9, 4] });
  tf.sequential({ layers: [layer] });
  assert.equal(layer.countParams(), convolutionParameters({ size: 5, channels: 4, filters: 7 }));
});

Deno.test("a locally connected layer has fewer parameters than a dense one, a convolution fewer still", () => {
  assert.equal(denseParameters(784, 676), 530_660);
  assert.equal(locallyConnectedParameters(26, 26), 6_760);
  assert.equal(convolutionParameters(), 10);
  assert.equal(locallyConnectedParameters(2, 3, { size: 2, channels: 5, filters: 7 }), 6 * 21 * 7);
});

Deno.test("multiply-adds are counted as the loops make them", () => {
  assert.equal(convolutionMultiplyAdds(26, 26, { filters: 32 }), 194_688);
  assert.equal(convolutionMultiplyAdds(11, 11, { channels: 32, filters: 64 }), 2_230_272);
  assert.equal(convolutionMultiplyAdds(2, 3, { size: 5, channels: 2 }), 300);
  assert.equal(denseMultiplyAdds(1600, 10), 16_000);
});
