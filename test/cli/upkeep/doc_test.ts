import assert from "node:assert/strict";
import { faultsIn, type PublicSymbol } from "../../../lib/cli/upkeep/doc.ts";

function symbol(name: string, kind: string, doc: string, ...tags: string[]): PublicSymbol {
  const location = { filename: `file:///somewhere/lib/room/${name}.ts` };
  const jsDoc = { doc, tags: tags.map((kind) => ({ kind })) };
  return { name, declarations: [{ kind, location, jsDoc }] };
}

Deno.test("faultsIn() finds functions without an example and summaries that begin with a question word", () => {
  const symbols = [
    symbol("good", "function", "Returns 1.", "param", "example"),
    symbol("Good", "interface", "Whatever may be set."),
    symbol("bare", "function", "Returns 2.", "returns"),
    symbol("bare", "function", "Returns 2.", "returns"), // from the root once more
    symbol("Vague", "interface", "How it moves."),
  ];
  assert.deepEqual(faultsIn(symbols), [
    "lib/room/bare.ts: bare has no @example",
    "lib/room/Vague.ts: the summary of Vague begins with a question word",
  ]);
  assert.deepEqual(faultsIn(symbols.slice(0, 2)), []);
});
