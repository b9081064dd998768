import assert from "node:assert/strict";
import { MEASURES } from "../../../lib/cli/upkeep/diversity.ts";

/** A digit that has ink where a function says so. */
function drawn(hasInk: (x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from(
    { length: 784 },
    (_, p) => hasInk(p % 28, Math.floor(p / 28)) ? 255 : 0,
  );
}

Deno.test("the diversity of digits is measured by pen, slant and proportion", () => {
  const [pen, slant, proportion] = Object.values(MEASURES);
  const bar = drawn((x, y) => x >= 12 && x < 16 && y >= 4 && y < 24);
  assert.ok(Math.abs(pen(bar) - 4) < 0.6, `${pen(bar)}`); // its ends are nearer to paper
  assert.ok(Math.abs(slant(bar)) < 1e-9);
  assert.equal(proportion(bar), 4 / 20);
  const leaning = drawn((x, y) => y >= 4 && y < 24 && Math.abs(x - 14 - (14 - y) / 2) <= 1);
  assert.ok(Math.abs(slant(leaning) - 26.6) < 1, `${slant(leaning)}`); // the angle whose tangent is ½
});
