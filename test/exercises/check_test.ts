import fc from "../properties.ts";
import assert from "node:assert/strict";
import process from "node:process";
import { check, exercises, Verdict } from "../../lib/exercises/mod.ts";
import { volume } from "../../lib/reference/mod.ts";
import { inTime } from "../slowness.ts";

/** Checks an answer in code, with little patience. */
function checkCode(id: string, answer: unknown): Promise<Verdict> {
  return check(id, answer, { seconds: 0.5 });
}

async function assertWrong(verdict: Promise<Verdict>, hint: RegExp): Promise<void> {
  const { status, message } = await verdict;
  assert.equal(status, "wrong");
  assert.match(message, hint);
}

Deno.test("an answer is right however its numbers are written", async () => {
  for (const answer of [34_944, "34944", " 34944 ", 34_944n, [34_944], Promise.resolve(34_944)]) {
    assert.equal((await check("02-3", answer)).status, "right");
  }
  const rows = [[3, 7], [0, 2]];
  const asVolume = volume([2, 2, 1], rows.flat());
  const asTensor = { shape: [1, 2, 2, 1], dataSync: () => Float32Array.from(rows.flat()) };
  for (const answer of [rows, rows.map((row) => Float32Array.from(row)), asVolume, asTensor]) {
    assert.equal((await check("02-1", answer)).status, "right");
  }
  assert.equal((await check("03-1", Float64Array.of(0, 0, 0, 3))).status, "right");
  assert.equal((await check("01-5", " (B) ")).status, "right");
});

Deno.test("rounding is forgiven as far as the exercise says, and no further", async () => {
  assert.equal((await check("05-3", Math.log(4))).status, "right");
  await assertWrong(check("05-3", 1.39), /^Right so far/);
});

Deno.test("units, fractions and brackets in quotation marks do not make an answer wrong", async () => {
  const meant: [id: string, answer: unknown][] = [
    ["01-6", "470.4 s"],
    ["01-8", "0.154 %"],
    ["01-8", "0.154 percentage points"],
    ["06-1", "429 steps"],
    ["03-11", "1/3"],
    ["05-2", ["1/8", "1/4", "5/8"]],
    ["02-1", "[[3, 7], [0, 2]]"],
  ];
  for (const [id, answer] of meant) assert.equal((await check(id, answer)).status, "right", id);
  await assertWrong(check("01-6", "7.84 min"), /^That is in minutes/);
  await assertWrong(check("01-6", "470.4 minutes"), /^The number is right, but not with that unit/);
  await assertWrong(check("01-8", 0.00154), /share of 1/);
  await assertWrong(check("02-10", "1 and 2"), /^The answer is numbers in brackets, `\[…, …\]`/);
});

Deno.test("a wrong answer has its hint when it is rounded, too", async () => {
  await assertWrong(check("06-7", 380.9), /^Right so far\. There is no part of a digit/);
  await assertWrong(check("06-1", 429.7), /^There is no part of a step/);
});

Deno.test("numbers in a row are not rows of numbers", async () => {
  await assertWrong(check("02-1", [3, 7, 0, 2]), /^The answer is rows, `\[\[…, …\], \[…, …\]\]`\./);
});

Deno.test("a volume whose numbers do not fit its shape is told so", async () => {
  const data = [4, 5, 9, 6];
  assert.equal((await check("04-1", { shape: [2, 2], data })).status, "right");
  await assertWrong(check("04-1", { shape: [2, 2], data: [...data, 99, 98] }), /shape, \[2, 2\]/);
  await assertWrong(check("04-1", { shape: [2, 3], data }), /does not fit the numbers/);
});

Deno.test("an unlisted wrong answer gets the general hint", async () => {
  await assertWrong(check("02-3", 12), /^How many weights does one filter/);
  await assertWrong(
    check("02-1", [[3, 7], [0, 9]]),
    /^All is right but `\[1\]\[1\]`\. Which four pixels/,
  );
});

Deno.test("an answer that is mostly right is told where it is wrong", async () => {
  await assertWrong(check("02-4", [802_816, 19_600, 9.5]), /^All is right but `\[2\]`/);
  await assertWrong(check("02-1", [[3, 8], [0, 9]]), /but `\[0\]\[1\]` and `\[1\]\[1\]`\./);
  await assertWrong(check("02-1", [[9, 9], [9, 2]]), /^Which four pixels/);
});

