/** Summary of a network: its layers with their shapes, parameters and cost. */

import type * as tf from "@tensorflow/tfjs";
import { jupyterDisplay } from "../jupyter.ts";
import { Table } from "../table.ts";
import { layersOf, type Network } from "./network.ts";

/** One layer of a network. */
export interface LayerSummary {
  /** The layer's own name, such as "conv1". */
  readonly name: string;
  /** The kind of layer, such as "Conv2D". */
  readonly kind: string;
  /** The shape of its output for one image, such as [26, 26, 32]. */
  readonly outputShape: readonly number[];
  /** Number of weights, including the running means and variances of batch normalisation. */
  readonly parameters: number;
  /** Multiply-adds in the forward pass of one image. Only dense and convolutional layers count. */
  readonly multiplyAdds: number;
}

/** A network, layer by layer. Jupyter shows it as a table; `String(summary)` is plain text. */
export class ModelSummary {
  /**
   * Holds the layers; {@linkcode summary} makes one from a network.
   *
   * @param name the network's name
   * @param layers its layers, first to last
   */
  constructor(readonly name: string, readonly layers: readonly LayerSummary[]) {}

  /** Number of weights, including the running means and variances of batch normalisation. */
  get parameters(): number {
    return this.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  }

  /** Multiply-adds in the forward pass of one image. */
  get multiplyAdds(): number {
    return this.layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
  }

  /** The summary as a table, with the sums in its last row. */
  get table(): Table {
    const rows = this.layers.map((layer) => [
      layer.name,
      layer.kind,
      layer.outputShape.join(" × "),
      layer.parameters,
      layer.multiplyAdds,
    ]);
    return new Table(
      ["layer", "kind", "output shape", "parameters", "multiply-adds"],
      [...rows, ["total", "", "", this.parameters, this.multiplyAdds]],
    );
  }

  /** The table as plain text. */
  toString(): string {
    return this.table.toString();
  }

  /** The table as HTML and plain text, for Jupyter. */
  [jupyterDisplay](): Record<string, string> {
    return this.table[jupyterDisplay]();
  }
}

/**
 * Each weight of a kernel is used once per position of the output: `k·k·D·C` weights at `H·W` positions
 * for a convolution, one position for a dense layer. The bias adds without a product.
 */
function multiplyAdds(layer: tf.layers.Layer, outputShape: readonly number[]): number {
  const kind = layer.getClassName();
  if (kind !== "Conv2D" && kind !== "Dense") return 0;
  const weights = layer.weights[0].shape.reduce<number>((product, n) => product * n!, 1);
  const positions = outputShape.slice(0, -1).reduce((product, n) => product * n, 1);
  return weights * positions;
}

/**
 * Summarises a network.
 *
 * @param model the network
 * @returns its layers with shapes, parameters and multiply-adds
 * @throws {UserError} if its layers do not follow one after the other
 *
 * @example The size of the first layer's output
 * ```ts
 * import assert from "node:assert/strict";
 * import { cnn, summary } from "@pixel/convnet/model";
 *
 * const { layers, parameters } = summary(cnn(1));
 * assert(parameters === 34_826);
 * assert(layers[0].outputShape.join() === "26,26,32");
 * ```
 */
export function summary(model: Network): ModelSummary {
  const layers = layersOf(model).map((layer): LayerSummary => {
    const outputShape = (layer.outputShape as number[]).slice(1);
    return {
      name: layer.name,
      kind: layer.getClassName(),
      outputShape,
      parameters: layer.countParams(),
      multiplyAdds: multiplyAdds(layer, outputShape),
    };
  });
  return new ModelSummary(model.name, layers);
}
