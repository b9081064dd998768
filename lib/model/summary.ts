/** What a network is made of: layer by layer, with shapes, parameters and cost. */

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
  /** The shape of what it gives for one image, such as [26, 26, 32]. */
  readonly outputShape: readonly number[];
  /** Its weights, the running means and variances of batch normalisation among them. */
  readonly parameters: number;
  /** Multiply-adds for one image, forward. Only dense and convolutional layers count. */
  readonly multiplyAdds: number;
}

/** A network, layer by layer. Jupyter shows it as a table; `String(summary)` is plain text. */
export class ModelSummary {
  /**
   * A summary of given layers; {@linkcode summary} makes one from a network.
   *
   * @param name the network's name
   * @param layers its layers, first to last
   */
  constructor(readonly name: string, readonly layers: readonly LayerSummary[]) {}

  /** Its weights, the running means and variances of batch normalisation among them. */
  get parameters(): number {
    return this.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  }

  /** Multiply-adds for one image, forward. */
  get multiplyAdds(): number {
    return this.layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
  }

  /** The summary as a table, the sums below. */
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
 * Each weight of a kernel is used once for each position of the output: `k·k·D·C` weights at `H·W`
 * positions for a convolution, one position for a dense layer. The bias is an addition, no product.
 */
function multiplyAdds(layer: tf.layers.Layer, outputShape: readonly number[]): number {
  const kind = layer.getClassName();
  if (kind !== "Conv2D" && kind !== "Dense") return 0;
  const weights = layer.weights[0].shape.reduce<number>((product, n) => product * n!, 1);
  const positions = outputShape.slice(0, -1).reduce((product, n) => product * n, 1);
  return weights * positions;
}

/**
 * Sums a network up.
 *
 * @param model the network
 * @returns its layers with shapes, parameters and multiply-adds
 * @throws {UserError} where its layers do not follow one after the other
 *
 * @example
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
