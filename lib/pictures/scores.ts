/** Counts pictures that were read right: by kind and digit, with intervals. */

import { Table } from "../table.ts";

/** A picture that was read, beside what it shows. */
export interface Scored {
  /** Its kind, such as "photo". */
  readonly kind: string;
  /** The name of its maker. */
  readonly source: string;
  /** The digits that it shows, lines divided by a line break. */
  readonly label: string;
  /** The digits that were read. */
  readonly text: string;
  /** True if the reading was sure. */
  readonly sure: boolean;
}

/** Half of the normal distribution's middle 95 %, in standard deviations. */
const Z = 1.96;

/**
 * The interval that holds a share with 95 % confidence, from so many of so many (Wilson, "Probable
 * Inference, the Law of Succession, and Statistical Inference", 1927).
 *
 * @param right how many
 * @param count of how many, at least 1
 * @returns its ends, in [0, 1]
 */
export function interval(right: number, count: number): [low: number, high: number] {
  const share = right / count, z2 = Z * Z / count;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = Z * Math.sqrt(share * (1 - share) / count + z2 / count / 4) / (1 + z2);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/**
 * The share read right of each source, and of these the mean: one diligent source does not decide.
 *
 * @param scored the pictures
 * @returns the mean, in [0, 1]
 */
export function meanOverSources(scored: readonly Scored[]): number {
  const sources = Map.groupBy(scored, ({ source }) => source);
  const shares = [...sources.values()].map((own) => own.filter(isRight).length / own.length);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function isRight({ text, label }: Scored): boolean {
  return text === label;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Counts those of a group that were read right, as the cells of a table. */
function cells(scored: readonly Scored[]): (string | number)[] {
  const right = scored.filter(isRight).length;
  const [low, high] = interval(right, scored.length);
  return [
    scored.length,
    right,
    percent(right / scored.length),
    `${percent(low)} to ${percent(high)}`,
    percent(meanOverSources(scored)),
    scored.filter(({ sure, text }) => !sure && text !== "").length,
    scored.filter(({ text }) => text === "").length,
  ];
}

const HEADINGS = [
  "pictures",
  "right",
  "accuracy",
  "95 % interval",
  "mean over sources",
  "not sure",
  "no digit",
];

/**
 * Accuracy by kind of picture, and over all.
 *
 * @param scored the pictures, at least one
 * @returns the table
 */
export function kindTable(scored: readonly Scored[]): Table {
  const kinds = [...Map.groupBy(scored, ({ kind }) => kind)].sort(([a], [b]) => a < b ? -1 : 1);
  const rows = kinds.map(([kind, own]) => [kind, ...cells(own)]);
  return new Table(
    ["kind", ...HEADINGS],
    kinds.length > 1 ? [...rows, ["all", ...cells(scored)]] : rows,
  );
}

/**
 * Accuracy by digit, of the pictures that show one.
 *
 * @param scored the pictures
 * @returns the table
 */
export function digitTable(scored: readonly Scored[]): Table {
  const digits = [...Map.groupBy(scored.filter(({ label }) => label.length === 1), (s) => s.label)];
  return new Table(
    ["digit", ...HEADINGS],
    digits.sort(([a], [b]) => a < b ? -1 : 1).map(([digit, own]) => [digit, ...cells(own)]),
  );
}

/**
 * Of pictures with several digits, the share of lines that were read exactly.
 *
 * @param scored the pictures
 * @returns lines read right, and lines in all
 */
export function lineScore(scored: readonly Scored[]): [right: number, count: number] {
  let right = 0, count = 0;
  for (const { label, text } of scored) {
    if (label.length < 2) continue;
    const said = text.split("\n");
    label.split("\n").forEach((line, i) => {
      count++;
      if (said[i] === line) right++;
    });
  }
  return [right, count];
}

/**
 * Lists the mistakes in pictures that show one digit, the most frequent first.
 *
 * @param scored the pictures
 * @returns the table
 */
export function confusionTable(scored: readonly Scored[]): Table {
  const wrong = scored.filter((s) => s.label.length === 1 && !isRight(s));
  const pairs = [...Map.groupBy(wrong, ({ label, text }) => `${label} ${text}`).values()];
  return new Table(
    ["is", "read as", "pictures"],
    pairs.sort((a, b) => b.length - a.length)
      .map((own) => [own[0].label, own[0].text || "no digit", own.length]),
  );
}
