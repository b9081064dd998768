import assert from "node:assert/strict";
import { join, relative, resolve } from "@std/path";
import { useWasm } from "../../../lib/backend/mod.ts";
import { builtinDigits } from "../../../lib/dataset/mod.ts";
import { writePeerFolder } from "../../../lib/cli/upkeep/bench_folder.ts";
import { ours } from "../../../lib/cli/upkeep/bench_ours.ts";
import { PEERS, startPeer } from "../../../lib/cli/upkeep/bench_peers.ts";

await useWasm();

Deno.test("a peer reads the networks and digits that are written for it, and computes the same", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const digits = builtinDigits({ count: 6_400, seed: 1 });
    await writePeerFolder(folder, digits);
    const own = ours(digits, 1);
    const peer = await startPeer(PEERS.find(({ name }) => name === "tfjs wasm")!, folder, 1);
    assert.ok(typeof peer !== "string", `${peer}`);
    for (const network of ["cnn", "mlp"]) {
      const expected = (await own.ask<number[]>("logits", network))!;
      const found: readonly number[] = (await peer.ask<number[]>("logits", network))!;
      assert.equal(found.length, 20);
      found.forEach((logit, i) => assert.ok(Math.abs(logit - expected[i]) < 1e-4, network));
    }
    assert.equal(await peer.ask("step", "cnn", 4), undefined); // it has no gradient of a convolution
    await peer.end();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a peer that ends early tells in which work and why, and what is asked later has no answer", async () => {
  const folder = await Deno.makeTempDir({ dir: ".", prefix: ".cells-" }); // where deno.json is found
  const program = join(folder, "peer.ts");
  try {
    await Deno.writeTextFile(
      program,
      `console.log("a word from a library");
console.log('"1.0"');
for await (const _ of Deno.stdin.readable) {
  console.error("Error: out of memory\\n  at line 4");
  Deno.exit(3);
}`,
    );
    const peer = await startPeer(
      { name: "weak", file: relative(resolve("test/peer"), program), packages: [] },
      folder,
      1,
    );
    assert.ok(typeof peer !== "string", `${peer}`);
    assert.equal(peer.version, "1.0");
    assert.equal(peer.failure, undefined);
    assert.equal(await peer.ask("step", "cnn", 128), undefined);
    assert.equal(await peer.ask("predict", "cnn", 250), undefined);
    assert.equal(peer.failure, "ended in step: Error: out of memory");
    await peer.end();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a peer that is not installed says so, and the benchmark goes on", async () => {
  const packages = ["npm:no@0.0.0"];
  const program = { name: "none", file: "onnx_convnet.ts", args: packages, packages };
  const reason = await startPeer(program, "no-such-folder", 1);
  assert.match(`${reason}`, /error.*npm/i);
});
