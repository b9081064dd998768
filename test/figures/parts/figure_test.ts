import assert from "node:assert/strict";
import { Figure } from "../../../lib/figures/mod.ts";
import { decodeUri } from "../decode.ts";
import { readXml } from "../xml.ts";

const SVG = `<svg xmlns="http://www.w3.org/2000/svg"><text>größer → ×</text></svg>`;
const display = Symbol.for("Jupyter.display");

function bundle(figure: Figure): Record<string, string> {
  return (figure as unknown as { [display]: () => Record<string, string> })[display]();
}

Deno.test("Jupyter gets the picture inside an img, every character kept", () => {
  const html = bundle(new Figure(SVG, "x"))["text/html"];
  const [{ name, attributes }] = readXml(html.replace(/>$/, "/>"));
  assert.equal(name, "img");
  assert.match(attributes.get("src")!, /^data:image\/svg\+xml;base64,/);
  assert.equal(new TextDecoder().decode(decodeUri(attributes.get("src")!)), SVG);
});

Deno.test("the description is the picture's alternative text, and the plain text", () => {
  const text = `4 < 5 & "so"`;
  const { "text/html": html, "text/plain": plain } = bundle(new Figure(SVG, text));
  assert.equal(plain, text);
  assert.ok(html.includes(`alt="4 &lt; 5 &amp; &quot;so&quot;"`), html);
});

Deno.test("a figure as a string is its SVG", () => {
  assert.equal(`${new Figure(SVG, "x")}`, SVG);
});
