/** The programs in other languages that notebook 9 prints, run where their tools are installed. */

import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { joined, type Notebook } from "../../lib/cli/notebook.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");
const { cells }: Notebook = JSON.parse(
  await Deno.readTextFile(join(ROOT, "notebooks", "09-outlook.ipynb")),
);

/** Pythons that may have the tools: what `deno task bench --peers` has installed, or the system's own. */
const PYTHONS = [join(ROOT, "runs", "peers", "bin", "python"), "python3"];

/** Lines before each program, which make its data, and lines after it, which check it. */
const PROGRAMS: Readonly<Record<string, { before: string; after: string }>> = {
  torch: {
    before: `import torch
torch.manual_seed(0)
batches = [(torch.rand(128, 1, 28, 28), torch.randint(10, (128,)))] * 8`,
    after: `assert sum(p.numel() for p in model.parameters()) == 34826
print(nn.functional.cross_entropy(model(images), labels).item())`,
  },
  keras: {
    before: `import numpy, keras
keras.utils.set_random_seed(0)
batches = [(numpy.random.rand(128, 28, 28, 1), numpy.random.randint(10, size=128))] * 8`,
    after: `assert model.count_params() == 34826
print(float(model.evaluate(images, labels, verbose=0)))`,
  },
  jax: {
    before: `import numpy
made = numpy.random.default_rng(0)
shapes = [(3, 3, 1, 32), (32,), (3, 3, 32, 64), (64,), (1600, 10), (10,)]
weights = [made.normal(0, 0.05, shape).astype("float32") for shape in shapes]
batches = [(made.random((128, 28, 28, 1)).astype("float32"), made.integers(0, 10, 128))] * 8`,
    after: `assert sum(value.size for value in weights) == 34826
print(float(loss(weights, images, labels)))`,
  },
};

async function output(python: string, args: string[]) {
  try {
    return await new Deno.Command(python, { args, env: { TF_CPP_MIN_LOG_LEVEL: "3" } }).output();
  } catch {
    return { success: false, stdout: new Uint8Array(), stderr: new Uint8Array() }; // not there
  }
}

/** The first Python that has a tool. */
async function pythonWith(tool: string): Promise<string | undefined> {
  const find = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${tool}") is None)`;
  for (const python of PYTHONS) {
    if ((await output(python, ["-c", find])).success) return python;
  }
}

for (const [tool, { before, after }] of Object.entries(PROGRAMS)) {
  const python = await pythonWith(tool);
  Deno.test({
    name: `the program for ${tool} has the book's parameters and learns eight equal batches`,
    ignore: python === undefined,
    fn: async () => {
      const { source } = cells.find(({ id }) => id === `tool-${tool}`)!;
      const [, program] = joined(source).match(/```python\n([^]*?)```/)!;
      const { success, stdout, stderr } = await output(python!, [
        "-c",
        `${before}\n${program}\n${after}`,
      ]);
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert.ok(success, text(stderr));
      const loss = Number(text(stdout).trim().split("\n").at(-1));
      assert.ok(loss > 0 && loss < 2.31, `loss ${loss}, a blind guess has 2.303`);
    },
  });
}

Deno.test("notebook 9 prints a program for each tool", () => {
  for (const tool of Object.keys(PROGRAMS)) {
    assert.ok(cells.some(({ id }) => id === `tool-${tool}`));
  }
});
