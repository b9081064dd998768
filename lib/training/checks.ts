/** Looks at what training and evaluation are handed, before the work, and refuses it in a sentence. */

import type * as tf from "@tensorflow/tfjs";
import { classNames, type Digits, pictureSize, shapeOf } from "../dataset/digits.ts";
import { UserError } from "../errors.ts";
import { classesOf, inputShape, layersOf, type Network } from "../model/network.ts";
import type { Checkpoint } from "./checkpoint.ts";

/**
 * Makes sure that a network classifies pictures: one layer after the other, the last one dense with
 * softmax.
 *
 * @param model the network
 * @throws {UserError} if it does not
 */
export function checkNetwork(model: Network): void {
  inputShape(model);
  const last = layersOf(model).at(-1)!;
  const { activation } = last.getConfig();
  const outputs = model.outputs.map(({ shape }) => shape);
  if (last.getClassName() === "Dense" && activation === "softmax" && outputs[0].length === 2) {
    return;
  }
  throw new UserError(
    `Cannot use network "${model.name}": its last layer must be dense with softmax, ` +
      `"${last.name}" is ${last.getClassName()} with activation ${activation} and gives ` +
      `[${outputs[0].map((size) => size ?? "N").join(", ")}]`,
  );
}

/** Layers whose chance comes from tfjs, not from the run's seed. */
const UNSEEDED = ["AlphaDropout", "GaussianDropout", "GaussianNoise"];

/**
 * Makes sure that a network has nothing that training would leave out without a word.
 *
 * @param model the network
 * @throws {UserError} if it has
 */
export function checkTrainable(model: Network): void {
  checkNetwork(model);
  const refuse = (layer: tf.layers.Layer, what: string, because: string) => {
    throw new UserError(`Cannot train layer "${layer.name}" with ${what}: ${because}`);
  };
  for (const layer of model.layers) {
    if (layer.losses.length > 0) {
      refuse(layer, "a regularizer", "only the cross-entropy is minimised");
    }
    const setting = found(layer.getConfig());
    if (setting === "noiseShape") {
      refuse(layer, "a noiseShape", "dropout switches every number off by itself");
    }
    if (setting) refuse(layer, `a ${setting}`, "weights are not held within bounds");
    if (UNSEEDED.includes(layer.getClassName())) {
      refuse(layer, layer.getClassName(), "its noise would not follow from the seed");
    }
    if (layer.getClassName() === "BatchNormalization" && layer.trainable) {
      const { axis, center, scale } = layer.getConfig();
      const isLast = axis === -1 || axis === layer.outputShape.length - 1;
      if (!(center && scale)) refuse(layer, "center or scale off", "tfjs can only predict with it");
      if (!isLast) {
        refuse(layer, `axis ${axis}`, "tfjs can only predict along axes before the last");
      }
    }
  }
  if (model.trainableWeights.length === 0) {
    throw new UserError(
      `Cannot train network "${model.name}": it has no weights that may change. Set trainable to ` +
        "true on a layer that has some",
    );
  }
}

/** The name of a constraint, or `noiseShape`, that a layer's settings or those of layers inside have. */
function found(config: unknown): string | undefined {
  if (typeof config !== "object" || config === null) return undefined;
  for (const [name, value] of Object.entries(config)) {
    if (/Constraint$|^noiseShape$/.test(name) && value) return name;
    const inside = found(value);
    if (inside) return inside;
  }
}

/**
 * Makes sure that there is a row of targets for each picture of a set, with a number for each class.
 *
 * @param model the network
 * @param set the set
 * @param targets `[N × classes]`
 * @throws {RangeError} if there is not
 */
export function checkTargets(model: Network, set: Digits, targets: Float32Array): void {
  const pictures = set.labels.length, classes = classesOf(model);
  if (targets.length === pictures * classes) return;
  throw new RangeError(
    `Cannot learn ${targets.length} targets: ${pictures} pictures of ${classes} classes need ` +
      `${pictures * classes}`,
  );
}

/**
 * Makes sure that a set's pictures and labels are those that a network takes and tells apart.
 *
 * @param model the network
 * @param set the set
 * @param doing the beginning of the refusal, such as "Cannot train on"
 * @param none whether the number of classes is a label too, for pictures of none of them
 * @throws {TypeError} if images or labels are not bytes
 * @throws {RangeError} if their shape, number or values do not fit
 */
export function checkSet(model: Network, set: Digits, doing: string, none = false): void {
  const { name = "this", images, labels } = set ?? {};
  if (!(images instanceof Uint8Array && labels instanceof Uint8Array)) {
    throw new TypeError(`${doing} ${name}: images and labels must each be a Uint8Array`);
  }
  const wanted = inputShape(model), classes = classesOf(model), own = shapeOf(set);
  const size = wanted.reduce((product, n) => product * n, 1);
  if (size !== pictureSize(set) || (wanted.length === 3 && String(wanted) !== String(own))) {
    throw new RangeError(
      `${doing} ${name}: its pictures are ${own.join(" × ")}, and network "${model.name}" takes ` +
        wanted.join(" × "),
    );
  }
  if (images.length !== labels.length * size) {
    throw new RangeError(
      `${doing} ${name}: ${labels.length} labels need ${labels.length * size} pixels, there are ` +
        `${images.length}`,
    );
  }
  if (set.classes && set.classes.length !== classes) {
    throw new RangeError(
      `${doing} ${name}: it has ${classNames(set).length} classes, and network "${model.name}" ` +
        `tells ${classes} apart`,
    );
  }
  const wrong = labels.findIndex((label) => label >= classes + (none ? 1 : 0));
  if (wrong >= 0) {
    throw new RangeError(
      `${doing} ${name}: label ${wrong} is ${labels[wrong]}, expected 0 to ${
        classes - (none ? 0 : 1)
      }`,
    );
  }
}

/**
 * Makes sure that what is said of checkpoints makes sense.
 *
 * @param resume the checkpoint to go on from, if any
 * @param steps after how many steps there is to be one, if ever
 * @throws {TypeError} if `resume` is not a checkpoint
 * @throws {RangeError} if `steps` is not a whole number from 1 up
 */
export function checkResumption(resume: Checkpoint | undefined, steps: number | undefined): void {
  const isCheckpoint = resume?.run && Array.isArray(resume.epochs) &&
    resume.parameters instanceof Float32Array;
  if (resume !== undefined && !isCheckpoint) {
    throw new TypeError("Cannot resume training: resume must be a checkpoint, as onEpoch gets one");
  }
  if (steps !== undefined && !(Number.isInteger(steps) && steps > 0)) {
    throw new RangeError(
      `Cannot make a checkpoint every ${steps} steps: need a whole number from 1 up`,
    );
  }
}
