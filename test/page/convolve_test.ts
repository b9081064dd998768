/** The page's convolution, held against the loops of `reference/`: to the last bit. */

import assert from "node:assert/strict";
import { convolve } from "../../lib/page/app/network/convolve.ts";
import type { Convolution } from "../../lib/page/app/network/layers.ts";
import { random } from "../../lib/random.ts";
import { convolution, sizeOf, type Volume } from "../../lib/reference/mod.ts";

const next = random(1, 0);

function noise(shape: readonly number[]): Volume {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => next() - 0.5) };
}

for (const padding of ["valid", "same"] as const) {
  for (const stride of [1, 2, 3]) {
    Deno.test(`convolve() computes what reference does: stride ${stride}, padding ${padding}`, () => {
      for (const filters of [1, 2, 3, 4, 7, 8]) {
        for (const [side, channels] of [[3, 1], [1, 2], [2, 3]]) {
          for (const [height, width] of [[8, 9], [9, 8]]) {
            const x = noise([height, width, channels]);
            const kernel = noise([side, side, channels, filters]), bias = noise([filters]);
            const layer: Convolution = {
              ...{ kind: "convolution", name: "c", kernel, bias, stride, padding },
              activation: "linear",
            };
            assert.deepEqual(convolve(x, layer), convolution(x, kernel, layer));
          }
        }
      }
    });
  }
}
