import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { describe, describeError } from "../../lib/exercises/describe.ts";
import { volume } from "../../lib/reference/mod.ts";

Deno.test("describe() writes values on one line", () => {
  assert.equal(describe([[3, 7], [0, 0.1 + 0.2]]), "[[3, 7], [0, 0.3]]");
  assert.equal(describe(Float32Array.of(1, 2)), "[1, 2]");
  assert.equal(describe(47_040_016), "47040016");
  assert.equal(describe("x"), '"x"');
  assert.equal(
    describe((x: number) => {
      return x;
    }),
    "(x)=>{ return x; }",
  );
  assert.equal(describe({}), "an object (Object)");
  assert.equal(describe(volume([2, 2], [1, 2, 3, 4])), "[1, 2, 3, 4] as 2 × 2");
  assert.equal(describe(volume([2], [1, 2])), "[1, 2]");
  assert.equal(describe(tf.scalar(0.5)), "0.5");
  assert.equal(describe(Promise.resolve()), "a promise");
  assert.equal(describe(undefined), "undefined");
});

Deno.test("describe() cuts off long text", () => {
  assert.equal(describe(Array(100).fill(0)), `[${Array(20).fill(0).join(", ")}, …]`);
  assert.equal(describe("x".repeat(500)).length, 80);
  assert.equal(describe("x".repeat(50), 10), '"xxxxxxxx…');
});

Deno.test("describe() has words for values without text", () => {
  const bite = new Proxy({}, {
    get() {
      throw new Error("caught");
    },
  });
  assert.equal(describe(bite), "something that has no text");
  assert.equal(describe(Object.create(null)), "an object (undefined)");
});

Deno.test("describeError() gives name and message of an error, and anything else as it is", () => {
  assert.equal(describeError(new TypeError("no")), "TypeError: no");
  assert.equal(describeError("no"), '"no"');
  assert.equal(describeError(new Error("x".repeat(500))).length, 200);
});
