import assert from "node:assert/strict";
import { cnn, mlp, summary } from "../../lib/model/mod.ts";
import { jupyterDisplay } from "../../lib/jupyter.ts";

Deno.test("summary() counts multiply-adds: kernel size × channels × positions", () => {
  const costs = Object.fromEntries(summary(cnn(1)).layers.map((l) => [l.name, l.multiplyAdds]));
  assert.equal(costs.conv1, 3 * 3 * 1 * 32 * 26 * 26);
  assert.equal(costs.conv2, 3 * 3 * 32 * 64 * 11 * 11);
  assert.equal(costs.output, 1_600 * 10);
  assert.equal(costs.pool1, 0);
  assert.equal(summary(mlp(1)).multiplyAdds, 784 * 128 + 128 * 10);
});

Deno.test("summary() prints a table with its sums", () => {
  const lines = String(summary(mlp(1))).split("\n");
  assert.match(lines[0], /layer +kind +output shape +parameters +multiply-adds/);
  assert.match(lines[3], /hidden +Dense +128 +100,480 +100,352/);
  assert.match(lines.at(-1)!, /total +101,770 +101,632/);
});

Deno.test("summary() shows in a notebook as an HTML table", () => {
  const shown = summary(mlp(1))[jupyterDisplay]();
  assert.match(shown["text/html"], /<td[^>]*>hidden<\/td>/);
  assert.equal(shown["text/plain"], String(summary(mlp(1))));
});
