/** The backward pass of a network on one digit, by the loops of `reference/`, with every number on the way. */

import {
  activateGradient,
  averagePoolGradient,
  convolutionGradient,
  crossEntropy,
  crossEntropyGradient,
  denseGradient,
  flattenGradient,
  maxPool,
  maxPoolGradient,
  relu,
  sizeOf,
  type Volume,
  zeros,
} from "../../../reference/mod.ts";
import type { Layer, Normalisation } from "../network/layers.ts";
import type { Step } from "../network/trace.ts";

/** The gradient of a layer's own numbers. */
export interface WeightGradient {
  /** The numbers that it belongs to: the name of the layer's field. */
  readonly name: "kernel" | "weights" | "scale" | "bias" | "shift";
  /** The numbers. */
  readonly values: Volume;
  /** The derivative of the loss with respect to each of them; of their shape. */
  readonly gradient: Volume;
}

/** The gradient of one digit's loss at a layer: how fast the loss grows with each number. */
export interface LayerGradient {
  readonly step: Step;
  /** With respect to what the layer gave, after its activation. */
  readonly output: Volume;
  /** With respect to its sums, before the activation. */
  readonly sums: Volume;
  /** With respect to what it was given. */
  readonly input: Volume;
  /** With respect to its own numbers; empty if it has none. */
  readonly weights: readonly WeightGradient[];
}

/** The backward pass of one digit. */
export interface Backward {
  /** The cross-entropy, in nats. */
  readonly loss: number;
  /** First layer to last. */
  readonly layers: readonly LayerGradient[];
}

/**
 * Computes the gradient at every layer.
 *
 * @param steps the forward pass, as from `traceNetwork`
 * @param label the true digit
 * @returns loss and gradients; undefined if the network does not end with softmax
 */
export function backward(steps: readonly Step[], label: number): Backward | undefined {
  const last = steps.at(-1);
  if (!last || !("activation" in last.layer) || last.layer.activation !== "softmax") {
    return undefined;
  }
  const layers: LayerGradient[] = [];
  // The loss is −ln p of the true digit: no other probability is in it.
  let output = zeros(last.output.shape);
  output.data[label] = -1 / last.output.data[label];
  for (const step of steps.toReversed()) {
    const sums = step === last
      ? crossEntropyGradient(last.sums, label) // in one step, which is exact for tiny probabilities
      : throughActivation(step, output);
    const { input, weights } = throughSums(step, sums);
    layers.unshift({ step, output, sums, input, weights });
    output = input;
  }
  return { loss: crossEntropy(last.sums, label), layers };
}

/** From the gradient of a layer's output to that of its sums. */
function throughActivation({ layer, sums }: Step, output: Volume): Volume {
  if (!("activation" in layer) || layer.activation === "linear") return output;
  if (layer.activation === "relu") return activateGradient(output, sums, relu);
  throw new RangeError(`Cannot go back through layer ${layer.name}: softmax before the end`);
}

/** From the gradient of a layer's sums to that of its input and its own numbers. */
function throughSums(
  { layer, input: x }: Step,
  dy: Volume,
): Pick<LayerGradient, "input" | "weights"> {
  switch (layer.kind) {
    case "convolution": {
      const { x: input, kernel, bias } = convolutionGradient(dy, x, layer.kernel, layer);
      return { input, weights: own(layer, { kernel, bias }) };
    }
    case "dense": {
      const { x: input, weights, bias } = denseGradient(dy, x, layer.weights);
      return { input, weights: own(layer, { weights, bias }) };
    }
    case "normalisation":
      return throughNormalisation(layer, x, dy);
    case "pooling": {
      const input = layer.by === "max"
        ? maxPoolGradient(dy, maxPool(x, layer).winners, x.shape)
        : averagePoolGradient(dy, x, layer);
      return { input, weights: [] };
    }
    case "flattening":
      return { input: flattenGradient(dy, x.shape), weights: [] };
    case "activation":
      return { input: dy, weights: [] };
  }
}

function throughNormalisation(layer: Normalisation, x: Volume, dy: Volume) {
  const C = sizeOf(layer.scale.shape);
  const scale = zeros([C]), shift = zeros([C]);
  const data = dy.data.map((g, i) => {
    scale.data[i % C] += g * x.data[i];
    shift.data[i % C] += g;
    return g * layer.scale.data[i % C];
  });
  return { input: { shape: x.shape, data }, weights: own(layer, { scale, shift }) };
}

/** The gradients of a layer's own numbers, beside the numbers. */
function own(layer: Layer, gradients: Readonly<Record<string, Volume>>): WeightGradient[] {
  return Object.entries(gradients).map(([name, gradient]) => ({
    name: name as WeightGradient["name"],
    values: layer[name as keyof Layer] as unknown as Volume,
    gradient,
  }));
}
