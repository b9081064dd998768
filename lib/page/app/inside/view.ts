/// <reference lib="dom" />
/** One view of the network: its name, what it does, and its maps, which can be pointed at. */

import type { Layer } from "../network/layers.ts";
import { h, tell } from "../parts/dom.ts";
import { language, say, type Words } from "../parts/language.ts";
import { watch, watchFrames } from "../parts/signal.ts";
import { theme } from "../parts/theme.ts";
import { about, kindOf } from "./about.ts";
import { type Atlas, layOut, numberUnder } from "./atlas.ts";
import { written } from "./numbers.ts";
import { largest, outline, paintMaps } from "./paint_maps.ts";
import { connection, type Look } from "./views.ts";
import { indexOf, placeOf } from "./wiring.ts";

const PICTURE: Words = ["picture", "图像"];
const SIZE: Words = ["{maps} maps of {height} × {width}", "{maps} 张 {height} × {width} 的图"];
const SIZE_ONE: Words = ["{height} × {width}", "{height} × {width}"];
const SIZE_ROW: Words = ["{count} numbers", "{count} 个数"];
const MOST: Words = ["colours to ±{most}", "颜色最深为 ±{most}"];
const KEYS: Words = [
  "{name}. Arrow keys move from number to number, Page Up and Page Down from map to map.",
  "{name}。方向键在数之间移动，Page Up 和 Page Down 在图之间移动。",
];

/**
 * Makes a view.
 *
 * @param look the network
 * @param view which view: 0 for the picture, then a layer's output each
 * @returns its element
 */
export function viewOf(look: Look, view: number): HTMLElement {
  const canvas = h("canvas", { role: "application", tabindex: 0, "data-view": view });
  const name = h("b", {}), kind = h("span", {}), size = h("span", {}), most = h("span", {});
  const sentence = h("p", { class: "about" });
  const root = h(
    "li",
    { class: "view" },
    h("h3", {}, name, kind, size, most),
    sentence,
    h("div", { class: "maps" }, canvas),
  );
  const step = () => look.steps.value[view - 1];
  watch([look.volumes, language], () => {
    const volume = look.volumes.value[view];
    if (!volume) return;
    const layer = step()?.layer, title = layer?.name ?? say(PICTURE);
    tell(name, title);
    tell(kind, layer ? kindOf(layer) : "");
    tell(size, sizeOf(volume.shape));
    tell(most, say(MOST, { most: written(largest(volume)) }));
    tell(sentence, about(layer, step()?.input.shape ?? volume.shape));
    sentence.hidden = look.steps.value.slice(0, view - 1).some((s) => isAlike(s.layer, layer));
    canvas.setAttribute("aria-label", say(KEYS, { name: title }));
  });
  let atlas: Atlas | undefined, isVisible = false, available = 0;
  const draw = () => {
    const volume = look.volumes.value[view];
    if (!volume || available === 0) return;
    atlas = layOut(volume.shape, available, rowLength(look, view));
    if (!isVisible) return reserve(canvas, atlas);
    const labels = volume.shape.length === 1 && volume.shape[0] === 10
      ? [..."0123456789"]
      : undefined;
    const context = paintMaps(canvas, atlas, volume, labels);
    for (const how of ["chosen", "hovered"] as const) {
      const place = look[how].value, connected = place && connection(look, place, view);
      if (connected) outline(context, atlas, connected, how);
    }
  };
  watchFrames([look.volumes, look.hovered, look.chosen, theme], draw);
  new ResizeObserver(() => {
    available = root.clientWidth; // asked elsewhere, the browser would have to lay out at once
    draw();
  }).observe(root);
  new IntersectionObserver(([{ isIntersecting }]) => {
    isVisible = isIntersecting;
    draw();
  }, { rootMargin: "200px" }).observe(root);
  watchFrames([look.chosen], () => {
    if (look.chosen.value?.view === view) root.scrollIntoView({ block: "nearest" });
  });
  point(canvas, look, view, () => atlas);
  walk(canvas, look, view);
  return root;
}

/** Keeps the place of maps that are not painted yet, so that what lies below them never moves. */
function reserve(canvas: HTMLCanvasElement, { width, height }: Atlas): void {
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/** Tells whether a sentence about one layer describes the other too, and need not be repeated. */
function isAlike(a: Layer, b: Layer | undefined): boolean {
  const isFirst = a.kind === "convolution" && a.kernel.shape[2] === 1;
  return a.kind === b?.kind && a.kind !== "dense" && !isFirst;
}

/** Flattened maps stand in rows of as many numbers as there were maps: a row per pixel. */
function rowLength({ volumes }: Look, view: number): number | undefined {
  const before = volumes.value[view - 1]?.shape;
  return before?.length === 3 ? before[2] : undefined;
}

function sizeOf(shape: readonly number[]): string {
  const [height, width, maps] = shape;
  if (shape.length === 1) return say(SIZE_ROW, { count: height });
  return say(maps === 1 ? SIZE_ONE : SIZE, { height, width, maps });
}

/** The pointer shows connections; a click chooses. */
function point(
  canvas: HTMLCanvasElement,
  { hovered, chosen }: Look,
  view: number,
  atlas: () => Atlas | undefined,
): void {
  const under = ({ offsetX, offsetY }: MouseEvent) => {
    const known = atlas(), at = known && numberUnder(known, offsetX, offsetY);
    return at === undefined ? undefined : { view, at };
  };
  canvas.addEventListener("pointermove", (event) => {
    const place = under(event), before = hovered.value;
    if (place?.at !== before?.at || place?.view !== before?.view) hovered.value = place;
  });
  canvas.addEventListener("pointerleave", () => hovered.value = undefined);
  canvas.addEventListener("click", (event) => {
    const place = under(event);
    if (place) chosen.value = place;
  });
}

/** Steps of the keys, as rows, columns and maps. */
const STEPS: Readonly<Record<string, readonly [row: number, column: number, map: number]>> = {
  ArrowUp: [-1, 0, 0],
  ArrowDown: [1, 0, 0],
  ArrowLeft: [0, -1, 0],
  ArrowRight: [0, 1, 0],
  PageUp: [0, 0, -1],
  PageDown: [0, 0, 1],
};

/** The keyboard walks from number to number. */
function walk(canvas: HTMLCanvasElement, look: Look, view: number): void {
  canvas.addEventListener("keydown", (event) => {
    const step = STEPS[event.key], shape = look.volumes.value[view]?.shape;
    const { chosen } = look;
    if (!shape || !step && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const now = chosen.value?.view === view ? chosen.value.at : undefined;
    chosen.value = {
      view,
      at: now === undefined ? middleOf(shape) : step ? moved(now, step, shape) : now,
    };
  });
}

function middleOf(shape: readonly number[]): number {
  if (shape.length === 1) return 0;
  return indexOf({ row: shape[0] >> 1, column: shape[1] >> 1, map: 0 }, shape);
}

/** The next number in a direction, if there is one. */
function moved(
  at: number,
  [down, right, on]: readonly [number, number, number],
  shape: readonly number[],
): number {
  const within = (place: number, size: number) => Math.min(Math.max(place, 0), size - 1);
  if (shape.length === 1) return within(at + down + right + on, shape[0]);
  const { row, column, map } = placeOf(at, shape), [height, width, maps] = shape;
  return indexOf({
    row: within(row + down, height),
    column: within(column + right, width),
    map: within(map + on, maps),
  }, shape);
}
