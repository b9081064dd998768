import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { handSigns } from "../../lib/dataset/mod.ts";
import { check, exercises } from "../../lib/exercises/mod.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");

Deno.test("08-12 rejects answers that are not good enough, and says how far they are", async () => {
  const labels = [...handSigns({ count: 1_000, seed: 88, turn: 40 }).labels];
  const wrongEvery = (n: number) =>
    labels.map((label, i) => i % n === 0 ? (label + 1) % 10 : label);
  const said = async (answer: unknown) => {
    const { status, message } = await check("08-12", answer);
    assert.equal(status, "wrong", message);
    return message;
  };
  assert.match(await said(labels), /Those are the labels/);
  assert.match(await said(wrongEvery(2)), /^It reads 50\.0 %\. What turns/);
  assert.match(await said("7"), /The answer is 1,000 numbers/);
  assert.equal((await check("08-12", wrongEvery(5))).status, "right");
});

Deno.test("08-12's solution learns to read 75 % of the turned hands", async () => {
  const { solution } = exercises.find(({ id }) => id === "08-12")!;
  const program = `import { useWasm } from "@pixel/convnet/backend";
import { check } from "@pixel/convnet/exercises";
await useWasm();
${
    solution!.replace(
      'await check("08-12", answers);',
      'console.log(`${await check("08-12", answers)}`);',
    )
  }`;
  const file = await Deno.makeTempFile({ dir: ROOT, prefix: ".hands-", suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, program);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", file],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.match(new TextDecoder().decode(stdout), /^✓ 08-12: Right\./);
  } finally {
    await Deno.remove(file);
  }
});
