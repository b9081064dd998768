/** The README's tables of how pictures are read, from what was measured. */

import { Table } from "../../table.ts";

/** The results of one way of reading. */
export interface Measured {
  /** By cause: the share read right at each of four strengths. */
  readonly causes: Readonly<Record<string, readonly number[]>>;
  /** By kind of picture without a digit: how many were refused, of how many. */
  readonly refused: Readonly<Record<string, readonly [number, number]>>;
  /** By kind of people's pictures: the share read right, of how many. */
  readonly wild: readonly {
    readonly kind: string;
    readonly count: number;
    readonly share: number;
  }[];
}

/** The inputs and results of one run. */
export interface SuiteRun {
  /** The network's folder. */
  readonly model: string;
  /** Digits for each cause and strength. */
  readonly count: number;
  /** Pictures without a digit. */
  readonly none: number;
  /** With all stages. */
  readonly whole: Measured;
}

/** A run without each stage in turn. */
export interface Ablation extends SuiteRun {
  /** Without a stage, by its name. */
  readonly without: Readonly<Record<string, Measured>>;
}

/** The content of `data/pictures.json`. */
export interface SuiteResults {
  /** Everything read with all stages. */
  readonly suite?: SuiteRun;
  /** Read again without each stage; of fewer digits, since it takes as many times as long. */
  readonly ablation?: Ablation;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Accuracy by cause and strength.
 *
 * @param measured what was measured
 * @returns the table
 */
export function causeTable({ causes }: Measured): Table {
  const rows = Object.entries(causes).map(([name, shares]) => [name, ...shares.map(percent)]);
  const over = [0, 1, 2, 3].map((s) => percent(mean(Object.values(causes).map((c) => c[s]))));
  return new Table(["what is wrong", "a little", "more", "much", "very much"], [
    ...rows,
    ["mean", ...over],
  ]);
}

/**
 * Pictures without a digit that were refused, by kind.
 *
 * @param measured what was measured
 * @returns the table
 */
export function refusalTable({ refused }: Measured): Table {
  const all = Object.values(refused);
  const sum = (i: 0 | 1) => all.reduce((total, pair) => total + pair[i], 0);
  return new Table(["without a digit", "pictures", "refused"], [
    ...Object.entries(refused).map(([kind, [right, count]]) => [kind, count, right]),
    ["all", sum(1), sum(0)],
  ]);
}

/**
 * People's pictures that were read right, by kind.
 *
 * @param measured what was measured
 * @returns the table; without rows where there were none
 */
export function wildTable({ wild }: Measured): Table {
  return new Table(
    ["people's pictures", "pictures or lines", "read right"],
    wild.map(({ kind, count, share }) => [kind, count, percent(share)]),
  );
}

/**
 * The README's tables of one run.
 *
 * @param measured what was measured
 * @returns Markdown, without tables that have no rows
 */
export function pictureTables(measured: Measured): string {
  return [causeTable, refusalTable, wildTable].map((table) => table(measured))
    .filter((table) => table.rows.length > 0)
    .map((table) => table.toMarkdown()).join("\n\n");
}

/**
 * Lists the losses without each stage, in points.
 *
 * @param results what was measured
 * @returns the table
 */
export function ablationTable({ whole, without }: Ablation): Table {
  const causes = (m: Measured) => mean(Object.values(m.causes).flat());
  const mild = (m: Measured) => mean(Object.values(m.causes).flatMap((c) => c.slice(0, 2)));
  const refused = (m: Measured) => {
    const all = Object.values(m.refused);
    return all.reduce((n, [r]) => n + r, 0) / all.reduce((n, [, c]) => n + c, 0);
  };
  const wild = (m: Measured) => m.wild.length > 0 ? mean(m.wild.map(({ share }) => share)) : NaN;
  const lost = (score: (m: Measured) => number, m: Measured) => {
    const points = 100 * (score(whole) - score(m));
    return Number.isNaN(points) ? "–" : points.toFixed(1).replace("-", "−");
  };
  const worst = (m: Measured) => {
    const drops = Object.entries(whole.causes).map(([name, shares]) =>
      [name, mean(shares) - mean(m.causes[name])] as const
    );
    const [name, drop] = drops.reduce((a, b) => b[1] > a[1] ? b : a);
    return drop > 0.02 ? `${name}: ${(100 * drop).toFixed(0)}` : "–";
  };
  return new Table(
    ["without", "suite", "milder half", "refusals", "people's pictures", "most"],
    Object.entries(without).map(([stage, m]) => [
      stage,
      lost(causes, m),
      lost(mild, m),
      lost(refused, m),
      lost(wild, m),
      worst(m),
    ]),
  );
}
