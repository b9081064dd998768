/** The axes of a chart. */

import type * as Plot from "@observablehq/plot";
import { number } from "./format.ts";
import type { Domain } from "./tiles.ts";

/** What an axis measures. */
export interface Axis {
  /** What is measured, with its unit. */
  readonly label: string;
  /** The numbers at its two ends; as far as the data reach by default. */
  readonly domain?: Domain;
  /** Equal distances for equal ratios; false by default. */
  readonly log?: boolean;
  /** The data are shares from 0 to 1 and are shown in percent; false by default. */
  readonly percent?: boolean;
  /** Starts at zero, where it has no domain; false by default. */
  readonly zero?: boolean;
  /** Where numbers stand; at round places by default. */
  readonly ticks?: readonly number[];
}

/**
 * An axis as Plot has it.
 *
 * @param axis what it measures
 * @returns Plot's options of a scale
 */
export function plotAxis(axis: Axis): Plot.ScaleOptions {
  const { label, domain, log = false, percent = false, zero = false, ticks } = axis;
  const unit = percent ? 100 : 1;
  return {
    label,
    type: log ? "log" : "linear",
    base: ticks ? 2 : 10, // d3 leaves numbers out that are far from a power of the base
    percent,
    zero: zero && !domain,
    nice: !log && !domain,
    inset: 4,
    ...(domain && { domain: domain.map((end) => end * unit) }),
    ticks: ticks?.map((tick) => tick * unit) ?? (log ? 4 : 6),
    tickFormat: (value: number) => number(value, 6),
  };
}
