import assert from "node:assert/strict";
import { useWasm } from "../../lib/backend/mod.ts";
import {
  type Coding,
  folded,
  loadPacked,
  pack,
  packed,
  savePacked,
  tinyNetwork,
  unpack,
} from "../../lib/compression/mod.ts";
import { network } from "../../lib/model/mod.ts";

await useWasm();

const blank = new Uint8Array(784);
const tiny = folded(tinyNetwork([[3], [4], [5]], 1));
const fifteen = { kernels: { method: "uniform", levels: 15 } } as const;
const file = pack(await packed(tiny, fifteen, blank));

Deno.test("unpack() gives back what pack() was given, for every coding and kind of layer", async () => {
  const codings: Coding[] = [
    { method: "uniform", levels: 255 },
    { method: "uniform", levels: 3, perChannel: true },
    { method: "ternary" },
    { method: "binary" },
    { method: "clusters", clusters: 16 },
    { method: "clusters", clusters: 200 },
  ];
  for (const kernels of codings) {
    const small = await packed(tiny, { kernels }, blank);
    assert.deepEqual(unpack(pack(small)), small);
  }
  const book = await packed(folded(network("cnn", 1)), fifteen, blank);
  assert.deepEqual(unpack(pack(book)), book);
});

Deno.test("the packed file begins and ends as its description says", () => {
  assert.deepEqual([...file.subarray(0, 8)], [80, 88, 67, 1, 28, 28, 1, 7]);
  // A convolution with ReLU, 3 × 3, 3 channels; codes from −7 to 7 with one scale, a float16.
  assert.deepEqual([...file.subarray(8, 12)], [0 | 1 << 3, 3 | 3 << 4, 3, 4 * 7]);
  // Two bytes of scale; the bias has codes from −127 to 127, in a varint of two bytes.
  assert.deepEqual([...file.subarray(14, 16)], [4 * 127 % 128 | 128, 4 * 127 >> 7]);
});

Deno.test("unpack() refuses a file with any byte changed or missing", () => {
  for (let i = 0; i < file.length; i++) {
    const damaged = file.slice();
    damaged[i] ^= 0x10;
    assert.throws(() => unpack(damaged), /^UserError: Cannot unpack the network: /, `byte ${i}`);
    assert.throws(() => unpack(file.subarray(0, i)), /^UserError: Cannot unpack the network: /);
  }
});

Deno.test("unpack() names another version", () => {
  const later = file.slice();
  later[3] = 2;
  assert.throws(() => unpack(later), /it has version 2, and only 1 is known/);
});

Deno.test("loadPacked() reads what savePacked() wrote, and tells a folder without such a file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.equal(await loadPacked(folder), undefined);
    const network = unpack(file);
    assert.equal(await savePacked(network, folder), file.length);
    assert.deepEqual(await loadPacked(folder), network);
    await Deno.writeFile(`${folder}/network.bin`, file.subarray(1));
    await assert.rejects(loadPacked(folder), /Cannot unpack/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
