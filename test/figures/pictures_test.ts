/** Every figure against the picture that was looked at and found good. */

import assert from "node:assert/strict";
import sharp from "sharp";
import { decodeUri } from "./decode.ts";
import { examples } from "./examples.ts";
import { readXml } from "./xml.ts";

const FOLDER = new URL("expected/", import.meta.url);
const drawn = examples();

for (const [name, { svg }] of Object.entries(drawn)) {
  Deno.test(`${name} looks as expected`, async () => {
    const expected = await Deno.readTextFile(new URL(`${name}.svg`, FOLDER));
    // One element a line, so that a difference shows where it is.
    const lines = (text: string) => text.trim().replaceAll("><", ">\n<").split("\n");
    assert.deepEqual(
      lines(svg),
      lines(expected),
      `${name} has changed; if it should, see test/figures/renew.ts`,
    );
  });

  Deno.test(`${name} is a whole SVG document that needs no page around it`, () => {
    const elements = readXml(svg);
    const [{ name: root, attributes }] = elements;
    assert.equal(root, "svg");
    assert.equal(attributes.get("xmlns"), "http://www.w3.org/2000/svg");
    assert.equal(attributes.get("role"), "img");
    assert.ok(attributes.get("aria-label"));
    const names = new Set(elements.map(({ name }) => name));
    for (const html of ["figure", "style", "script", "foreignObject"]) assert.ok(!names.has(html));
    assert.ok(!svg.includes("currentColor"), "a colour that depends on the page");
    for (const { attributes } of elements) {
      const href = attributes.get("href") ?? "data:";
      assert.ok(href.startsWith("data:"), `a reference to elsewhere: ${href}`);
    }
  });

  Deno.test(`${name} is small, has no NaN in it and no text under 11 pixels`, () => {
    for (const { name: element, attributes } of readXml(svg)) {
      for (const [key, value] of attributes) {
        assert.doesNotMatch(value, /NaN|Infinity|undefined|null/, `${element} ${key}`);
      }
      assert.ok(Number(attributes.get("font-size") ?? 11) >= 11);
    }
    assert.ok(svg.length < 15_000, `${svg.length} characters are too many for a small example`);
  });
}

Deno.test("no expected picture is left over", () => {
  const there = Array.from(Deno.readDirSync(FOLDER), ({ name }) => name);
  assert.deepEqual(there.sort(), Object.keys(drawn).map((name) => `${name}.svg`).sort());
});

Deno.test("the same data give the same bytes, whatever was drawn before", () => {
  const again = examples();
  for (const [name, { svg }] of Object.entries(drawn)) assert.equal(again[name].svg, svg, name);
});

Deno.test("no two figures share an id, so that they can stand on one page", () => {
  const ids = Object.values(drawn).flatMap(({ svg }) =>
    readXml(svg).flatMap(({ attributes }) => attributes.get("id") ?? [])
  );
  assert.ok(ids.length > 0);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("every reference to an id finds it in the same figure", () => {
  for (const [name, { svg }] of Object.entries(drawn)) {
    const ids = new Set(readXml(svg).map(({ attributes }) => attributes.get("id")));
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(ids.has(id), `${name}: ${id}`);
  }
});

Deno.test("every bitmap in a figure can be read by another program", async () => {
  for (const [name, { svg }] of Object.entries(drawn)) {
    for (const { attributes } of readXml(svg)) {
      const uri = attributes.get("href");
      if (!uri) continue;
      const { width } = await sharp(decodeUri(uri), { failOn: "warning" }).raw()
        .toBuffer({ resolveWithObject: true }).then(({ info }) => info);
      assert.ok(width > 0, name);
    }
  }
});
