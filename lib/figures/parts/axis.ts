/** The axes of a chart. */

import type * as Plot from "@observablehq/plot";
import { number } from "./format.ts";
import type { Domain } from "./tiles.ts";

/** An axis: what it measures, and its range. */
export interface Axis {
  /** The quantity, with its unit. */
  readonly label: string;
  /** The numbers at its two ends; the range of the data by default. */
  readonly domain?: Domain;
  /** A logarithmic scale; false by default. */
  readonly log?: boolean;
  /** Shows fractions from 0 to 1 in percent; false by default. */
  readonly percent?: boolean;
  /** Starts at zero, if it has no domain; false by default. */
  readonly zero?: boolean;
  /** The numbers that are written; round ones by default. */
  readonly ticks?: readonly number[];
}

/**
 * Returns the options of an axis for Plot.
 *
 * @param axis the axis
 * @returns Plot's scale options
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
