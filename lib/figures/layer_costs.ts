/** The cost of each layer: parameters and multiply-adds. */

import { barPanel } from "./bar_chart.ts";
import type { Figure } from "./parts/figure.ts";
import { count } from "./parts/format.ts";
import { page } from "./parts/page.ts";

/** One layer, as `summary` in `lib/model` lists them. */
export interface LayerCost {
  /** Its own name, such as "conv1". */
  readonly name: string;
  /** The number of its parameters. */
  readonly parameters: number;
  /** Multiply-adds in the forward pass of one image. */
  readonly multiplyAdds: number;
}

/** Options of {@linkcode layerCosts}. */
export interface LayerCostsOptions {
  /** The heading; none by default. */
  readonly title?: string;
}

/**
 * Draws two bar charts side by side: parameters and multiply-adds of each layer. Layers that have
 * neither are left out.
 *
 * @param layers first to last
 * @param options heading
 * @returns the figure
 *
 * @example The book's network
 * ```ts
 * import { layerCosts } from "@pixel/convnet/figures";
 * import { cnn, summary } from "@pixel/convnet/model";
 *
 * const figure = layerCosts(summary(cnn(1)).layers);
 * console.assert(figure.svg.includes("34,826 parameters"));
 * ```
 */
export function layerCosts(layers: readonly LayerCost[], options: LayerCostsOptions = {}): Figure {
  const { title } = options;
  const costly = layers.filter((layer) => layer.parameters + layer.multiplyAdds > 0);
  const chart = (key: "parameters" | "multiplyAdds", label: string) =>
    barPanel(costly.map((layer) => ({ label: layer.name, value: layer[key] })), {
      axis: { label, ticks: [] },
      width: 370,
    });
  const total = (key: "parameters" | "multiplyAdds") =>
    count(layers.reduce((sum, layer) => sum + layer[key], 0));
  const sums = `${total("parameters")} parameters; ${
    total("multiplyAdds")
  } multiply-adds per image`;
  return page([[
    chart("parameters", "parameters"),
    chart("multiplyAdds", "multiply-adds per image"),
  ]], {
    title,
    notes: [`In all: ${sums}`],
    description: `${title ?? "Costs of the layers"}: ${
      costly.map((l) =>
        `${l.name} ${count(l.parameters)} parameters, ${count(l.multiplyAdds)} multiply-adds`
      ).join("; ")
    }`,
  });
}
