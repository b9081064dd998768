/**
 * `deno task scaling`: trains networks on more and more digits and stores their validation accuracy in
 * `data/scaling.json`, which notebook 9 draws. Every run takes the same number of steps, so that only
 * the digits differ. It keeps each run and goes on where it was interrupted.
 *
 * @module
 */

import { useWasm } from "../../backend/mod.ts";
import { splitValidation } from "../../dataset/mod.ts";
import { type Digits, PIXELS } from "../../dataset/digits.ts";
import { writeWhole } from "../../files.ts";
import { cnn, mlp, type Network, transformer } from "../../model/mod.ts";
import { RECIPES, train } from "../../training/mod.ts";
import { command, run, wholeNumber } from "../command.ts";
import { digitsFor } from "../digits_option.ts";
import { stored } from "./stored.ts";

const FILE = "data/scaling.json";

/** Steps of each run, and the digits that they may learn from. */
const STEPS = 600, SIZES = [200, 800, 3_200, 12_800, 51_200];

/** The networks that are trained: by the same recipe, that of `cnn`, but for the augmentation. */
const CASES: Readonly<Record<string, (seed: number) => Network>> = {
  "mlp": mlp,
  "cnn": cnn,
  "cnn, augmented": cnn,
  "transformer": transformer,
};

/** One run. */
interface Run {
  /** The network that was trained. */
  readonly name: string;
  /** The number of digits that it learned from. */
  readonly digits: number;
  readonly seed: number;
  /** Over the 5,000 validation digits. */
  readonly accuracy: number;
  /** The same, in nats. */
  readonly loss: number;
}

/** A set of as many digits as all steps take, made of the first `count`, each again and again. */
function repeated(training: Digits, count: number): Digits {
  const length = STEPS * RECIPES.cnn.batchSize;
  const images = new Uint8Array(length * PIXELS), labels = new Uint8Array(length);
  for (let n = 0; n < length; n++) {
    const from = n % count;
    images.set(training.images.subarray(from * PIXELS, (from + 1) * PIXELS), n * PIXELS);
    labels[n] = training.labels[from];
  }
  return { ...training, name: `${count} digits`, images, labels };
}

async function action({ seeds }: { seeds: number }): Promise<void> {
  await useWasm();
  const source = await digitsFor("mnist");
  const { training, validation } = splitValidation(await source.loadTraining());
  const { runs } = await stored<{ runs: Run[] }>(FILE);
  for (let seed = 1; seed <= seeds; seed++) {
    for (const [name, make] of Object.entries(CASES)) {
      for (const digits of SIZES) {
        const isThis = (run: Run) =>
          run.name === name && run.digits === digits && run.seed === seed;
        if (runs.some(isThis)) continue;
        const model = make(seed);
        const { epochs: [result] } = await train(model, {
          ...RECIPES.cnn,
          epochs: 1,
          augmentation: name.endsWith("augmented"),
          training: repeated(training, digits),
          validation,
          seed,
          workers: 1,
        });
        model.dispose();
        const { validationAccuracy: accuracy, validationLoss } = result;
        runs.push({ name, digits, seed, accuracy, loss: Number(validationLoss.toFixed(5)) });
        console.log(JSON.stringify(runs.at(-1)));
        await writeWhole(FILE, JSON.stringify({ steps: STEPS, runs }, null, 2) + "\n");
      }
    }
  }
}

if (import.meta.main) {
  await run(
    command("scaling", "Trains networks on more and more digits and stores how well they read.")
      .option("--seeds <n>", "how many seeds, from 1 on", wholeNumber(1, 100), 3)
      .action(action),
  );
}
