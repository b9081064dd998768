/** Numbers of 16 bits. */

import assert from "node:assert/strict";
import { halfOf } from "../lib/half.ts";

Deno.test("halfOf() reads every number of 16 bits as Float16Array does", () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
  const wanted = new Float16Array(all.buffer);
  all.forEach((bits) => assert.ok(Object.is(halfOf(bits), wanted[bits]), `${bits}`));
});
