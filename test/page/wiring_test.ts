/** Which numbers are connected: tried by changing them. */

import assert from "node:assert/strict";
import type { Layer } from "../../lib/page/app/network/layers.ts";
import { traceNetwork } from "../../lib/page/app/network/trace.ts";
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

for (
  const [name, layers] of Object.entries<Layer[]>({
    "a valid convolution": [convolution(1, 2, "valid", 1)],
    "a padded convolution of stride 2": [convolution(1, 2, "same", 2)],
    "a pooling": [convolution(1, 2, "same", 1), pooling],
  })
) {
  Deno.test(`a change of any number in reach of ${name} changes its targets, whose sources it is among`, () => {
    const network = { name, layers }, depth = layers.length - 1;
    const digit = Uint8Array.from({ length: 784 }, () => 1 + Math.floor(200 * next()));
    const { layer, input, output } = traceNetwork(network, digit)[depth];
    for (const at of [0, 27, 29, 400, 783].map((pixel) => pixel % input.data.length)) {
      const changed = volume(input.shape, input.data);
      changed.data[at] += 1;
      const after = traceNetwork({ name, layers: [layer] }, digit).length; // the layer runs alone below
      assert.equal(after, 1);
      const again = rerun(layer, changed);
      const differ = [...output.data.keys()].filter((k) => again[k] !== output.data[k]);
      const targets = indices(targetsOf(layer, input.shape, output.shape, at), output.shape);
      assert.deepEqual(differ, targets, `number ${at}`);
      for (const target of targets) {
        const sources = sourcesOf(layer, input.shape, output.shape, target);
        assert.ok(indices(sources, input.shape).includes(at), `${target} comes from ${at}`);
      }
    }
  });
}
