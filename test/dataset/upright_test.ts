import assert from "node:assert/strict";
import { builtinDigits, upright } from "../../lib/dataset/mod.ts";

/** Moments of a picture's ink about the picture's middle: where its centre is, and how it slants. */
function moments(image: Uint8Array) {
  let ink = 0, down = 0, right = 0;
  image.forEach((grey, i) => {
    ink += grey;
    down += grey * (Math.floor(i / 28) - 13.5);
    right += grey * (i % 28 - 13.5);
  });
  let together = 0, height = 0;
  image.forEach((grey, i) => {
    const row = Math.floor(i / 28) - 13.5 - down / ink, column = i % 28 - 13.5 - right / ink;
    together += grey * row * column;
    height += grey * row * row;
  });
  return { down: down / ink, right: right / ink, slant: together / height };
}

Deno.test("upright() centres the ink and takes its slant away", () => {
  const set = builtinDigits({ count: 100, seed: 1 }), before = set.images.slice();
  const { images, labels } = upright(set);
  assert.deepEqual(labels, set.labels);
  assert.deepEqual(set.images, before, "the set was changed");
  let slanted = 0;
  for (let n = 0; n < 100; n++) {
    const [old, now] = [before, images].map((all) =>
      moments(all.slice(n * 784, (n + 1) * 784) as Uint8Array)
    );
    if (Math.abs(old.slant) > 0.1) slanted++;
    assert.ok(Math.abs(now.down) < 0.1 && Math.abs(now.right) < 0.1, `digit ${n} is off centre`);
    assert.ok(Math.abs(now.slant) < 0.05, `digit ${n} slants by ${now.slant}, before ${old.slant}`);
  }
  assert.ok(slanted > 20, "the digits were upright before");
});

Deno.test("upright() leaves a picture without ink as it is, and refuses other sizes", () => {
  const empty = { name: "empty", images: new Uint8Array(784), labels: Uint8Array.of(0) };
  assert.deepEqual(upright(empty).images, empty.images);
  const wide = {
    name: "wide",
    images: new Uint8Array(800),
    labels: Uint8Array.of(0),
    shape: [20, 40, 1] as const,
  };
  assert.throws(() => upright(wide), /Cannot make pictures of 20 × 40 × 1 upright/);
});
