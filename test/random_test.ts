import assert from "node:assert/strict";
import { normal, random, shuffled } from "../lib/random.ts";

/** The numbers of values in each tenth from 0 to 1. */
function tenths(numbers: readonly number[]): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const number of numbers) counts[Math.floor(10 * number)]++;
  return counts;
}

/** The numbers 0 to n − 1. */
function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

Deno.test("random() gives the same numbers for the same seed and stream, and others for others", () => {
  const first = (seed: number, stream?: number) => {
    const next = random(seed, stream);
    return upTo(5).map(() => next()).join();
  };
  assert.equal(first(7), first(7));
  assert.equal(first(7), first(7, 0));
  const others = [first(7), first(8), first(7, 1), first(7 + 2 ** 32), first(7 + 2 ** 33)];
  assert.equal(new Set(others).size, others.length);
});

Deno.test("random() gives the same numbers on every machine", () => {
  const next = random(7); // as an sfc32 written in Python gives them
  const numbers = upTo(3).map(() => next() * 2 ** 32);
  assert.deepEqual(numbers, [4_196_707_356, 3_891_143_111, 2_994_695_642]);
});

Deno.test("random() spreads the first numbers of neighbouring seeds and streams evenly", () => {
  for (const first of [(i: number) => random(i)(), (i: number) => random(1, i)()]) {
    const counts = tenths(upTo(10_000).map(first));
    for (const count of counts) assert.ok(Math.abs(count - 1_000) < 150, `${counts}`); // 5 sigma
  }
});

Deno.test("random() spreads the numbers of one seed evenly", () => {
  const next = random(3);
  const counts = tenths(upTo(10_000).map(() => next()));
  for (const count of counts) assert.ok(Math.abs(count - 1_000) < 150, `${counts}`);
});

Deno.test("normal() numbers have mean 0, variance 1 and two tails of the right weight", () => {
  const next = random(5), numbers = upTo(100_000).map(() => normal(next));
  const mean = (f: (x: number) => number) =>
    numbers.reduce((sum, x) => sum + f(x), 0) / numbers.length;
  assert.ok(Math.abs(mean((x) => x)) < 0.015);
  assert.ok(Math.abs(mean((x) => x * x) - 1) < 0.02);
  // Φ(−1) = 0.1587 and Φ(−2) = 0.0228 (tables of the normal distribution)
  for (const [limit, share] of [[1, 0.1587], [2, 0.0228]]) {
    assert.ok(Math.abs(mean((x) => x < -limit ? 1 : 0) - share) < 0.005);
    assert.ok(Math.abs(mean((x) => x > limit ? 1 : 0) - share) < 0.005);
  }
});

Deno.test("shuffled() gives each order of three equally often", () => {
  const next = random(1), counts = new Map<string, number>();
  for (let i = 0; i < 6_000; i++) {
    const order = shuffled(3, next).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), [
    "0,1,2",
    "0,2,1",
    "1,0,2",
    "1,2,0",
    "2,0,1",
    "2,1,0",
  ]);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1_000) < 150, `${count}`);
});

Deno.test("shuffled() of nothing is nothing", () => {
  assert.equal(shuffled(0, random(1)).length, 0);
});
