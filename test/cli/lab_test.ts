import assert from "node:assert/strict";
import { inFolder } from "./deno_task.ts";
import { hasServer, withKernel } from "./jupyter_server.ts";

Deno.test({
  name: "Jupyter's Stop ends a cell, training too, and the kernel keeps what it knew",
  ignore: !await hasServer(),
  fn: async () => {
    await inFolder((folder) =>
      withKernel(folder, async ({ run, stop }) => {
        const { status: prepared } = await run(`
          import { useWasm } from "@pixel/convnet/backend";
          import { builtinDigits, splitValidation } from "@pixel/convnet/dataset";
          import { cnn } from "@pixel/convnet/model";
          import { evaluate, RECIPES, train } from "@pixel/convnet/training";
          await useWasm();
          const digits = splitValidation(builtinDigits({ count: 6000, seed: 1 }), 1000);
          const forEver = { ...RECIPES.cnn, ...digits, epochs: 10_000, seed: 1 };
          const onStep = ({ step }) => { if (step === 20) console.log("training"); };
          const kept = 41;`);
        assert.equal(prepared, "ok");
        for (
          const code of [
            `console.log("looping"); for (;;);`,
            `await train(cnn(1), { ...forEver, workers: 1, onStep });`,
            `await train(cnn(1), { ...forEver, workers: 2, onStep });`,
            `console.log("measuring"); for (;;) await evaluate(cnn(1), digits.training);`,
          ]
        ) {
          const { status } = await run(code, () => setTimeout(stop, 300));
          assert.equal(status, "error", code);
          const printed = await new Promise((heard) => run(`console.log(kept + 1)`, heard));
          assert.equal(printed, "42\n", code);
        }
      })
    );
  },
});
