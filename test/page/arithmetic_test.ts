/** The arithmetic of each kind of layer, held against the loops of `reference/`. */

import assert from "node:assert/strict";
import { arithmeticOf } from "../../lib/page/app/inside/arithmetic.ts";
import { strongestSource } from "../../lib/page/app/inside/strongest.ts";
import { traceLayers, traceNetwork } from "../../lib/page/app/network/trace.ts";
import { builtinDigits } from "../../lib/dataset/mod.ts";
import { plainNetwork } from "./seen.ts";

const { images } = builtinDigits({ count: 3, seed: 5 });
const network = await plainNetwork();

Deno.test("the terms of every number of the small network come to that number", () => {
  for (let i = 0; i < 3; i++) {
    for (const step of traceNetwork(network, images.slice(784 * i, 784 * (i + 1)))) {
      const { data } = step.output;
      for (let at = 0; at < data.length; at += 1 + Math.floor(data.length / 97)) {
        const found = arithmeticOf(step, at);
        const near = (a: number, b: number) =>
          assert.ok(Math.abs(a - b) < 1e-9, `${step.layer.name}: ${a}, ${b}`);
        near(found.result, data[at]);
        if (found.kind === "convolution") {
          near(found.sum, step.sums.data[at]);
          const sums = found.channels.map(({ sum, products }) => {
            near(sum, products.flat().reduce<number>((a, b) => a + (b ?? 0), 0));
            return sum;
          });
          near(sums.reduce((a, b) => a + b, found.bias), found.sum);
        } else if (found.kind === "pooling") {
          near(Math.max(...found.window.flat().map((x) => x!)), data[at]);
        } else if (found.kind === "normalisation") {
          near(found.x * found.scale + found.shift, data[at]);
        } else if (found.kind === "dense") {
          near(found.terms.reduce((a, { product }) => a + product, found.bias), step.sums.data[at]);
        }
      }
    }
  }
});

Deno.test("without its strongest source a sum changes more than without any other", () => {
  for (const step of traceNetwork(network, images.slice(0, 784))) {
    const { layer, input, sums } = step;
    if (layer.kind !== "convolution" && layer.kind !== "dense") continue;
    const at = sums.data.length - 3;
    const change = (source: number) => {
      const data = input.data.slice();
      data[source] = 0;
      return Math.abs(
        traceLayers([layer], { shape: input.shape, data })[0].sums.data[at] - sums.data[at],
      );
    };
    const most = change(strongestSource(step, at));
    for (let other = 0; other < input.data.length; other += Math.ceil(input.data.length / 60)) {
      assert.ok(change(other) <= most + 1e-9, `${layer.name}: ${other}`);
    }
  }
});

Deno.test("of a max pooling the strongest source is the winner", () => {
  const step = traceNetwork(network, images.slice(0, 784)).find(({ layer }) =>
    layer.kind === "pooling"
  )!;
  for (let at = 0; at < step.output.data.length; at += 101) {
    assert.equal(step.input.data[strongestSource(step, at)], step.output.data[at]);
  }
});
