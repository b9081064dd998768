/**
 * `deno run --allow-read --allow-env=MNIST_DIR lib/cli/upkeep/diversity.ts`: measures how various the
 * built-in digits are beside MNIST's training digits (pen, slant, shape), and how long 60,000 of them take.
 *
 * @module
 */

import process from "node:process";
import { type Digits, findDigits, PIXELS, SIDE, slice } from "../../dataset/mod.ts";
import { builtinTraining } from "../../dataset/mod.ts";
import { penWidth } from "../../pictures/fit.ts";
import { Table } from "../../table.ts";

/** Digits of each set that are measured. */
const COUNT = 10_000;

/** Pixels that become of one, each way, so that a pen's width is measured in parts of a pixel. */
const FINE = 4;

/** Measures of a digit `[784]`, by their names. */
export const MEASURES: Readonly<Record<string, (image: Uint8Array) => number>> = {
  "pen, pixels": pen,
  "slant to the right, degrees": slant,
  "width by height": proportion,
};

function pen(image: Uint8Array): number {
  const side = SIDE * FINE, values = new Float32Array(side * side);
  const at = (x: number, y: number) =>
    image[Math.min(Math.max(y, 0), SIDE - 1) * SIDE + Math.min(Math.max(x, 0), SIDE - 1)] / 255;
  for (let p = 0; p < values.length; p++) {
    const u = (p % side + 0.5) / FINE - 0.5, v = (Math.floor(p / side) + 0.5) / FINE - 0.5;
    const x = Math.floor(u), y = Math.floor(v), along = u - x, down = v - y;
    values[p] = (1 - down) * ((1 - along) * at(x, y) + along * at(x + 1, y)) +
      down * ((1 - along) * at(x, y + 1) + along * at(x + 1, y + 1));
  }
  return penWidth({ width: side, height: side, values }) / FINE;
}

/** The angle of the line on which rows have their middles, from the second moments of the ink. */
function slant(image: Uint8Array): number {
  let mass = 0, x = 0, y = 0, xy = 0, yy = 0;
  image.forEach((ink, p) => {
    const [u, v] = [p % SIDE, Math.floor(p / SIDE)];
    mass += ink, x += ink * u, y += ink * v, xy += ink * u * v, yy += ink * v * v;
  });
  return -Math.atan((xy - x * y / mass) / (yy - y * y / mass)) * 180 / Math.PI;
}

function proportion(image: Uint8Array): number {
  const inked = [...image.keys()].filter((p) => image[p] > 127);
  const size = (places: number[]) => Math.max(...places) - Math.min(...places) + 1;
  return size(inked.map((p) => p % SIDE)) / size(inked.map((p) => Math.floor(p / SIDE)));
}

/** Mean, standard deviation, and the range of the middle nine tenths. */
function row(measure: (image: Uint8Array) => number, { images, labels }: Digits): string[] {
  const values = Float64Array.from(
    labels.keys(),
    (n) => measure(images.subarray(n * PIXELS, (n + 1) * PIXELS)),
  ).sort();
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
  );
  const [low, high] = [0.05, 0.95].map((share) => values[Math.round(share * (values.length - 1))]);
  const say = (value: number) => value.toFixed(2).replace("-", "−");
  return [`${say(mean)} ± ${say(deviation)}`, `${say(low)} to ${say(high)}`];
}

if (import.meta.main) {
  const before = process.cpuUsage();
  const builtin = builtinTraining();
  const { user, system } = process.cpuUsage(before);
  const source = await findDigits();
  const mnist = slice(await source.loadTraining(), 0, COUNT);
  const rows = Object.entries(MEASURES).map(([name, measure]) => [
    name,
    ...row(measure, mnist),
    ...row(measure, slice(builtin, 0, COUNT)),
  ]);
  console.log(
    new Table(["", source.name, "nine tenths", "built-in", "nine tenths"], rows).toMarkdown(),
  );
  console.log(
    `\n${builtin.labels.length} built-in digits: ${((user + system) / 1e6).toFixed(1)} s of the ` +
      `processor's time`,
  );
}
