import assert from "node:assert/strict";
import {
  casesOf,
  type OnGpu,
  type Row,
  webgpuTable,
  webgpuText,
} from "../../../lib/cli/upkeep/webgpu_table.ts";

/** Rows of one network and batch: on WebGPU, on one thread and on four. */
function rows(
  network: string,
  batch: number,
  [gpu, one, all]: readonly (number | undefined)[],
  width = 1,
): Row[] {
  const row = (backend: string, workers: number, milliseconds?: number) =>
    milliseconds === undefined
      ? []
      : [{ network, width, batch, backend, workers, milliseconds, steps: 10 }];
  return [...row("webgpu", 1, gpu), ...row("wasm", 4, all), ...row("wasm", 1, one)];
}

const MEASURED: OnGpu = {
  adapter: { name: "a GPU", vendor: "", architecture: "", device: "" },
  processor: "a processor",
  cores: 4,
  deno: "2.9.6",
  rows: [
    ...rows("cnn", 16, [2, 1, 3]),
    ...rows("cnn", 64, [1, 4, 1.5]),
    ...rows("cnn", 256, [2, undefined, 130]),
    ...rows("mlp", 16, [2, 1, 3]),
    ...rows("mlp", 64, [2, 1, 1.5]),
    ...rows("deep", 16, [3, 30, 9]),
    ...rows("cnn", 256, [4, 400, 100], 2),
    ...rows("mlp", 256, [5, undefined, undefined]),
  ],
  alike: [
    { network: "cnn", steps: 20, apart: 2e-6, last: 2 },
    { network: "deep", steps: 20, apart: 9e-4, last: 3 },
  ],
};

Deno.test("casesOf() puts together who took the same step, wider networks last", () => {
  const cases = casesOf(MEASURED);
  assert.equal(cases.length, 8);
  assert.deepEqual(cases[0], { network: "cnn", width: 1, batch: 16, gpu: 2, one: 1, all: 3 });
  assert.deepEqual(cases.at(-1), {
    network: "cnn",
    width: 2,
    batch: 256,
    gpu: 4,
    one: 400,
    all: 100,
  });
});

Deno.test("webgpuTable() compares the GPU with the faster of the others", () => {
  const { headings, rows } = webgpuTable(MEASURED);
  assert.equal(headings[3], "wasm, all threads");
  assert.deepEqual(rows[0], ["`cnn`", 16, "1.00 ms", "3.00 ms", "2.00 ms", "0.50"]);
  assert.deepEqual(rows[2], ["`cnn`", 256, "–", "130 ms", "2.00 ms", "65.00"]);
  assert.deepEqual(rows[6], ["`mlp`", 256, "–", "–", "5.00 ms", "–"]);
  assert.deepEqual(rows[7].slice(0, 2), ["`cnn`, 2 × the filters", 256]);
});

Deno.test("webgpuText() tells from which batch on the GPU is faster, and how far apart the losses are", () => {
  const text = webgpuText(MEASURED);
  assert.match(text, /^Measured on a GPU, beside 4 cores of a processor, with Deno 2\.9\.6\./);
  assert.match(
    text,
    /for `cnn` from 64 digits on, `mlp` at none of these batches and `deep` from 16 digits on\./,
  );
  assert.match(
    webgpuText({ ...MEASURED, note: "It was dark." }),
    /2\.9\.6\. It was dark\. The GPU/,
  );
  assert.match(text, /first 20 steps .* within 3e-4 of the loss\.$/);
});
