import assert from "node:assert/strict";
import { task } from "../deno_task.ts";

Deno.test("killed trainings are resumed to the bytes of one that was not killed", async () => {
  const { code, stdout, stderr } = await task(["kills", "--kills", "2"]);
  assert.equal(code, 0, stderr);
  assert.match(
    stdout,
    /^2 kills survived, \d of them in the middle of a write: \d trainings? ended/,
  );
});
