/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** The pad: a square to draw on with mouse, pen or finger. */

import { h } from "../parts/dom.ts";
import { named, type Words } from "../parts/language.ts";
import { watch, watchFrames } from "../parts/signal.ts";
import type { Page } from "../state.ts";
import { PEN, type Point, type Stroke } from "./drawing.ts";
import { paint } from "./paint.ts";

const PAD: Words = ["Drawing pad: draw a digit here", "画板：在这里写一个数字"];

/**
 * Makes the pad.
 *
 * @param page whose drawing it shows and changes
 * @returns the canvas
 */
export function pad(page: Page): HTMLCanvasElement {
  const canvas = named(
    h("canvas", { "data-pad": true, tabindex: 0, role: "img" }),
    "aria-label",
    PAD,
  );
  listen(canvas, page);
  const resized = new ResizeObserver(() => show(canvas, page));
  resized.observe(canvas);
  watch([page.isRead], () => canvas.dataset.read = page.isRead.value ? "done" : "waiting");
  watchFrames([page.drawing], () => show(canvas, page));
  return canvas;
}

function show(canvas: HTMLCanvasElement, { drawing }: Page): void {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (side === 0) return;
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d")!;
  context.clearRect(0, 0, side, side);
  paint(context, drawing.value, side, getComputedStyle(canvas).color);
}

/** A stroke begins where the pen is put down and grows while it moves; other fingers do not draw. */
function listen(canvas: HTMLCanvasElement, { drawing }: Page): void {
  let pointer: number | undefined, stroke: Stroke = [], before = drawing.value;
  const draw = (events: readonly PointerEvent[]) => {
    stroke = [...stroke, ...events.map((event) => pointOf(event, canvas))];
    drawing.value = { ...before, strokes: [...before.strokes, stroke] };
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (pointer !== undefined || event.button !== 0) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    stroke = [], before = drawing.value;
    draw([event]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    const all = event.getCoalescedEvents?.() ?? [];
    draw(all.length > 0 ? all : [event]);
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(end, (event) => {
      if (event.pointerId === pointer) pointer = undefined;
    });
  }
}

/** Where a pointer is, and how wide its pen: a pen that feels pressure is thinner and wider by it. */
function pointOf(event: PointerEvent, canvas: HTMLCanvasElement): Point {
  const { left, top, width } = canvas.getBoundingClientRect();
  const pressed = event.pointerType === "pen" && event.pressure > 0 ? 0.5 + event.pressure : 1;
  return {
    x: (event.clientX - left) / width,
    y: (event.clientY - top) / width,
    width: PEN * pressed,
  };
}
