import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";
import { type Digits, PIXELS, slice } from "../../lib/dataset/mod.ts";
import { UserError } from "../../lib/errors.ts";
import { cnn, mlp, network, type NetworkName } from "../../lib/model/mod.ts";
import { type StepResult, train, type TrainingOptions } from "../../lib/training/mod.ts";
import { layoutOf } from "../../lib/training/parameters.ts";
import { share, type Shared, stopped } from "../../lib/training/shared_memory.ts";
import { startWorkers } from "../../lib/training/worker_pool.ts";
import { fewDigits } from "./digits.ts";
import { slowness } from "../slowness.ts";

const options: TrainingOptions = {
  ...fewDigits(),
  epochs: 2,
  batchSize: 50,
  learningRate: 0.003,
  schedule: "one-cycle",
  augmentation: false,
  smoothing: 0,
  averaging: 0,
  seed: 5,
  workers: 1,
};

async function weightsAfter(name: NetworkName, changes: Partial<TrainingOptions>) {
  await useWasm();
  const model = network(name, 1);
  const result = await train(model, { ...options, ...changes });
  const weights = await Promise.all(
    model.getWeights().map((w) => w.data() as Promise<Float32Array>),
  );
  model.dispose();
  return { result, weights };
}

function largestDifference(a: Float32Array[], b: Float32Array[]): number {
  return Math.max(...a.map((w, t) => w.reduce((m, x, i) => Math.max(m, Math.abs(x - b[t][i])), 0)));
}

Deno.test("train() teaches both networks the built-in digits", async () => {
  for (const name of ["mlp", "cnn"] as const) {
    const { result: { epochs, stepLosses } } = await weightsAfter(name, { epochs: 5 });
    assert.equal(epochs.length, 5);
    assert.equal(stepLosses.length, 5 * 600 / 50);
    assert.ok(stepLosses[0] > 1.8, "the first loss is near ln 10, that of a guess");
    assert.ok(epochs[4].validationAccuracy > 0.7, `${name}: ${epochs[4].validationAccuracy}`);
    assert.ok(epochs[4].validationLoss < epochs[0].validationLoss);
  }
});

Deno.test("train() teaches networks with batch normalisation, whose running means and variances are used", async () => {
  for (const [name, epochs] of [["light", 6], ["deep", 3]] as const) {
    const { result, weights } = await weightsAfter(name, { epochs, learningRate: 0.01 });
    const { validationAccuracy, accuracy } = result.epochs.at(-1)!;
    assert.ok(validationAccuracy > 0.65, `${name}: ${accuracy}, ${validationAccuracy}`);
    const [mean, variance] = weights.slice(-2); // tfjs lists them last
    assert.ok(mean.some((value) => value !== 0) && variance.some((value) => value !== 1));
  }
});

Deno.test("the same seed gives the same losses and weights to the last bit", async () => {
  for (const workers of [1, 2]) {
    const changes = { workers, epochs: 1 };
    const [first, second] = [
      await weightsAfter("cnn", changes),
      await weightsAfter("cnn", changes),
    ];
    assert.deepEqual(second.result.stepLosses, first.result.stepLosses);
    assert.deepEqual(second.weights, first.weights);
  }
  const [five, six] = [await weightsAfter("mlp", {}), await weightsAfter("mlp", { seed: 6 })];
  assert.notDeepEqual(six.result.stepLosses, five.result.stepLosses);
});

Deno.test("several workers give the same mathematics as one, dropout included", async () => {
  const one = await weightsAfter("cnn", { epochs: 1 });
  for (const workers of [2, 3]) {
    const several = await weightsAfter("cnn", { epochs: 1, workers });
    several.result.stepLosses.forEach((loss, step) =>
      assert.ok(Math.abs(loss - one.result.stepLosses[step]) < 1e-4, `step ${step}`)
    );
    assert.ok(largestDifference(several.weights, one.weights) < 1e-4);
    const [a, b] = [several, one].map(({ result }) => result.epochs[0]);
    assert.ok(Math.abs(a.validationLoss - b.validationLoss) < 1e-4);
  }
});

