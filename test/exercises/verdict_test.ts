import assert from "node:assert/strict";
import { Verdict } from "../../lib/exercises/mod.ts";

/** Returns what Jupyter gets from an object. */
function shown(verdict: Verdict): Record<string, string> {
  const display = Symbol.for("Jupyter.display") as unknown as keyof Verdict;
  return (verdict[display] as unknown as () => Record<string, string>).call(verdict);
}

Deno.test("a verdict shows itself in Jupyter as HTML and as text", () => {
  const bundle = shown(new Verdict("02-3", "wrong", "Count `biases`, too."));
  assert.deepEqual(Object.keys(bundle), ["text/html", "text/plain"]);
  assert.equal(bundle["text/plain"], "✗ 02-3: Not yet. Count `biases`, too.");
  assert.match(bundle["text/html"], /<b>✗ 02-3: Not yet\.<\/b>.*<code>biases<\/code>/);
});

Deno.test("right, wrong and open differ in sign and word, not in colour alone", () => {
  const texts = (["right", "wrong", "open"] as const).map((status) =>
    `${new Verdict("1", status, "")}`
  );
  assert.deepEqual(texts, ["✓ 1: Right. ", "✗ 1: Not yet. ", "… 1: Your turn. "]);
});

Deno.test("the letters take the colour of the page, so that they can be read on dark and light", () => {
  const html = new Verdict("1", "right", "").toHTML();
  assert.doesNotMatch(html, /[" ;]color:/);
  assert.match(html, /background: #[0-9a-f]{8};/); // the last two digits: let the page through
});

Deno.test("what a reader wrote is shown, not run", () => {
  const html = new Verdict("<i>", "wrong", '`<script>` & "quotes"').toHTML();
  assert.match(html, /&lt;i&gt;/);
  assert.match(html, /<code>&lt;script&gt;<\/code> &amp; &quot;quotes&quot;/);
});

Deno.test("the method is folded, and is not part of the text", () => {
  const verdict = new Verdict("1", "wrong", "Look again.", "Multiply by `w`.");
  assert.match(verdict.toHTML(), /<p>Look again\.<\/p><details>.*<p>Multiply by <code>w<\/code>/);
  assert(!`${verdict}`.includes("Multiply"));
  assert(!new Verdict("1", "wrong", "Look again.").toHTML().includes("<details>"));
});

Deno.test("an empty line begins a paragraph", () => {
  assert.match(new Verdict("1", "right", "one\n\ntwo").toHTML(), /<p>one<\/p><p>two<\/p>/);
});
