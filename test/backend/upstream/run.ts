/**
 * Runs tests that {@linkcode copyModules} copied, on one backend, and prints what became of each.
 *
 *     deno run --allow-read test/backend/upstream/run.ts cpu|relaxed|plain FOLDER FILE...
 */

import { join, toFileUrl } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import jasmineRequire from "jasmine-core";
import { useBackend } from "../../../lib/backend/mod.ts";
import { loadKernels } from "../../../lib/backend/kernels/native.ts";

/** The outcome of a test, or of the set-up of several. */
export interface Outcome {
  /** The test's whole name. */
  readonly fullName: string;
  /** `passed`, `failed`, or what jasmine calls a test that it did not run. */
  readonly status: string;
  /** The reasons why it failed. */
  readonly failedExpectations: readonly { readonly message: string }[];
}

async function run(
  backendName: "cpu" | "wasm",
  folder: string,
  files: readonly string[],
): Promise<Outcome[]> {
  const jasmine = jasmineRequire.core(jasmineRequire);
  const env = jasmine.getEnv({ suppressLoadErrors: true });
  env.configure({ random: false });
  Object.assign(globalThis, jasmineRequire.interface(jasmine, env)); // describe, it, expect
  Object.assign(globalThis, { tfUnderTest: tf });
  const outcomes: Outcome[] = [];
  const note = ({ fullName, status, failedExpectations }: Outcome) => {
    const failures = failedExpectations.map(({ message }) => ({ message }));
    outcomes.push({ fullName, status, failedExpectations: failures });
  };
  env.addReporter({
    specDone: note,
    suiteDone: (suite: Outcome) => suite.failedExpectations.length > 0 && note(suite),
  });
  const { setTestEnvs } = await import(toFileUrl(join(folder, "jasmine_util.js")).href);
  setTestEnvs([{ name: "backend", backendName, isDataSync: true }]);
  for (const file of files) {
    try {
      await import(toFileUrl(join(folder, file)).href);
    } catch (error) {
      const failedExpectations = [{ message: String(error) }];
      outcomes.push({ fullName: `loading ${file}`, status: "failed", failedExpectations });
    }
  }
  await env.execute();
  return outcomes;
}

if (import.meta.main) {
  const [variant, folder, ...files] = Deno.args;
  const { log } = console;
  for (const name of ["log", "info", "warn", "error"] as const) console[name] = () => {};
  if (variant !== "cpu") await loadKernels(variant === "relaxed");
  const backend = variant === "cpu" ? "cpu" : "wasm";
  await useBackend(backend);
  log(JSON.stringify(await run(backend, folder, files)));
}
