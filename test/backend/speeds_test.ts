import assert from "node:assert/strict";
import { copySpeed, coreSpeed } from "../../lib/backend/mod.ts";

Deno.test("coreSpeed() measures one core and two, and ends its workers", async () => {
  const { alone, together } = await coreSpeed();
  for (const gflops of [alone, ...together]) assert.ok(gflops > 0.1 && gflops < 1_000, `${gflops}`);
  // What two do at once is between one's work and, with room for noise, a good deal more than twice.
  const gain = (together[0] + together[1]) / alone;
  assert.ok(gain > 0.4 && gain < 4, `${gain}`);
});

Deno.test("copySpeed() counts bytes read and written, and refuses what is no array of floats", () => {
  const bytes = 2 ** 24;
  const start = performance.now();
  new Float32Array(bytes / 4).fill(1).slice();
  const atLeast = 2 * bytes / (performance.now() - start) / 1e6 / 20; // of a copy made once, with its pages
  const speed = copySpeed(bytes);
  assert.ok(speed > atLeast && speed < 5_000, `${speed}, expected over ${atLeast}`);
  for (const wrong of [0, 6, -4, 2 ** 31, NaN]) assert.throws(() => copySpeed(wrong), RangeError);
});
