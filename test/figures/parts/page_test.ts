import assert from "node:assert/strict";
import * as Plot from "@observablehq/plot";
import { page } from "../../../lib/figures/parts/page.ts";
import { canvas, panel } from "../../../lib/figures/parts/panel.ts";
import { readXml } from "../xml.ts";

const box = (width: number, height: number) => canvas(width, height, []);

Deno.test("page() is as large as its rows of panels, its margins and its text", () => {
  const sizeOf = (svg: string) => {
    const [{ attributes }] = readXml(svg);
    return [Number(attributes.get("width")), Number(attributes.get("height"))];
  };
  const description = "x";
  assert.deepEqual(sizeOf(page([[box(100, 50), box(30, 80)]], { description }).svg), [166, 104]);
  assert.deepEqual(sizeOf(page([[box(100, 50)], [box(30, 20)]], { description }).svg), [124, 106]);
  const long = "a heading that is much wider than what stands below it";
  assert.ok(sizeOf(page([[box(10, 10)]], { description, title: long }).svg)[0] > 400);
});

Deno.test("page() keeps what XML would take for markup", () => {
  const title = `<5 & "6">`;
  const { svg } = page([[box(10, 10)]], { title, notes: [title], description: title });
  readXml(svg);
  assert.equal(svg.split("&lt;5 &amp; &quot;6&quot;&gt;").length, 4);
});

Deno.test("panel() refuses a plot that Plot would wrap in HTML", () => {
  assert.throws(() => panel({ width: 9, height: 9, title: "x", marks: [] }), TypeError);
});

Deno.test("panel() rounds places, and leaves text as it is", () => {
  const { content } = canvas(10, 10, [
    Plot.text(["1.23456"], { x: 1.23456, y: 2, text: (text: string) => text }),
  ]);
  assert.ok(content.includes("translate(1.23,2)"), content);
  assert.ok(content.includes(">1.23456<"), content);
});
