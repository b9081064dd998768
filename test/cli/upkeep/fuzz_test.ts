import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";
import { damaged, damagedJson, noise } from "../../../lib/cli/upkeep/fuzz_damage.ts";
import { type Kind, KINDS } from "../../../lib/cli/upkeep/fuzz_kinds.ts";
import {
  fuzz,
  LIMITS,
  peakBytes,
  processorSeconds,
  type Report,
  wrongRefusal,
} from "../../../lib/cli/upkeep/fuzz_loop.ts";
import { UserError } from "../../../lib/errors.ts";
import { random } from "../../../lib/random.ts";
import { inFolder } from "../deno_task.ts";

const PROGRAM = fromFileUrl(import.meta.resolve("./fuzz_files.ts"));

Deno.test("nothing that reads bytes crashes, hangs, swells or is deceived by damaged ones", async () => {
  // In a program of its own, since it measures its memory and its processor's time.
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P=fuzz", PROGRAM],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const reports: Report[] = JSON.parse(new TextDecoder().decode(stdout));
  assert.deepEqual(reports.flatMap(({ faults }) => faults), []);
  for (const { kind, tried, accepted } of reports) {
    assert.ok(tried >= 40 && accepted < tried, `${kind}: ${accepted} of ${tried}`);
    if (kind !== "manifests") assert.ok(accepted > 0, `${kind}: sound input was never tried`);
  }
});

Deno.test("the README tells how many inputs are tried", async () => {
  const readme = await Deno.readTextFile("README.md");
  const [, inputs] = readme.match(
    /and options: ([\d,]+) inputs .*`deno task fuzz --inputs 10000`/,
  )!;
  const all = KINDS.reduce((sum, { share }) => sum + share, 0);
  const tried = KINDS.map(({ share }) => Math.ceil(10_000 * share / all));
  assert.equal(inputs.replaceAll(",", ""), String(tried.reduce((a, b) => a + b)));
});

/** Runs the fuzzer on a reader that does one thing with all input, and returns its report. */
async function reportOf(
  read: () => string | undefined,
  { sound = false, limits = LIMITS } = {},
): Promise<Report> {
  const kind: Kind = {
    name: "numbers",
    share: 1,
    open: () => Promise.resolve(() => ({ sound, read })),
  };
  let report: Report | undefined;
  await inFolder(async (folder) => {
    [report] = await fuzz({ inputs: 1, seed: 7, folder, limits, kinds: [kind] });
  });
  return report!;
}

const refuse = (error: unknown) => () => {
  throw error;
};

Deno.test("the fuzzer passes what is accepted rightly, and what is refused in a typed sentence", async () => {
  assert.deepEqual(await reportOf(() => undefined, { sound: true }), {
    kind: "numbers",
    tried: 1,
    accepted: 1,
    faults: [],
  });
  for (const Type of [UserError, RangeError, SyntaxError]) {
    const { accepted, faults } = await reportOf(refuse(new Type("Cannot read x: it is torn")));
    assert.deepEqual([accepted, faults], [0, []]);
  }
});

Deno.test("the fuzzer tells of what is wrongly accepted or refused, with what repeats it", async () => {
  const { faults: [accepted] } = await reportOf(() => "it is another network");
  assert.equal(
    accepted,
    "numbers, input 0 of seed 7: it is wrongly accepted: it is another network",
  );
  const { faults: [refused] } = await reportOf(refuse(new RangeError("Cannot read x: torn")), {
    sound: true,
  });
  assert.match(refused, /it is refused, though it is sound: Cannot read x: torn$/);
});

Deno.test("the fuzzer tells of what takes more of the processor's time than it may", async () => {
  const limits = { ...LIMITS, seconds: 0.1 };
  const { faults } = await reportOf(() => {
    const start = processorSeconds();
    while (processorSeconds() < start + 0.2);
    return undefined;
  }, { limits });
  assert.match(faults[0], /it takes 0\.\d s of the processor/);
});

Deno.test("the fuzzer tells of memory that grows over its bound", async () => {
  const limits = { ...LIMITS, bytes: 2 ** 24 };
  const held: Uint8Array[] = [];
  const { faults } = await reportOf(() => {
    const most = peakBytes() + 2 ** 26; // other tests may have held much before
    while (peakBytes() < most) held.push(new Uint8Array(2 ** 24).fill(1));
    return undefined;
  }, { limits });
  assert.match(faults[0], /memory has grown by \d+ MB/);
});

Deno.test("a refusal that is a crash, no sentence, or gives no reason is wrong", () => {
  const wrong: [unknown, RegExp][] = [
    [new TypeError("Cannot read properties of undefined"), /^it crashes: TypeError: .*\n +at /],
    [new Error("Cannot read x: torn"), /^it crashes/],
    ["torn", /^it crashes: torn/],
    [new RangeError("Invalid typed array length: -1"), /does not say what could not be done/],
    [new SyntaxError("Cannot read x:\ntorn"), /several lines/],
    [new UserError("Cannot read x: corrupt header:"), /gives no reason/],
    [new UserError("Cannot read x (header: ). Train anew"), /gives no reason/],
    [new UserError("Cannot read undefined: torn"), /unreadable/],
    [new UserError("Cannot read [object Object]: torn"), /unreadable/],
    [new UserError(`Cannot read ${"x".repeat(2_000)}`), /has 2012 characters/],
  ];
  for (const [error, expected] of wrong) assert.match(wrongRefusal(error) ?? "none", expected);
  assert.equal(wrongRefusal(new UserError("Cannot read x: it is torn. Train anew")), undefined);
});

Deno.test("damage comes from its seed, leaves what it damages alone, and is hardly ever none", () => {
  const bytes = noise(100, random(1)), copy = bytes.slice();
  let unchanged = 0;
  for (let i = 0; i < 200; i++) {
    const one = damaged(bytes, random(2, i));
    assert.deepEqual(damaged(bytes, random(2, i)), one);
    if (one.length === 100 && one.every((byte, p) => byte === bytes[p])) unchanged++;
  }
  assert.deepEqual(bytes, copy);
  assert.ok(unchanged < 20, `${unchanged} of 200 unchanged`);
  const json = `{"a":[1,{"b":"c"}],"d":null}`;
  const others = new Set(Array.from({ length: 200 }, (_, i) => damagedJson(json, random(3, i))));
  assert.ok(others.size > 100, `${others.size} of 200`);
  for (const other of others) JSON.parse(other);
});