Deno.test("so they do where batch normalisation looks at half a batch at a time", async () => {
  for (const [name, steps] of [["light", 4], ["deep", 2]] as const) {
    const changes = {
      training: slice(options.training, 0, 50 * steps),
      epochs: 1,
      learningRate: 0.0003, // rounding grows with every step
    };
    const one = await weightsAfter(name, changes);
    for (const workers of [2, 3, 5]) {
      const several = await weightsAfter(name, { ...changes, workers });
      const [a, b] = [several, one].map(({ result }) => result.stepLosses);
      a.forEach((loss, i) => assert.ok(Math.abs(loss - b[i]) < 1e-3, `${name}, ${loss}, ${b[i]}`));
      assert.ok(largestDifference(several.weights, one.weights) < 2e-3, `${name}, ${workers}`);
    }
  }
});

Deno.test("augmentation and averaging do not depend on the number of workers either", async () => {
  const changes = { epochs: 1, augmentation: true, averaging: 0.9 };
  const one = await weightsAfter("cnn", changes);
  const two = await weightsAfter("cnn", { ...changes, workers: 2 });
  assert.ok(largestDifference(two.weights, one.weights) < 1e-4);
  const plain = await weightsAfter("cnn", { epochs: 1 });
  assert.notEqual(plain.result.stepLosses[0], one.result.stepLosses[0]);
});

Deno.test("smoothing makes the network less sure", async () => {
  const changes = { epochs: 4, learningRate: 0.01 };
  const [plain, smooth] = [
    await weightsAfter("mlp", changes),
    await weightsAfter("mlp", { ...changes, smoothing: 0.3 }),
  ];
  assert.equal(smooth.result.stepLosses[0], plain.result.stepLosses[0], "told without it");
  const end = ({ result }: typeof plain) => result.epochs.at(-1)!;
  assert.ok(end(smooth).loss > 1.5 * end(plain).loss, `${end(smooth).loss}, ${end(plain).loss}`);
});

Deno.test("averaging leaves the network with the mean of its last steps' weights", async () => {
  const changes = { epochs: 1, learningRate: 0.01, schedule: "constant" } as const;
  const still = await weightsAfter("mlp", { ...changes, averaging: 0 });
  const averaged = await weightsAfter("mlp", { ...changes, averaging: 0.99 });
  assert.deepEqual(averaged.result.stepLosses, still.result.stepLosses, "steps are the same");
  assert.ok(largestDifference(averaged.weights, still.weights) > 1e-3, "what they leave is not");
});

Deno.test("an average soon forgets the weights at the start, running means and variances included", async () => {
  await useWasm();
  /** All weights after each of five steps, an epoch each, or their average where there is one. */
  const states = async (averaging: number): Promise<Float32Array[]> => {
    const model = network("light", 1), found: Float32Array[] = [];
    const record = async () => {
      const all = await Promise.all(
        model.getWeights().map((w) => w.data() as Promise<Float32Array>),
      );
      found.push(Float32Array.from(all.flatMap((values) => [...values])));
    };
    await record();
    const training = slice(options.training, 0, 50);
    const steps = { epochs: 5, learningRate: 0.01, schedule: "constant" } as const;
    await train(model, { ...options, ...steps, training, averaging, onEpoch: record });
    model.dispose();
    return found;
  };
  for (const averaging of [0.3, 0.99]) {
    const [weights, averages] = [await states(0), await states(averaging)];
    assert.deepEqual(averages[0], weights[0]);
    for (let step = 1; step <= 5; step++) {
      const keep = Math.min(averaging, step / (step + 9)); // 0.1, 0.18, 0.25, …
      averages[step].forEach((value, i) => {
        const expected = keep * averages[step - 1][i] + (1 - keep) * weights[step][i];
        const size = Math.abs(averages[step - 1][i]) + Math.abs(weights[step][i]);
        assert.ok(Math.abs(value - expected) <= 1e-6 * size, `step ${step}, weight ${i}`);
      });
    }
  }
});

Deno.test("train() needs no validation digits, and reports NaN for them", async () => {
  await useWasm();
  const { validation: _, ...rest } = options;
  for (const workers of [1, 2]) {
    const { epochs: [first] } = await train(mlp(1), { ...rest, workers, epochs: 1 });
    assert.ok(first.loss > 0);
    assert.deepEqual([first.validationLoss, first.validationAccuracy], [NaN, NaN]);
  }
});

