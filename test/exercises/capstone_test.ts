import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { findDigits, splitValidation } from "../../lib/dataset/mod.ts";
import { check, exercises } from "../../lib/exercises/mod.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");
const mnist = Deno.env.get("MNIST_DIR");

Deno.test("the capstone rejects answers that are not good enough, and says how far they are", async () => {
  const source = await findDigits();
  const { validation } = splitValidation(await source.loadTraining());
  const labels = Array.from(validation.labels);
  const wrongEvery = (n: number) =>
    labels.map((label, i) => i % n === 0 ? (label + 1) % 10 : label);
  const said = async (answer: unknown) => {
    const { status, message } = await check("07-12", answer);
    assert.equal(status, "wrong", message);
    return message;
  };
  assert.match(await said(labels), /Those are the labels/);
  assert.match(await said(wrongEvery(20)), /^It reads 95\.0 %\. It learns\./);
  assert.match(await said(wrongEvery(8)), /^It reads 87\.5 %\..* filters/);
  assert.match(await said([...labels.slice(1), 0]), /hardly more than chance/);
  assert.match(await said("7"), /The answer is 5,000 numbers/);
  assert.equal((await check("07-12", wrongEvery(50))).status, "right");
});

Deno.test({
  name: "the capstone's solution learns to read 97 % of MNIST's validation digits",
  ignore: !mnist,
  async fn() {
    const { solution } = exercises.find(({ id }) => id === "07-12")!;
    const program = `import { findDigits, splitValidation } from "@pixel/convnet/dataset";
import { check } from "@pixel/convnet/exercises";
const source = await findDigits();
const { training, validation } = splitValidation(await source.loadTraining());
${
      solution!.replace(
        'await check("07-12", answers);',
        'console.log(`${await check("07-12", answers)}`);',
      )
    }`;
    const file = await Deno.makeTempFile({ dir: ROOT, prefix: ".capstone-", suffix: ".ts" });
    try {
      await Deno.writeTextFile(file, program);
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "-A", file],
        cwd: ROOT,
        env: { NO_COLOR: "1", MNIST_DIR: mnist! },
      }).output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      assert.match(new TextDecoder().decode(stdout), /^✓ 07-12: Right\./);
    } finally {
      await Deno.remove(file);
    }
  },
});
