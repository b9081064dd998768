import assert from "node:assert/strict";
import { type KeptRuns, measureSeeds } from "../../../lib/cli/upkeep/kept_runs.ts";

interface Run {
  readonly seed: number;
  readonly made: number;
}

/** A file, and a counter that tells which runs were made when. */
class Measured {
  kept: KeptRuns<Run> | undefined;
  made = 0;

  /** Measures seeds; `failing` is interrupted. */
  async seeds(recipe: unknown, seeds: number, failing?: number): Promise<void> {
    await measureSeeds<Run>({
      recipe,
      seeds,
      kept: this.kept,
      measure: (seed) => {
        if (seed === failing) throw new Error("interrupted");
        return Promise.resolve({ seed, made: ++this.made });
      },
      store: (runs) => {
        this.kept = JSON.parse(JSON.stringify({ recipe, runs }));
        return Promise.resolve();
      },
    });
  }

  get runs(): [seed: number, made: number][] {
    return this.kept!.runs.map(({ seed, made }) => [seed, made]);
  }
}

Deno.test("measureSeeds() goes on where it was interrupted, and keeps what there is", async () => {
  const measured = new Measured(), recipe = { epochs: 3, teacher: undefined };
  await assert.rejects(measured.seeds(recipe, 4, 3), /interrupted/);
  assert.deepEqual(measured.runs, [[1, 1], [2, 2]]);
  await measured.seeds(recipe, 4);
  assert.deepEqual(measured.runs, [[1, 1], [2, 2], [3, 3], [4, 4]]);
  await measured.seeds(recipe, 2);
  assert.equal(measured.made, 4);
  assert.equal(measured.runs.length, 4);
});

Deno.test("measureSeeds() fills gaps in order of the seeds", async () => {
  const measured = new Measured();
  measured.kept = { recipe: 1, runs: [{ seed: 2, made: 0 }] };
  await measured.seeds(1, 3);
  assert.deepEqual(measured.runs, [[1, 1], [2, 0], [3, 2]]);
});

Deno.test("measureSeeds() drops the runs of an older recipe", async () => {
  const measured = new Measured();
  await measured.seeds({ epochs: 3 }, 2);
  await measured.seeds({ epochs: 4 }, 1);
  assert.deepEqual(measured.runs, [[1, 3]]);
  assert.deepEqual(measured.kept!.recipe, { epochs: 4 });
});