Deno.test("layers that are frozen keep their weights, batch normalisation its running means", async () => {
  await useWasm();
  for (const workers of [1, 3]) {
    const model = network("light", 1);
    const [conv, norm, next] = ["conv1", "norm1", "conv2"].map((name) => model.getLayer(name));
    conv.trainable = norm.trainable = false;
    const values = async (layer: typeof conv) =>
      (await Promise.all(layer.getWeights().map((w) => w.data()))).flatMap((v) => [...v]);
    const before = [await values(conv), await values(norm), await values(next)];
    await train(model, { ...options, epochs: 1, workers });
    assert.deepEqual(await values(conv), before[0]);
    assert.deepEqual(await values(norm), before[1]);
    assert.notDeepEqual(await values(next), before[2]);
    model.dispose();
  }
});

Deno.test("train() keeps no tensors from the second step on", async () => {
  await useWasm();
  const model = cnn(1);
  const counts: number[] = [];
  await train(model, {
    ...options,
    onEpoch: () => void counts.push(tf.memory().numTensors),
  });
  await train(model, { ...options, epochs: 1 });
  assert.equal(counts[0], counts[1]);
  assert.equal(tf.memory().numTensors, counts[1]);
  model.dispose();
});

Deno.test("train() tells of every step once, in order, and of every epoch", async () => {
  await useWasm();
  const steps: StepResult[] = [], epochs: number[] = [];
  const { stepLosses } = await train(mlp(1), {
    ...options,
    onStep: (step) => steps.push(step),
    onEpoch: ({ epoch }) => void epochs.push(epoch),
  });
  assert.deepEqual(steps.map(({ step }) => step), Array.from({ length: 24 }, (_, i) => i + 1));
  assert.deepEqual(steps.map(({ loss }) => loss), stepLosses);
  assert.deepEqual(
    steps.map(({ epoch }) => epoch),
    Array.from({ length: 24 }, (_, i) => i < 12 ? 1 : 2),
  );
  assert.deepEqual(epochs, [1, 2]);
});

Deno.test("onEpoch finds the epoch's weights in the network", async () => {
  await useWasm();
  for (const workers of [1, 2]) {
    const model = mlp(1);
    const seen: number[] = [];
    await train(model, {
      ...options,
      workers,
      onEpoch: async () => void seen.push((await model.getWeights()[3].data())[0]),
    });
    assert.notEqual(seen[0], seen[1]);
    assert.equal((await model.getWeights()[3].data())[0], seen[1]);
  }
});

Deno.test("a signal stops training between steps, with one worker and with two", async () => {
  await useWasm();
  for (const workers of [1, 2]) {
    const controller = new AbortController();
    const result = await train(mlp(1), {
      ...options,
      epochs: 10_000,
      workers,
      signal: controller.signal,
      onStep: () => controller.abort(),
    });
    assert.ok(result.stopped);
    assert.ok(result.stepLosses.length > 0 && result.stepLosses.length < 120_000);
  }
});

Deno.test("a signal that was given before the start lets no step happen", async () => {
  await useWasm();
  for (const averaging of [0, 0.9]) {
    const model = mlp(1);
    const before = await model.getWeights()[0].data();
    const signal = AbortSignal.abort();
    const { stepLosses } = await train(model, { ...options, averaging, signal });
    assert.equal(stepLosses.length, 0);
    const after = await model.getWeights()[0].data();
    assert.ok(before.every((weight, i) => weight === after[i]), "and the weights stay");
  }
});

Deno.test("a loss that is no number stops training with a sentence", async () => {
  await useWasm();
  for (const workers of [1, 2]) {
    const model = mlp(1);
    const weights = model.getWeights();
    model.setWeights([weights[0].mul(NaN), ...weights.slice(1)]);
    await assert.rejects(train(model, { ...options, workers }), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /step 1: the loss is NaN.*learning rate below 0\.003/);
      return true;
    });
  }
});

