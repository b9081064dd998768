import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
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
  const separable = tinyNetwork([[3], [4], [5]], 1, { separable: true }); // with norms to fold
  for (const shortScales of [true, false]) {
    const kernels = { method: "uniform", levels: 13, perChannel: true, shortScales } as const;
    const small = await packed(separable, { kernels }, blank);
    assert.equal(
      small.layers.filter((layer) => "kernel" in layer && layer.kernel.factors).length,
      2,
    );
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

Deno.test("short scales take less than half the bytes of float16 scales", async () => {
  const bytes = async (shortScales: boolean) => {
    const kernels = { method: "uniform", levels: 13, perChannel: true, shortScales } as const;
    return pack(await packed(tinyNetwork([[16], [16], [16]], 1), { kernels }, blank)).length;
  };
  assert.ok(await bytes(false) - await bytes(true) > 2 * 58 / 2); // 58 channels
});

/** A file with some bytes changed and a checksum that fits them. */
function forged(changes: Readonly<Record<number, number>>): Uint8Array {
  const bytes = file.slice();
  for (const [place, byte] of Object.entries(changes)) bytes[Number(place)] = byte;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)), true);
  return bytes;
}

Deno.test("unpack() refuses what no network is, though its checksum fits", () => {
  assert.deepEqual(unpack(forged({})), unpack(file));
  assert.throws(() => unpack(forged({ 8: 6 })), /byte 6 begins no layer/);
  assert.throws(() => unpack(forged({ 8: 1 })), /a layer of kind "dense" follows 3 axes, not 1/);
  assert.throws(() => unpack(forged({ 4: 2 })), /nothing is left of a picture/);
  assert.throws(() => unpack(forged({ 11: 3 })), /there is no coding 3 of 27 weights/);
  assert.throws(() => unpack(forged({ 12: 0, 13: 0x7c })), /it holds Infinity/);
  assert.throws(() => unpack(forged({ 7: 200 })), /Cannot unpack the network/);
  // 15 × 15 kernels, 2,097,151 channels, and codes up to 32,767: 15 TB.
  const greedy = { 9: 0xff, 10: 0xff, 11: 0xff, 12: 0x7f, 13: 0xfc, 14: 0xff, 15: 0x07 };
  assert.throws(() => unpack(forged(greedy)), /more weights than it may/);
});

Deno.test("unpack() tells a file that ends before its version, or soon after it", () => {
  for (const length of [3, 4, 11]) {
    assert.throws(() => unpack(file.slice(0, length)), /the file is cut off$/, `${length} bytes`);
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
    await assert.rejects(loadPacked(folder), /^UserError: Cannot unpack .*network\.bin: /);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
