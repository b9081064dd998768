import assert from "node:assert/strict";
import { seal, unseal } from "../lib/checksum.ts";

const JSON_TEXT = JSON.stringify({ name: "π", numbers: [1, 2.5, null] });
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a sealed object is JSON that any program reads, and is unsealed to what it was", async () => {
  const sealed = await seal(JSON_TEXT);
  const { sha256, ...rest } = JSON.parse(sealed);
  assert.deepEqual(rest, JSON.parse(JSON_TEXT));
  assert.match(sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual(await unseal(bytes(sealed)), { json: JSON_TEXT, sealed: true });
});

Deno.test("unseal() refuses a sealed object in which any one bit of content or checksum changed", async () => {
  const sealed = bytes(await seal(JSON_TEXT));
  for (let place = '{"sha256"'.length; place < sealed.length; place++) {
    const damaged = sealed.slice();
    damaged[place] ^= 1;
    await assert.rejects(unseal(damaged), RangeError, `byte ${place}`);
  }
  await assert.rejects(unseal(sealed.slice(0, -1)), /does not match its checksum/);
});

Deno.test("unseal() passes on JSON that was never sealed, and says so", async () => {
  assert.deepEqual(await unseal(bytes(JSON_TEXT)), { json: JSON_TEXT, sealed: false });
  assert.deepEqual(await unseal(bytes("")), { json: "", sealed: false });
});
