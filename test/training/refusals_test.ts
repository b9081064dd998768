/** Options that `train()` refuses to begin with. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { UserError } from "../../lib/errors.ts";
import { mlp } from "../../lib/model/mod.ts";
import { train, type TrainingOptions } from "../../lib/training/mod.ts";
import { options } from "./few_steps.ts";

Deno.test("train() refuses hyperparameters that make no sense", async () => {
  await useWasm();
  const refuses = (changes: Partial<TrainingOptions>, message: RegExp) =>
    assert.rejects(train(mlp(1), { ...options, ...changes }), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.message, message);
      return true;
    });
  await refuses({ epochs: 0 }, /epochs 0: it must be a whole number from 1/);
  await refuses({ batchSize: 601 }, /batch size 601: it must be a whole number from 1 to 600/);
  await refuses({ learningRate: -1 }, /learning rate -1/);
  await refuses({ learningRate: NaN }, /learning rate NaN/);
  await refuses({ seed: 1.5 }, /seed 1.5/);
  await refuses({ workers: 51 }, /workers 51/);
  await refuses({ schedule: "cosine" as never }, /schedule "cosine": the schedules are constant/);
});

Deno.test("train() refuses networks that it would not train right, with any number of workers", async () => {
  await useWasm();
  const { add, dense, dropout, flatten } = tf.layers;
  const flat = () => flatten({ inputShape: [28, 28, 1] });
  const chain = (config: Partial<Parameters<typeof dense>[0]>) =>
    tf.sequential({ layers: [flat(), dense({ units: 10, activation: "softmax", ...config })] });
  const bounded = dense({ units: 5, inputShape: [784], kernelConstraint: "unitNorm" });
  const within = (layer: tf.layers.Layer, shape: (number | null)[] = [28, 28, 1]) =>
    tf.sequential({
      layers: [
        tf.layers.inputLayer({ inputShape: shape }),
        ...shape.length === 3 ? [flatten()] : [],
        layer,
        dense({ units: 10, activation: "softmax" }),
      ],
    });
  const frozen = chain({});
  frozen.layers.forEach((layer) => layer.trainable = false);
  const input = tf.input({ shape: [28, 28, 1] });
  const row = flatten().apply(input) as tf.SymbolicTensor;
  const sum = add().apply([row, dense({ units: 784 }).apply(row)] as tf.SymbolicTensor[]);
  const branched = tf.model({
    inputs: input,
    outputs: dense({ units: 10, activation: "softmax" }).apply(sum) as tf.SymbolicTensor,
  });
  const cases = [
    [chain({ activation: "linear" }), /its last layer must be dense with softmax/],
    [chain({ kernelRegularizer: "l1l2" }), /with a regularizer: only the cross-entropy/],
    [chain({ kernelConstraint: "nonNeg" }), /with a kernelConstraint: weights are not held/],
    [chain({ biasConstraint: tf.constraints.maxNorm({ maxValue: 1 }) }), /with a biasConstraint/],
    [within(dropout({ rate: 0.5, noiseShape: [1, 1] })), /with a noiseShape: dropout switches/],
    [within(tf.sequential({ layers: [bounded] })), /with a kernelConstraint/],
    [within(tf.layers.gaussianNoise({ stddev: 1 })), /its noise would not follow from the seed/],
    [within(tf.layers.batchNormalization({ scale: false })), /with center or scale off: tfjs can/],
    [
      tf.sequential({
        layers: [
          tf.layers.batchNormalization({ inputShape: [28, 28, 1], axis: 1 }),
          ...chain({}).layers,
        ],
      }),
      /with axis 1: tfjs can only predict/,
    ],
    [frozen, /it has no weights that may change\. Set trainable to true/],
    [
      within(dense({ units: 7, inputShape: [2] }), [null, 2]),
      /one input of a fixed shape, not \[any, any, 2\]/,
    ],
    [branched, /it has branches, or a layer that is used twice/],
  ] as const;
  for (const [model, message] of cases) {
    for (const workers of [1, 2]) {
      await assert.rejects(train(model, { ...options, workers }), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    }
  }
  const noBias = await train(chain({ useBias: false }), { ...options, epochs: 1 });
  assert.ok(noBias.stepLosses.at(-1)! < noBias.stepLosses[0]);
});