Deno.test("an answer of another kind is told what is asked for", async () => {
  await assertWrong(check("02-3", "many"), /^The answer is one number; this is `"many"`\.$/);
  await assertWrong(
    check("02-3", () => 34_944),
    /^The answer is one number; this is `\(\) ?=> ?34/,
  );
  await assertWrong(check("02-3", null), /this is `null`/);
  await assertWrong(
    check("01-5", "g"),
    /^Answer with one of the letters "a", "b", "c", "d", "e", "f"\.$/,
  );
  await assertWrong(check("01-5", 4), /one of the letters/);
  await assertWrong(check("03-6", 4), /^The answer is a function, `\(dy: number\[\], x:/);
});

Deno.test("no answer yet is not wrong", async () => {
  assert.equal((await check("02-3")).status, "open");
  assert.equal((await check("02-6", undefined)).status, "open");
  assert.equal((await check("02-6", () => {})).status, "open");
});

Deno.test("an unknown exercise is named, with the range of known ones", async () => {
  await assertWrong(check("02-16", 1), /no such exercise\. They go from `02-1` to `02-15`\./);
  const last = exercises.at(-1)!.id;
  const range = `They go from \`01-1\` to \`${last}\`, 01 to ${last.slice(0, 2)}\\.`;
  await assertWrong(check("99", 1), new RegExp(range));
  await assertWrong(check(7 as unknown as string, 1), /no such exercise/);
});

Deno.test("an async function is waited for", async () => {
  const verdict = await checkCode("03-6", async (dy: number[], x: number[], alpha: number) => {
    await Promise.resolve();
    return dy.map((g, i) => x[i] > 0 ? g : alpha * g);
  });
  assert.equal(verdict.status, "right");
});

Deno.test("a function may use names from around it", async () => {
  const slope = (x: number, alpha: number) => x > 0 ? 1 : alpha;
  const verdict = await checkCode(
    "03-6",
    (dy: number[], x: number[], alpha: number) => dy.map((g, i) => g * slope(x[i], alpha)),
  );
  assert.equal(verdict.status, "right");
});

Deno.test("a wrong function is told the first case that it misses", async () => {
  await assertWrong(
    checkCode("03-6", (dy: number[], x: number[]) => dy.map((g, i) => x[i] === 4 ? 9 : g)),
    /^For `\(\[5, -1, 2, 7\], \[-1, 2, 0, 3\], 0\.1\)` it gives `\[5, -1, 2, 7\]`, not `\[0\.5, -1,/,
  );
  await assertWrong(checkCode("03-6", () => "?"), /it gives `"\?"`, not/);
});

Deno.test("a function that throws is told where and what", async () => {
  await assertWrong(
    checkCode("03-6", () => {
      throw new TypeError("no such thing");
    }),
    /^For `\(\[5, .* it throws `TypeError: no such thing`\.$/,
  );
  await assertWrong(checkCode("03-6", () => Promise.reject(null)), /it throws `null`/);
  const deep = (x: unknown): unknown => [deep(x)];
  await assertWrong(checkCode("03-6", deep), /it throws `RangeError: Maximum call stack/);
});

/** CPU seconds that this thread has used, on which answers run. */
function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}

Deno.test("an endless answer is ended for good, whatever it names, and so is a silent promise", async () => {
  const one = 1, step = () => one - 1;
  const endless: [string, () => unknown][] = [
    ["a loop", () => {
      for (let i = 0;; i++) if (i < 0) return i;
    }],
    ["a loop that names what is outside", () => {
      for (let i = 0; i < one; i += step());
    }],
    ["a loop that catches everything", () => {
      for (;;) {
        try {
          for (;;);
        } catch { /* on and on */ }
      }
    }],
    ["a loop that collects", () => {
      for (const list = [step()];;) list.push(step());
    }],
    ["a loop behind an await", async () => {
      await step();
      for (let i = 0; i < one; i += step());
    }],
    ["a promise that gives nothing", () => new Promise(() => {})],
  ];
  for (const [name, answer] of endless) {
    const start = performance.now();
    await assertWrong(checkCode("03-6", answer), /^It did not end within 0\.5 s/);
    assert(inTime(performance.now() - start, 10_000), name);
  }
  await assertWrong(checkCode("02-3", new Promise(() => {})), /^The promise gives no answer/);
  const before = cpuSeconds();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert(cpuSeconds() - before < 0.5, "something is still running");
});

Deno.test("an answer that is right but changes its input is told so", async () => {
  type Answer = (dy: number[], x: number[], alpha: number) => number[];
  const inPlace: Answer = (dy, x, alpha) => {
    for (let i = 0; i < dy.length; i++) if (x[i] <= 0) dy[i] *= alpha;
    return dy;
  };
  const verdict = await checkCode("03-6", inPlace);
  assert.equal(verdict.status, "right");
  assert.match(
    verdict.message,
    /^It changes what it is given, though: `\[5, .*\]` becomes `\[0\.5, /,
  );
  const copying: Answer = (dy, x, alpha) => inPlace([...dy], x, alpha);
  assert.doesNotMatch((await checkCode("03-6", copying)).message, /changes/);
  const circular: Answer = (dy, x, alpha) => {
    const answer = copying(dy, x, alpha);
    x.push(x as never);
    return answer;
  };
  assert.match((await checkCode("03-6", circular)).message, /^It changes what it is given/);
});

Deno.test("check() never throws, whatever it is given", async () => {
  const trap: unknown = new Proxy({}, {
    get() {
      throw new Error("caught");
    },
    has() {
      throw new Error("caught");
    },
  });
  const itself: unknown[] = [];
  itself.push(itself);
  class Klass {}
  const nonsense = [
    trap,
    itself,
    Klass,
    Symbol("x"),
    new Array(4_294_967_295),
    [, 1],
    Object.create(null),
    new DataView(new ArrayBuffer(4)),
    new Date(NaN),
    { shape: [2], data: "no" },
    { shape: "no", data: [1] },
    {
      then() {
        throw new Error("caught");
      },
    },
    Math.max,
    "`<b>`".repeat(1000),
    { then: (_: unknown, reject: (reason: unknown) => void) => reject(new Error("broken")) },
  ];
  for (const answer of nonsense) {
    for (const id of ["02-3", "02-1", "01-5", "03-6"]) {
      const verdict = await checkCode(id, answer);
      assert.equal(verdict.status, "wrong");
      assert(verdict.message.length < 600 && verdict.toHTML().startsWith("<div"));
    }
  }
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("02-3", "02-1", "01-5"), fc.anything(), async (id, answer) => {
      assert(await check(id, answer) instanceof Verdict);
    }),
  );
});

Deno.test("check() survives values that throw when they are read", async () => {
  const bite = {
    get message(): string {
      throw new Error("caught");
    },
    toString() {
      throw new Error("caught");
    },
  };
  await assertWrong(
    checkCode("03-6", () => {
      throw bite;
    }),
    /it throws `an object/,
  );
  await assertWrong(checkCode("03-6", () => new Proxy([], { get: () => bite.message })), /./);
});

Deno.test("a function that misses a single case is wrong, whichever case it is", async () => {
  for (const { id, answer, cases } of exercises.filter(({ cases }) => cases)) {
    for (const [i, missed] of cases!().entries()) {
      const told = (inputs: unknown[]) => inputs.map(String).join("|");
      const almost = (...inputs: unknown[]) =>
        told(inputs) === told(missed)
          ? "?"
          : (answer as (...inputs: unknown[]) => unknown)(...inputs);
      const same = cases!().filter((inputs) => told(inputs) === told(missed));
      assert.equal(same.length, 1, `${id} has case ${i} twice`);
      assert.equal((await check(id, almost)).status, "wrong", `${id}, case ${i}`);
    }
  }
});

Deno.test("a known mistake gets its own hint, not the general one", async () => {
  for (const { id, answer, mistakes, hint } of exercises) {
    if (typeof answer === "function") continue; // answers_test.ts tries those
    for (const mistake of mistakes) {
      const verdict = await check(id, mistake.answer);
      assert.ok(verdict.message.startsWith(mistake.hint), `${id}: ${verdict.message}`);
      assert.notEqual(mistake.hint, hint);
    }
  }
});
