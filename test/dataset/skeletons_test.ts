import assert from "node:assert/strict";
import { SKELETONS } from "../../lib/dataset/skeletons.ts";

Deno.test("every digit has styles, each with a weight and a drawing", () => {
  assert.equal(SKELETONS.length, 10);
  for (const style of SKELETONS.flat()) {
    assert.ok(style.weight > 0);
    assert.ok(style.drawings.length > 0);
  }
});

Deno.test("the drawings of a style have the same strokes, point for point", () => {
  for (const [digit, styles] of SKELETONS.entries()) {
    for (const { drawings } of styles) {
      const shapes = drawings.map((drawing) => drawing.replaceAll(/[-\d]+,[-\d]+/g, "x"));
      for (const shape of shapes) {
        assert.match(shape, /^x( (\/ |\| )?x)*$/, `a ${digit} has a point that is none`);
        assert.equal(shape, shapes[0], `a ${digit} has drawings of different strokes`);
      }
    }
  }
});
