import assert from "node:assert/strict";
import { join } from "@std/path";
import { stored } from "../../../lib/cli/upkeep/stored.ts";
import { UserError } from "../../../lib/errors.ts";
import { inFolder } from "../deno_task.ts";

Deno.test("what was measured earlier is read, and refused where it is missing or damaged", () =>
  inFolder(async (folder) => {
    const file = join(folder, "results.json");
    await Deno.writeTextFile(file, '{ "runs": [1, 2] }\n');
    assert.deepEqual(await stored(file), { runs: [1, 2] });

    await Deno.writeTextFile(file, '{ "runs": [1, ');
    for (const why of [/damaged/, /there is no such file/]) {
      await assert.rejects(stored(file), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, why);
        assert.ok(error.message.includes(`git checkout ${file}`));
        return true;
      });
      await Deno.remove(file).catch(() => {});
    }
  }));
