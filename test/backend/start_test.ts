/** Starts of the wasm backend: the first, later ones, and those that must fail with a reason. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useWasm } from "../../lib/backend/mod.ts";

/** A gradient that the wasm backend lacks without our kernels. */
function convolutionTrains(): boolean {
  const gradient = tf.tidy(() => {
    const x = tf.ones([1, 3, 3, 1]) as tf.Tensor4D;
    const gradient = tf.grad((filter) => tf.conv2d(x, filter as tf.Tensor4D, 1, "valid"));
    return gradient(tf.ones([2, 2, 1, 1])).dataSync();
  });
  return gradient.every((value) => value === 4);
}

Deno.test("useWasm() starts the backend again after tf.removeBackend()", async () => {
  await useWasm();
  tf.removeBackend("wasm");
  await useWasm();
  assert.ok(convolutionTrains());
});

Deno.test("useWasm() starts the backend again after the engine is reset", async () => {
  await useWasm();
  tf.engine().reset();
  await useWasm();
  assert.ok(convolutionTrains());
});

Deno.test("useWasm() works after a start that failed", async () => {
  tf.removeBackend("wasm");
  const { warn } = console;
  try {
    console.warn = () => {};
    tf.registerBackend("wasm", () => Promise.reject(new Error("no wasm today")));
    await assert.rejects(useWasm(), /UserError: Cannot start tfjs's WebAssembly backend/);
  } finally {
    console.warn = warn;
  }
  tf.removeBackend("wasm");
  await useWasm();
  assert.ok(convolutionTrains());
});

Deno.test("useWasm() may be called several times at once", async () => {
  tf.removeBackend("wasm");
  await Promise.all([useWasm(), useWasm()]);
  assert.ok(convolutionTrains());
});

Deno.test("useWasm() does not change to several threads after a start for one", async () => {
  await useWasm();
  await assert.rejects(useWasm({ threads: 2 }), /UserError: Cannot compute on several threads/);
  await useWasm({ threads: 1 });
  assert.ok(convolutionTrains());
});

/** Runs a program without permissions and returns what it prints. */
async function printed(program: string, ...flags: string[]): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-check", "--no-prompt", ...flags, "-"],
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(program));
  await writer.close();
  const { stdout, stderr } = await child.output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

Deno.test("useWasm() without --allow-read speaks of the permission", async () => {
  const program = `import { useWasm } from "@pixel/convnet/backend";
    await useWasm().then(() => console.log("started"), (error) => console.log(String(error)));`;
  assert.equal(
    await printed(program),
    "UserError: Cannot start tfjs's WebAssembly backend: this program may not read its file in " +
      "Deno's cache of npm packages; run it with --allow-read\n",
  );
  assert.equal(await printed(program, "--allow-read"), "started\n");
});

Deno.test("useWasm() takes tfjs's WebAssembly as bytes, and then needs no permission", async () => {
  const file = new URL(
    "tfjs-backend-wasm-simd.wasm",
    import.meta.resolve("@tensorflow/tfjs-backend-wasm"),
  );
  const program = `import * as tf from "@tensorflow/tfjs";
    import { useWasm } from "@pixel/convnet/backend";
    await useWasm({ binary: Uint8Array.of(1, 2, 3) }).catch((error) => console.log(String(error)));
    const binary = Uint8Array.fromBase64("${(await Deno.readFile(file)).toBase64()}");
    await useWasm({ binary });
    tf.removeBackend("wasm");
    await useWasm({ binary });
    console.log(tf.getBackend(), tf.add(1, 2).dataSync()[0]);`;
  assert.deepEqual((await printed(program)).trim().split("\n"), [
    "TypeError: Cannot start tfjs's WebAssembly backend: binary is not WebAssembly",
    "wasm 3",
  ]);
});

Deno.test("functions that need a backend say that useWasm() is missing", async () => {
  const program = `import { cnn, loadModel, train } from "@pixel/convnet";
    import * as tf from "@tensorflow/tfjs";
    const tell = (error) => console.log(String(error));
    try {
      cnn(1);
    } catch (error) {
      tell(error);
    }
    await loadModel("runs").catch(tell);
    await tf.setBackend("wasm");
    await train(null, {}).catch(tell);`;
  assert.deepEqual((await printed(program, "--allow-read")).trim().split("\n"), [
    "UserError: Cannot build a network: no backend is ready; call `await useWasm()` first",
    "UserError: Cannot load a network: no backend is ready; call `await useWasm()` first",
    "UserError: Cannot train a network: tfjs's wasm backend lacks kernels that it takes; call " +
    "`await useWasm()` first",
  ]);
});
