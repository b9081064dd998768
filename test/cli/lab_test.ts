import assert from "node:assert/strict";
import { join } from "@std/path";
import { inFolder, startTask, task } from "./deno_task.ts";
import { answering, freePort, hasServer, type Kernel, withKernel } from "./jupyter_server.ts";
import { inTime } from "../slowness.ts";

/** Cells to stop, each with a print that says that it is under way. */
const CELLS = [
  `console.log("looping"); for (;;);`,
  `await train(cnn(1), { ...forEver, workers: 1, onStep });`,
  `await train(cnn(1), { ...forEver, workers: 2, onStep });`,
  `await own.fit(x, y, fit);`,
  `await own.fit(x, y, { ...fit, yieldEvery: "never" });`,
  `await own.fitDataset(pairs, fit);`,
  `console.log("measuring"); for (;;) await evaluate(cnn(1), digits.training);`,
];

const PREPARATION = `
  import * as tf from "@tensorflow/tfjs";
  import { useWasm } from "@pixel/convnet/backend";
  import { builtinDigits, splitValidation } from "@pixel/convnet/dataset";
  import { cnn } from "@pixel/convnet/model";
  import { evaluate, RECIPES, train } from "@pixel/convnet/training";
  await useWasm();
  const digits = splitValidation(builtinDigits({ count: 3000, seed: 1 }), 1000);
  const forEver = { ...RECIPES.cnn, ...digits, epochs: 10_000, seed: 1 };
  const onStep = ({ step }) => { if (step === 20) console.log("training"); };
  const kept = 41;
  const { dense, flatten } = tf.layers;
  const own = tf.sequential({ layers: [
    flatten({ inputShape: [28, 28, 1] }), dense({ units: 10, activation: "softmax" }),
  ] });
  own.compile({ optimizer: "adam", loss: "categoricalCrossentropy" });
  const x = tf.randomUniform([2000, 28, 28, 1]), y = tf.oneHot(tf.zeros([2000], "int32"), 10);
  const pairs = tf.data.generator(function* () {
    for (let i = 0; i < 100; i++) yield { xs: x.slice(0, 32), ys: y.slice(0, 32) };
  });
  const callbacks = { onEpochEnd: (epoch) => { if (epoch === 2) console.log("fitting"); } };
  const fit = { epochs: 10_000, verbose: 0, callbacks };`;

/** The cell after it: prints what the kernel knew, and that tfjs can train and records nothing. */
const NEXT = `{
  const { history } = await own.fit(x, y, { ...fit, epochs: 1 });
  const { gradientDepth, scopeStack } = tf.engine().state;
  console.log(kept + 1, history.loss.length, gradientDepth, scopeStack.length);
}`;

/** Starts a cell, stops it when it has printed something, and fails unless the kernel is as it was. */
async function stopCell({ run, stop }: Kernel, code: string): Promise<void> {
  let stopped = Infinity;
  const { status } = await run(code, () => {
    if (stopped < Infinity) return; // a line may come in two messages; the next cell is not to be stopped
    stopped = performance.now() + 300;
    setTimeout(stop, 300);
  });
  const took = performance.now() - stopped; // mostly 0.3 s
  assert.equal(status, "error", code);
  assert(took > 0, `ended before Stop: ${code}`);
  assert(inTime(took, 2_000), `${took} ms: ${code}`);
  let printed = "";
  await run(NEXT, (text) => printed = text);
  assert.equal(printed, "42 1 0 0\n", code);
}

/**
 * A kernel does not survive Stop if it comes while no JavaScript runs and a timer is due next, as happens
 * now and then in tfjs's own `fit`. So each cell is tried six times at most, each time in a new kernel after
 * the first.
 */
Deno.test({
  name: "Jupyter's Stop ends a cell, training too, and the kernel keeps what it knew",
  ignore: !await hasServer(),
  fn: async () => {
    const left = [...CELLS];
    for (let failures = 0; left.length > 0;) {
      await inFolder((folder) =>
        withKernel(folder, async (kernel) => {
          assert.equal((await kernel.run(PREPARATION)).status, "ok");
          try {
            for (; left.length > 0; failures = 0, left.shift()) await stopCell(kernel, left[0]);
          } catch (error) {
            if (++failures === 6) throw error;
            console.error(`again, since ${error}`);
          }
        })
      );
    }
  },
});

Deno.test({
  name: "lab passes options on to Jupyter, which finds our kernel, and returns its exit code",
  ignore: !await hasServer(),
  fn: async () => {
    const port = freePort();
    const lab = startTask(["lab", "--no-browser", `--port=${port}`], { JUPYTER_TOKEN: "token" });
    const output = Promise.all([lab.stdout.text(), lab.stderr.text()]);
    const spec = await answering(async () => {
      const url = `http://127.0.0.1:${port}/api/kernelspecs/deno`;
      const answer = await fetch(url, { headers: { authorization: "token token" } });
      return (await answer.json()).spec;
    });
    assert.equal(spec.argv[0], Deno.execPath());
    assert.equal(spec.interrupt_mode, "message");
    lab.kill("SIGTERM");
    await lab.status;
    await output;
    await assert.rejects(fetch(`http://127.0.0.1:${port}/api`), "Jupyter has ended too");

    const refused = await task(["lab", "--no-browser", "--port=none"]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /port/);
  },
});

Deno.test({
  name: "kernel adds ours to the user's Jupyter, and replaces another only when asked to",
  ignore: !await hasServer(),
  fn: async () => {
    await inFolder(async (folder) => {
      const env = { JUPYTER_DATA_DIR: folder };
      const file = join(folder, "kernels", "deno", "kernel.json");
      assert.equal((await task(["kernel"], env)).code, 0);
      assert.equal(JSON.parse(await Deno.readTextFile(file)).interrupt_mode, "message");
      await Deno.writeTextFile(file, `{ "argv": ["mine"], "display_name": "Mine" }`);
      const refused = await task(["kernel"], env);
      assert.equal(refused.code, 1);
      assert.match(
        refused.stderr,
        /^error: There is a kernel in .* already; --replace/,
      );
      assert.match(await Deno.readTextFile(file), /mine/);
      assert.equal((await task(["kernel", "--replace"], env)).code, 0);
      assert.doesNotMatch(await Deno.readTextFile(file), /mine/);
    });
  },
});
