/// <reference lib="dom" />
/** The arithmetic of the chosen number, in words and numbers. */

import { h } from "../parts/dom.ts";
import { say, type Words } from "../parts/language.ts";
import { arithmeticOf, type Pooled } from "./arithmetic.ts";
import { convolutionSum } from "./convolution_sum.ts";
import { denseSum } from "./dense_sum.ts";
import { numberTable } from "./number_table.ts";
import { written } from "./numbers.ts";
import { line } from "./result.ts";
import type { Look, Place } from "./views.ts";
import { placeOf } from "./wiring.ts";

const WORDS = {
  picture: ["picture", "图像"],
  place: [
    "{layer}, map {map}, row {row}, column {column}",
    "{layer}，图 {map}，行 {row}，列 {column}",
  ],
  pixel: ["row {row}, column {column} of the picture", "图像的行 {row}，列 {column}"],
  number: ["{layer}, number {at}", "{layer}，第 {at} 个数"],
  grey: [
    "{grey} of 255 parts of ink. This is a pixel of your drawing: here the way back ends.",
    "255 份墨中的 {grey} 份。这是你笔迹中的一个像素：往回走到此为止。",
  ],
  window: ["window", "窗口"],
  max: ["the largest", "最大值"],
  average: ["the mean of {count}", "{count} 个数的平均值"],
  scaled: ["number × scale + shift", "数值 × 缩放 + 平移"],
  why: [
    "Scale and shift belong to the map. They were learned, together with the mean and the spread that the map's numbers had in training.",
    "缩放和平移属于这张图，是训练时连同这张图数值的均值和方差一起学到的。",
  ],
  same: ["The same number as before: only its place is new.", "数值不变，只是位置变了。"],
  from: ["before", "之前"],
} as const satisfies Record<string, Words>;

/**
 * Says which number a place is.
 *
 * @param look the network
 * @param place the place
 * @returns such as "conv1, map 3, row 4, column 5"
 */
export function nameOf({ steps, volumes }: Look, { view, at }: Place): string {
  const shape = volumes.value[view].shape;
  const layer = steps.value[view - 1]?.layer.name ?? say(WORDS.picture);
  if (shape.length === 1) return say(WORDS.number, { layer, at });
  const { row, column, map } = placeOf(at, shape);
  return view === 0
    ? say(WORDS.pixel, { row, column })
    : say(WORDS.place, { layer, map, row, column });
}

/**
 * Shows how a number came about.
 *
 * @param look the network
 * @param place the number
 * @returns the element
 */
export function arithmetic(look: Look, place: Place): HTMLElement {
  const { view, at } = place, value = look.volumes.value[view].data[at];
  const heading = h(
    "h3",
    {},
    h("span", {}, nameOf(look, place)),
    h("b", { "data-number": value }, written(value)),
  );
  return h("div", { class: "arithmetic-body" }, heading, terms(look, place));
}

function terms(look: Look, { view, at }: Place): HTMLElement {
  const step = look.steps.value[view - 1];
  if (!step) {
    const grey = Math.round(255 * look.volumes.value[0].data[at]);
    return h("p", {}, say(WORDS.grey, { grey }));
  }
  const found = arithmeticOf(step, at);
  switch (found.kind) {
    case "convolution":
      return convolutionSum(found);
    case "pooling":
      return pooled(found);
    case "normalisation": {
      const { x, scale, shift, result } = found;
      const sum = `${written(x)} × ${written(scale)} + ${bracketed(shift)} = ${written(result)}`;
      const total = line(say(WORDS.scaled), sum, { "data-result": result, class: "total" });
      return h(
        "div",
        {},
        h("dl", { class: "sum" }, total),
        h("p", { class: "about" }, say(WORDS.why)),
      );
    }
    case "dense":
      return denseSum(found, at, (input) => nameOf(look, originOf(look, view - 1, input)));
    case "flattening":
      return h(
        "div",
        {},
        h("p", {}, say(WORDS.same)),
        h("dl", { class: "sum" }, line(nameOf(look, { view: view - 1, at }), written(found.x))),
      );
    case "activation":
      return h(
        "dl",
        { class: "sum" },
        line(say(WORDS.from), written(found.x)),
        line(found.activation, written(found.result), { "data-result": found.result }),
      );
  }
}

function pooled({ window, by, result }: Pooled): HTMLElement {
  const count = window.flat().filter((x) => x !== undefined).length;
  const name = by === "max" ? say(WORDS.max) : say(WORDS.average, { count });
  return h(
    "div",
    {},
    h(
      "div",
      { class: "product" },
      numberTable(say(WORDS.window), window, by === "max" ? { marked: result } : {}),
    ),
    h(
      "dl",
      { class: "sum" },
      line(name, written(result), { "data-result": result, class: "total" }),
    ),
  );
}

/** The place of a flattened number before it was flattened. */
function originOf(look: Look, view: number, at: number): Place {
  const isFlattened = look.steps.value[view - 1]?.layer.kind === "flattening";
  return { view: isFlattened ? view - 1 : view, at };
}

function bracketed(value: number): string {
  return value < 0 ? `(${written(value)})` : written(value);
}
