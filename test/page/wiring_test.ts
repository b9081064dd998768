/** Connections between numbers: tried by changing them. */

import assert from "node:assert/strict";
import type { Layer } from "../../lib/page/app/network/layers.ts";
import { traceLayers } from "../../lib/page/app/network/trace.ts";
import { layOut, numberAt, numberUnder } from "../../lib/page/app/inside/atlas.ts";
import {
  type Connection,
  indexOf,
  placeOf,
  sourcesOf,
  targetsOf,
} from "../../lib/page/app/inside/wiring.ts";
import { random } from "../../lib/random.ts";
import { volume } from "../../lib/reference/mod.ts";

const next = random(1, 0);

/** A convolution of random weights. */
function convolution(
  inputs: number,
  count: number,
  padding: "same" | "valid",
  stride: number,
): Layer {
  const kernel = volume([3, 3, inputs, count], Array.from({ length: 9 * inputs * count }, next));
  return {
    ...{ kind: "convolution", name: "c", kernel, bias: volume([count], new Array(count).fill(0)) },
    ...{ stride, padding, activation: "linear" },
  };
}

const pooling: Layer = {
  ...{ kind: "pooling", name: "p", by: "average", size: 2, stride: 2, padding: "valid" },
};

/** The indices that a connection stands for. */
function indices(connected: Connection, shape: readonly number[]): number[] {
  const all = Array.from({ length: shape.reduce((product, n) => product * n, 1) }, (_, at) => at);
  if (connected === "all") return all;
  if ("at" in connected) return [connected.at];
  return all.filter((at) => {
    const { row, column, map } = placeOf(at, shape);
    return row >= connected.top && row < connected.bottom && column >= connected.left &&
      column < connected.right && (connected.map === undefined || connected.map === map);
  });
}

const CASES: readonly [name: string, layer: Layer, shape: readonly number[]][] = [
  ["a convolution", convolution(1, 2, "valid", 1), [9, 8, 1]],
  ["a padded convolution of stride 2", convolution(2, 3, "same", 2), [9, 8, 2]],
  ["a pooling", pooling, [8, 8, 2]],
  ["a pooling that leaves a row out", pooling, [9, 9, 2]],
];

for (const [name, layer, shape] of CASES) {
  Deno.test(`${name}: changing a number changes its targets, and it is among their sources`, () => {
    const count = shape.reduce((product, n) => product * n, 1);
    const picture = volume(shape, Array.from({ length: count }, next));
    const [{ output }] = traceLayers([layer], picture);
    for (let at = 0; at < count; at++) {
      const changed = volume(shape, picture.data);
      changed.data[at] += 1;
      const after = traceLayers([layer], changed)[0].output.data;
      const differ = [...output.data.keys()].filter((k) => after[k] !== output.data[k]);
      const targets = indices(targetsOf(layer, shape, output.shape, at), output.shape);
      assert.deepEqual(differ, targets, `number ${at}`);
      for (const target of targets) {
        const sources = indices(sourcesOf(layer, shape, output.shape, target), shape);
        assert.ok(sources.includes(at), `${target} comes from ${at}`);
      }
    }
  });
}

Deno.test("placeOf() and indexOf() are each other's inverse", () => {
  for (const shape of [[4, 5, 3], [7]]) {
    for (let at = 0; at < shape.reduce((product, n) => product * n, 1); at++) {
      assert.equal(indexOf(placeOf(at, shape), shape), at);
    }
  }
});

Deno.test("the number under the middle of a number's square is that number", () => {
  for (const shape of [[26, 26, 16], [3, 3, 48], [28, 28, 1], [432], [10]]) {
    const atlas = layOut(shape, 500, 48);
    for (let at = 0; at < shape.reduce((product, n) => product * n, 1); at++) {
      const { x, y, width, height } = numberAt(atlas, at);
      assert.equal(numberUnder(atlas, x + width / 2, y + height / 2), at);
      assert.ok(x >= 0 && y >= 0 && x + width <= atlas.width && y + height <= atlas.height);
    }
  }
});
