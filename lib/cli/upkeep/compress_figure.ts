/** The README's figure of compression: accuracy over bytes. */

import type { Figure } from "../../figures/parts/figure.ts";
import { scatterChart } from "../../figures/mod.ts";
import type { CompressionResults } from "./compress_table.ts";
import { mean } from "./results_table.ts";

/** The figure's file. */
export const FIGURE = "notebooks/images/compression.svg";

/** An accuracy below this is told by the table alone, so that the others are not squeezed together. */
const LEAST = 0.97;

/**
 * Draws each recipe as a point, a mean over its seeds, and what others published as points of their own.
 *
 * @param results the measurements
 * @returns the figure
 */
export function compressionFigure({ recipes, anchors }: CompressionResults): Figure {
  const points = Object.values(recipes).map(({ runs }) => ({
    parameters: runs[0].parameters,
    x: mean(runs.map(({ bytes }) => bytes)),
    y: mean(runs.map(({ testAccuracy }) => testAccuracy)),
  })).filter(({ y }) => y >= LEAST);
  const isLarge = ({ parameters }: { parameters: number }) => parameters > 20_000;
  const sized = anchors.filter(({ bytes }) => bytes !== undefined);
  const theirs = [...Map.groupBy(sized, ({ name }) => name)].map(([name, points]) => ({
    name: `${name} (theirs)`,
    points: points.map(({ bytes, testAccuracy }) => ({ x: bytes!, y: testAccuracy })),
  }));
  return scatterChart([
    { name: "the book's cnn, compressed", points: points.filter(isLarge) },
    { name: "tiny networks", points: points.filter((point) => !isLarge(point)) },
    ...theirs,
  ], {
    title: "Accuracy on MNIST's test digits over bytes on disk",
    x: { label: "bytes", log: true },
    y: { label: "accuracy (%)", percent: true },
    width: 640,
  });
}
