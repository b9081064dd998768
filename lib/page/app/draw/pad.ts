/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** The pad: a square to draw on with mouse, pen or finger. */

import { h } from "../parts/dom.ts";
import { label, named, type Words } from "../parts/language.ts";
import { derive, watch, watchFrames } from "../parts/signal.ts";
import { colourOf, css, theme } from "../parts/theme.ts";
import type { Page } from "../state.ts";
import { type Drawing, isBlank, PEN, type Point, type Stroke } from "./drawing.ts";
import { keyboardPen, type Pen } from "./keyboard.ts";
import { paint } from "./paint.ts";

const PAD: Words = [
  "Drawing pad. Draw a digit here; with the keyboard, arrows move the pen and the space bar puts it down or lifts it.",
  "画板。请在这里写一个数字；用键盘时，方向键移动笔，空格键落笔或提笔。",
];
const HINT: Words = ["Draw a digit here", "在这里写一个数字"];

/**
 * Makes the pad.
 *
 * @param page whose drawing it shows and changes
 * @returns the pad, with a hint on it while it is blank
 */
export function pad(page: Page): HTMLElement {
  const canvas = h("canvas", { "data-pad": true, tabindex: 0, role: "application" });
  const hint = h("p", { class: "hint", "aria-hidden": "true" }, label(HINT));
  listen(canvas, page);
  const pen = keyboardPen(canvas, page);
  const ink = derive([theme], () => getComputedStyle(canvas).color);
  let width = 0;
  const repaint = () => width > 0 && show(canvas, width, page.drawing.value, ink.value, pen.value);
  new ResizeObserver(() => {
    width = canvas.clientWidth; // asked elsewhere, the browser would have to lay out at once
    repaint();
  }).observe(canvas);
  watch([page.isRead], () => canvas.dataset.read = page.isRead.value ? "done" : "waiting");
  watch([page.drawing, pen], () => hint.hidden = !isBlank(page.drawing.value) || !!pen.value);
  watchFrames([page.drawing, pen, theme], repaint);
  return h("div", { class: "pad" }, named(canvas, "aria-label", PAD), hint);
}

function show(
  canvas: HTMLCanvasElement,
  width: number,
  drawing: Drawing,
  ink: string,
  pen: Pen | undefined,
): void {
  const side = Math.round(width * devicePixelRatio);
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d")!;
  context.clearRect(0, 0, side, side);
  paint(context, drawing, side, ink);
  if (pen) showPen(context, pen, side);
}

/** A ring where the keyboard's pen is, full where it draws. */
function showPen(context: CanvasRenderingContext2D, { x, y, isDown }: Pen, side: number): void {
  context.beginPath();
  context.arc(x * side, y * side, PEN / 2 * side, 0, 2 * Math.PI);
  context.lineWidth = side / 100;
  context.strokeStyle = context.fillStyle = css(colourOf(1));
  context.stroke();
  if (isDown) context.fill();
}

/** A stroke begins where the pen is put down and grows while it moves; other fingers do not draw. */
function listen(canvas: HTMLCanvasElement, { drawing }: Page): void {
  let pointer: number | undefined, stroke: Stroke = [], before = drawing.value;
  let place: DOMRect | undefined; // asked at every move, the browser would have to lay out at once
  for (const moving of ["scroll", "resize"]) {
    addEventListener(moving, () => place = undefined, { capture: true, passive: true });
  }
  const draw = (events: readonly PointerEvent[]) => {
    const pad = place ??= canvas.getBoundingClientRect();
    stroke = [...stroke, ...events.map((event) => pointOf(event, pad))];
    drawing.value = { ...before, strokes: [...before.strokes, stroke] };
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (pointer !== undefined || event.button !== 0) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    stroke = [], before = drawing.value, place = undefined;
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

/** The place of a pointer and the width of its pen: pressure makes a stylus's strokes wider. */
function pointOf(event: PointerEvent, { left, top, width }: DOMRect): Point {
  const pressed = event.pointerType === "pen" && event.pressure > 0 ? 0.5 + event.pressure : 1;
  return {
    x: (event.clientX - left) / width,
    y: (event.clientY - top) / width,
    width: PEN * pressed,
  };
}
