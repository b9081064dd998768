import assert from "node:assert/strict";
import { check, exercises, exercisesOf } from "../../lib/exercises/mod.ts";

/** Our own functions need no watching. */
const patience = { seconds: Infinity };

for (const exercise of exercises) {
  const { id, answer, accepts, mistakes, explanation } = exercise;

  Deno.test({ name: `${id} accepts its answer`, ignore: accepts !== undefined }, async () => {
    const verdict = await check(id, answer, patience);
    assert.equal(verdict.status, "right", verdict.message);
    assert.equal(verdict.message, explanation);
  });

  Deno.test(`${id} gives each listed wrong answer its own hint`, async () => {
    for (const mistake of mistakes) {
      const verdict = await check(id, mistake.answer, patience);
      assert.equal(verdict.status, "wrong", `accepts ${mistake.answer}`);
      assert.equal(verdict.message, mistake.hint, `answers ${mistake.answer} with another hint`);
    }
    assert.equal(new Set(mistakes.map(({ hint }) => hint)).size, mistakes.length);
  });
}

for (const { id, solution } of exercises.filter(({ cases }) => cases)) {
  Deno.test(`${id} prints a solution that it accepts`, async () => {
    const module = `${solution}\nexport default answer;`;
    const { default: answer } = await import(
      `data:application/typescript,${encodeURIComponent(module)}`
    );
    const verdict = await check(id, answer, patience);
    assert.equal(verdict.status, "right", verdict.message);
  });
}

Deno.test("each of the nine notebooks has at least five exercises, numbered from 1", () => {
  for (const notebook of ["01", "02", "03", "04", "05", "06", "07", "08", "09"]) {
    const ids = exercisesOf(notebook).map(({ id }) => id);
    assert(ids.length >= 5, `${notebook} has ${ids.length}`);
    assert.deepEqual(ids, ids.map((_, i) => `${notebook}-${i + 1}`));
  }
  assert.deepEqual(exercisesOf("10"), []);
});

Deno.test("each notebook goes from a warm-up to something hard, and has one in code", () => {
  for (const notebook of ["01", "02", "03", "04", "05", "06", "07", "08", "09"]) {
    const levels = exercisesOf(notebook).map(({ level }) => level);
    assert.equal(levels[0], "warm-up");
    assert(levels.includes("medium") && levels.includes("hard"), `${notebook}: ${levels}`);
    assert(exercisesOf(notebook).some(({ cases }) => cases));
  }
});

/** Notebooks whose exercises have a method and many wrong answers already. */
const GRADED = ["01", "02", "03", "04", "05", "06", "07", "08", "09"];

Deno.test("twelve exercises a notebook, each with a method and five wrong answers with a hint", () => {
  for (const notebook of GRADED) {
    assert(exercisesOf(notebook).length >= 12, notebook);
    for (const { id, method, mistakes } of exercisesOf(notebook)) {
      assert(method, `${id} has no method`);
      assert(mistakes.length >= 5, `${id} lists ${mistakes.length} wrong answers`);
    }
  }
});

Deno.test("each exercise is complete", () => {
  for (const { id, answer, accepts, cases, signature, solution, options, mistakes } of exercises) {
    assert(mistakes.length >= 3, `${id} lists ${mistakes.length} wrong answers`);
    assert.equal(typeof answer === "function", cases !== undefined, `${id} needs cases`);
    assert.equal(
      (cases ?? accepts) !== undefined,
      signature !== undefined && solution !== undefined,
      id,
    );
    if (!options) continue;
    const answers = [answer, ...mistakes.map((mistake) => mistake.answer)];
    assert.deepEqual(answers.toSorted(), Object.keys(options), `${id} has a letter without hint`);
  }
});

Deno.test("no hint prints the answer", () => {
  for (const { id, answer, mistakes, hint } of exercises) {
    if (typeof answer !== "number" || Number.isInteger(answer) && answer < 100) continue;
    const written = [String(answer)];
    if (Number.isInteger(answer)) written.push(answer.toLocaleString("en"));
    for (const text of [hint, ...mistakes.map((mistake) => mistake.hint)]) {
      assert(!written.some((number) => text.includes(number)), `${id}: ${text}`);
    }
  }
});
