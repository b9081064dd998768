import assert from "node:assert/strict";
import { scatterChart } from "../../../lib/figures/mod.ts";
import {
  amount,
  blues,
  CATEGORIES,
  FAINT,
  hex,
  INK,
  ink,
  oranges,
  PAPER,
  type Rgb,
  type Scale,
  signed,
  SYMBOLS,
  textOn,
} from "../../../lib/figures/parts/palette.ts";

const HUNDRED = Array.from({ length: 101 }, (_, i) => i / 100);

function parse(colour: string): Rgb {
  const channel = (from: number) => Number.parseInt(colour.slice(from, from + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

/** Relative luminance, WCAG 2.1. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) =>
    value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio, WCAG 2.1. */
function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

for (const [name, scale] of Object.entries<Scale>({ ink, amount, blues, oranges })) {
  Deno.test(`the scale ${name} begins white and only ever gets darker`, () => {
    assert.equal(hex(scale(0)), "#ffffff");
    const all = HUNDRED.map((t) => luminance(scale(t)));
    assert.ok(all.every((value, i) => i === 0 || value < all[i - 1]));
  });
}

Deno.test("the scale signed is white in the middle and gets darker to both sides", () => {
  assert.equal(hex(signed(0.5)), "#ffffff");
  const all = HUNDRED.map((t) => luminance(signed(t)));
  assert.ok(all.every((value, i) => i === 0 || i > 50 === value < all[i - 1]));
  assert.ok(signed(0)[0] > signed(0)[2] && signed(1)[2] > signed(1)[0], "orange below, blue above");
});

Deno.test("a scale takes its ends for what lies beyond them", () => {
  assert.deepEqual(amount(-1), amount(0));
  assert.deepEqual(amount(2), amount(1));
});

Deno.test("text on any colour of any scale has a contrast of 4 at least", () => {
  for (const scale of [ink, amount, signed, blues, oranges]) {
    for (const t of HUNDRED) {
      const ratio = contrast(scale(t), parse(textOn(scale(t))));
      assert.ok(ratio >= 4, `${hex(scale(t))} has ${ratio.toFixed(2)}`);
    }
  }
});

Deno.test("text on the card has a contrast of 4.5 at least, lines of data 2.2", () => {
  for (const text of [INK, FAINT]) assert.ok(contrast(parse(text), parse(PAPER)) >= 4.5, text);
  for (const line of CATEGORIES) assert.ok(contrast(parse(line), parse(PAPER)) >= 2.2, line);
});

Deno.test("every symbol has an area to be filled, so that none is invisible", () => {
  const groups = SYMBOLS.map((name, i) => ({ name: `${name}`, points: [{ x: i, y: i }] }));
  const { svg } = scatterChart(groups, { x: { label: "x" }, y: { label: "y" } });
  const outlines = [...svg.matchAll(/<path fill="#[^"]+" d="([^"]+)"/g)].map(([, outline]) =>
    outline
  );
  const angular = SYMBOLS.filter((name) => name !== "circle" && name !== "diamond");
  assert.ok(outlines.length >= angular.length, `${outlines}`);
  for (const outline of outlines) assert.match(outline, /Z$/, "it is closed");
});