/** Sees that training fails with a sentence for the user, before any epoch is told. */
async function refuses(model: tf.LayersModel, changes: Partial<TrainingOptions>, message: RegExp) {
  const told = () => assert.fail("nothing may be kept of it");
  await assert.rejects(
    train(model, { ...options, ...changes, onEpoch: told, onCheckpoint: told }),
    (error: Error) => {
      assert.ok(error instanceof UserError, String(error.stack));
      assert.match(error.message, message);
      return true;
    },
  );
}

Deno.test("a weight that is not finite stops training, though every loss is finite", async () => {
  await useWasm();
  for (const [workers, checkpointSteps, step] of [[1, undefined, 13], [2, 4, 5]]) {
    const model = mlp(1);
    const [kernel, bias, ...rest] = model.getWeights();
    const dead = await bias.buffer();
    dead.set(-Infinity, 7); // ReLU makes it 0, and no gradient reaches it
    model.setWeights([kernel, dead.toTensor(), ...rest]);
    const message = `at step ${step}: a weight, or a moment of its gradient, is -Infinity`;
    await refuses(model, { workers, checkpointSteps }, new RegExp(message));
  }
});

Deno.test("a validation loss that is not finite stops training", async () => {
  await useWasm();
  const dark = (set: Digits, value: number): Digits => {
    const images = set.images.slice();
    for (let i = 0; i < images.length; i += PIXELS) images[i] = value;
    return { ...set, images };
  };
  const model = mlp(1);
  const [kernel, ...rest] = model.getWeights();
  const large = await kernel.buffer();
  for (let unit = 0; unit < 128; unit++) large.set(3e38, 0, unit); // of a pixel blank in training
  model.setWeights([large.toTensor(), ...rest]);
  const { training, validation } = options;
  await refuses(
    model,
    { training: dark(training, 0), validation: dark(validation!, 255) },
    /the validation loss is NaN/,
  );
});

/** Starts two workers, which may take some seconds on a busy machine, and hands their threads out. */
async function startTwo(change: (shared: Shared) => Shared, patience = 6) {
  const model = mlp(1), layout = layoutOf(model), { training, validation, ...rest } = options;
  const shared = change(share(layout.size, 2, training, validation!, { ...rest, workers: 2 }));
  const { Worker } = globalThis, threads: Worker[] = [];
  globalThis.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      threads.push(this);
    }
  };
  try {
    return { shared, threads, pool: await startWorkers(model, shared, "wasm", { patience }) };
  } finally {
    globalThis.Worker = Worker;
  }
}

Deno.test("workers that hang, and a worker that has ended, end training with a sentence", async () => {
  await useWasm();
  const hung = await startTwo(
    (shared) => ({ ...shared, hyperparameters: { ...shared.hyperparameters, workers: 3 } }),
  ); // they wait for a third, who never comes
  const ended = await startTwo((shared) => shared);
  ended.threads[1].terminate();
  await Promise.all([hung, ended].map(async ({ pool, shared }) => {
    await assert.rejects(pool.train({ epoch: 0, from: 0, to: 12 }, () => {}), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^Training stopped: no worker gave a sign of life for 6 s; one hangs or has ended\. Resume/,
      );
      return true;
    });
    assert.ok(stopped(shared), "the workers that waited are sent home");
  }));
});

Deno.test("a signal while workers start ends training at once", async () => {
  await useWasm();
  const interrupt = new AbortController();
  setTimeout(() => interrupt.abort(), 30);
  const begun = performance.now();
  const result = await train(mlp(1), { ...options, workers: 8, signal: interrupt.signal });
  assert.deepEqual([result.stopped, result.stepLosses.length], [true, 0]);
  assert.ok(performance.now() - begun < 2_000 * slowness());
});

Deno.test("a worker that fails ends training with its error", async () => {
  await useWasm();
  class Known extends tf.layers.Layer { // in this thread alone
    static className = "KnownHereAlone";
    override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.mul([x].flat()[0], 0.5);
    }
  }
  tf.serialization.registerClass(Known);
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [28, 28, 1] }),
      new Known({}),
      tf.layers.dense({ units: 10, activation: "softmax" }),
    ],
  });
  await assert.rejects(
    train(model, { ...options, workers: 2 }),
    /^Error: Training worker \d failed: .*Unknown layer: KnownHereAlone/,
  );
});

Deno.test("train() refuses hyperparameters that make no sense", async () => {
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
