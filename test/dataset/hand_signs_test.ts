import assert from "node:assert/strict";
import { handSigns, letters } from "../../lib/dataset/mod.ts";

Deno.test("handSigns() draws about as many of each sign, the same ones from the same seed", () => {
  const set = handSigns({ count: 1_000, seed: 1 });
  assert.deepEqual(set.shape, [28, 28, 1]);
  assert.equal(set.classes!.length, 10);
  for (let label = 0; label < 10; label++) {
    const count = set.labels.filter((other) => other === label).length;
    assert.ok(count > 70 && count < 130, `${set.classes![label]}: ${count}`);
  }
  const few = handSigns({ count: 5, seed: 1 });
  assert.deepEqual(few.images, set.images.subarray(0, 5 * 784));
  assert.notDeepEqual(handSigns({ count: 5, seed: 2 }).images, few.images);
});

Deno.test("handSigns() raises fingers: an open hand covers more than a fist", () => {
  const { images, labels, classes } = handSigns({ count: 1_000, seed: 2 });
  const meanInk = (name: string) => {
    const label = classes!.indexOf(name);
    const own = [...labels.keys()].filter((n) => labels[n] === label);
    const ink = own.map((n) => images.subarray(784 * n, 784 * (n + 1)).reduce((a, b) => a + b, 0));
    return ink.reduce((a, b) => a + b) / own.length;
  };
  const order = ["fist", "point", "victory", "three", "four", "open hand"].map(meanInk);
  assert.deepEqual(order, order.toSorted((a, b) => a - b));
});

Deno.test("handSigns() draws as many left hands as right ones", () => {
  const { images, labels, classes } = handSigns({ count: 1_000, seed: 3, turn: 0 });
  const label = classes!.indexOf("thumb up");
  const own = [...labels.keys()].filter((n) => labels[n] === label);
  const middle = (n: number, rows: number) => { // of the ink in so many rows from below
    const ink = images.subarray(784 * (n + 1) - 28 * rows, 784 * (n + 1));
    return ink.reduce((sum, grey, i) => sum + grey * (i % 28), 0) / ink.reduce((a, b) => a + b);
  };
  const toTheLeft = own.filter((n) => middle(n, 28) < middle(n, 1)).length; // of the wrist
  assert.ok(Math.abs(toTheLeft / own.length - 0.5) < 0.2, `${toTheLeft} of ${own.length}`);
});

Deno.test("letters() draws letters by name; both refuse counts that are none", () => {
  const { images, labels, classes } = letters({ count: 300, seed: 1 });
  assert.ok(new Set(labels).size > 20 && classes!.includes("A") && !classes!.includes("O"));
  for (let n = 0; n < 300; n++) {
    assert.ok(images.subarray(784 * n, 784 * (n + 1)).some((grey) => grey > 200));
  }
  for (const count of [-1, 1.5, NaN]) {
    assert.throws(() => letters({ count, seed: 1 }), RangeError);
    assert.throws(() => handSigns({ count, seed: 1 }), RangeError);
  }
});
