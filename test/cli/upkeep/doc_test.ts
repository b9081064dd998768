import assert from "node:assert/strict";
import { type PublicSymbol, questionsIn, withoutExample } from "../../../lib/cli/upkeep/doc.ts";

function symbol(name: string, kind: string, ...tags: string[]): PublicSymbol {
  const location = { filename: `file:///somewhere/lib/room/${name}.ts` };
  const jsDoc = { tags: tags.map((kind) => ({ kind })) };
  return { name, declarations: [{ kind, location, jsDoc }] };
}

Deno.test("withoutExample() finds functions without an example, each once", () => {
  const symbols = [
    symbol("good", "function", "param", "example"),
    symbol("Good", "interface"),
    symbol("bare", "function", "returns"),
    symbol("bare", "function", "returns"), // from the root once more
  ];
  assert.deepEqual(withoutExample(symbols), ["lib/room/bare.ts: bare has no @example"]);
  assert.deepEqual(withoutExample(symbols.slice(0, 2)), []);
});

Deno.test("questionsIn() finds docs that begin with a question word, by their lines", () => {
  const text = `/** Whatever may be set. */
/** ${"How"} it moves. */
interface Moves {
  /**
   * ${"Whether"} it moves.
   */
  moves: boolean; // What a comment says is free.
}`;
  const found = questionsIn("lib/a.ts", text).map((fault) => fault.split(": ")[0]);
  assert.deepEqual(found, ["lib/a.ts:2", "lib/a.ts:4"]);
  assert.deepEqual(questionsIn("lib/a.ts", "/** Returns what it was given. */"), []);
});
