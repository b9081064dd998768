/** Runs the fuzzer on everything that reads bytes, and prints the reports as JSON. */

import { makeFolder } from "../../../lib/files.ts";
import { fuzz } from "../../../lib/cli/upkeep/fuzz_loop.ts";
import { KINDS } from "../../../lib/cli/upkeep/fuzz_kinds.ts";

const kinds = KINDS.filter(({ name }) => name !== "commands"); // slow; cli/ tests them
await makeFolder("runs");
const folder = await Deno.makeTempDir({ dir: "runs", prefix: "fuzz-" });
try {
  console.log(JSON.stringify(await fuzz({ inputs: 1_000, seed: 1, folder, kinds })));
} finally {
  await Deno.remove(folder, { recursive: true });
}
