/** The course of a training in the page, from the worker's news. */

import assert from "node:assert/strict";
import { after, type Filters, NOTHING, smoothed } from "../../lib/page/app/train/course.ts";

Deno.test("a course keeps the filters from before the first step, beside the newest", () => {
  const filters = (step: number): Filters => ({
    ...{ kind: "filters", step, shape: [1, 1, 1, 1], values: Float32Array.of(step) },
  });
  const { first, now } = [0, 20, 40].map(filters).reduce(after, NOTHING);
  assert.deepEqual([first!.step, now!.step], [0, 40]);
});

Deno.test("a course gathers steps and measurements, and says how it ended", () => {
  const step = (loss: number) => ({
    ...{ kind: "step", step: { loss, accuracy: 1 - loss, steps: 9 }, seconds: 3 } as const,
  });
  const course = [0.5, 0.25].reduce((course, loss) => after(course, step(loss) as never), NOTHING);
  assert.deepEqual([course.losses, course.accuracies], [[0.5, 0.25], [0.5, 0.75]]);
  assert.deepEqual([course.steps, course.seconds], [9, 3]);
  const ended = (stopped: boolean) => after(course, { kind: "done", stopped, seconds: 4 });
  assert.deepEqual([ended(true).stage, ended(false).stage], ["stopped", "done"]);
  assert.equal(after(course, { kind: "error", message: "torn" }).error, "torn");
});

Deno.test("smoothed() is the mean at first, and then forgets a tenth per number", () => {
  assert.deepEqual(smoothed([4, 0, 2]), [4, 2, 2]);
  const means = smoothed([...Array(20).fill(1), 0]);
  assert.ok(Math.abs(means.at(-1)! - 0.9) < 1e-12);
});
