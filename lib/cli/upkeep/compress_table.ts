/** The README's table of compression, made from the measurements. */

import { Table } from "../../table.ts";
import { median } from "./bench_table.ts";
import type { KeptRuns } from "./kept_runs.ts";
import { mean, spread } from "./results_table.ts";

/** One network, compressed. */
export interface CompressionRun {
  /** Its seed. */
  readonly seed: number;
  /** Its weights and biases, without batch normalisation, which is folded. */
  readonly parameters: number;
  /** Bytes on disk: weights, scales, tables, architecture and checksum. */
  readonly bytes: number;
  /** Bytes that gzip leaves of them. */
  readonly gzipBytes: number;
  /** The accuracy on the 10,000 validation digits, 0 to 1. */
  readonly validationAccuracy: number;
  /** The accuracy on the 10,000 test digits, 0 to 1. */
  readonly testAccuracy: number;
  /** Milliseconds per digit, of tfjs with one thread, digits in batches. */
  readonly millisecondsPerDigit: number;
  /** The forward pass in whole numbers, on the test digits; of tiny networks only. */
  readonly integer?: {
    readonly testAccuracy: number;
    /** The share of the test digits of which tfjs says the same. */
    readonly agreement: number;
    /** In plain loops. */
    readonly millisecondsPerDigit: number;
    /** In WebAssembly, which computes the same to the last bit. */
    readonly wasmMillisecondsPerDigit: number;
  };
}

/** A result that others published, with what is known of how it was chosen. */
export interface Anchor {
  readonly name: string;
  readonly bytes?: number;
  readonly parameters?: number;
  readonly testAccuracy: number;
  readonly source: string;
  readonly note: string;
}

/** Content of `data/compression.json`. */
export interface CompressionResults {
  /** The results, by the name of the recipe. */
  readonly recipes: Readonly<
    Record<string, KeptRuns<CompressionRun> & { readonly about: string }>
  >;
  /** Results that others published. */
  readonly anchors: readonly Anchor[];
}

/**
 * Builds the table of compression: a row per recipe, then what others published.
 *
 * @param results the measurements
 * @returns the table
 */
export function compressionTable({ recipes, anchors }: CompressionResults): Table {
  const percent = (share: number) => (100 * share).toFixed(2);
  const ours = Object.entries(recipes).map(([name, { about, runs }]) => {
    const accuracies = runs.map((run) => run.testAccuracy);
    return [
      `\`${name}\``,
      about,
      runs[0].parameters,
      Math.max(...runs.map((run) => run.bytes)),
      `${percent(mean(accuracies))} ± ${percent(spread(accuracies))} %`,
      runs.length,
    ];
  });
  const theirs = anchors.map(({ name, note, parameters, bytes, testAccuracy, source }) => [
    `[${name}](${source})`,
    note,
    parameters ?? "–",
    bytes ?? "–",
    `${percent(testAccuracy)} %`,
    "theirs",
  ]);
  return new Table(["recipe", "what is done", "parameters", "bytes", "test accuracy", "seeds"], [
    ...ours,
    ...theirs,
  ]);
}

/**
 * Says how the forward pass in whole numbers does, in a sentence for each recipe that has been measured.
 *
 * @param results the measurements
 * @returns the text
 */
export function integerText({ recipes }: CompressionResults): string {
  return Object.entries(recipes).flatMap(([name, { runs }]) => {
    const found = runs.flatMap(({ integer }) => integer ?? []);
    if (found.length === 0) return [];
    const least = Math.min(...found.map(({ agreement }) => agreement));
    const loops = median(found.map((one) => one.millisecondsPerDigit));
    const wasm = median(found.map((one) => one.wasmMillisecondsPerDigit));
    return [
      `In whole numbers \`${name}\` reads at least ${
        Math.round(10_000 * least).toLocaleString("en-US")
      } of ` +
      `10,000 test digits as tfjs does with the same weights, in ${
        loops.toFixed(2)
      } ms per digit in ` +
      `plain loops and ${wasm.toFixed(2)} ms in WebAssembly.`,
    ];
  }).join(" ");
}

/**
 * Picks the run whose network reads most validation digits, the first of equals.
 *
 * @param runs at least one
 * @returns the run
 */
export function mostAccurate<R extends { readonly validationAccuracy: number }>(
  runs: readonly R[],
): R {
  return runs.reduce((a, b) => b.validationAccuracy > a.validationAccuracy ? b : a);
}

/**
 * Says which network of the recipe `tiny` comes with the project: chosen by its validation accuracy.
 *
 * @param results the measurements
 * @returns a sentence; nothing if the recipe has not been measured
 */
export function storedText({ recipes: { tiny } }: CompressionResults): string {
  if (!tiny) return "";
  const best = mostAccurate(tiny.runs);
  return `\`data/model/tiny\` holds the one that read most validation digits: ${best.bytes} bytes, and ` +
    `${(100 * best.testAccuracy).toFixed(2)} % of the test digits.`;
}
