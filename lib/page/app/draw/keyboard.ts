/// <reference lib="dom" />
/** Drawing with the keyboard: arrows move the pen, the space bar puts it down and lifts it. */

import { watch } from "../parts/signal.ts";
import { Signal } from "../parts/signal.ts";
import type { Page } from "../state.ts";
import { PEN, type Point, type Stroke } from "./drawing.ts";

/**
 * The distance that an arrow key moves the pen, in parts of the pad's side; with Shift it is a
 * quarter.
 */
const STEP = 0.04;

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The place of the keyboard's pen, and whether it draws. */
export interface Pen {
  readonly x: number;
  readonly y: number;
  readonly isDown: boolean;
}

/**
 * Lets the keyboard draw on the pad.
 *
 * @param canvas the pad
 * @param page whose drawing changes
 * @returns the pen, to be shown; undefined while no key was pressed on the pad
 */
export function keyboardPen(
  canvas: HTMLCanvasElement,
  { drawing }: Page,
): Signal<Pen | undefined> {
  const pen = new Signal<Pen | undefined>(undefined);
  let stroke: Stroke = [];
  const point = ({ x, y }: Pen): Point => ({ x, y, width: PEN });
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key], now = pen.value ?? { x: 0.5, y: 0.3, isDown: false };
    if (!arrow && event.key !== " ") return;
    event.preventDefault();
    if (!arrow) {
      pen.value = { ...now, isDown: !now.isDown };
      stroke = [];
      if (now.isDown) return;
      stroke = [point(now)];
      drawing.value = { ...drawing.value, strokes: [...drawing.value.strokes, stroke] };
      return;
    }
    const step = event.shiftKey ? STEP / 4 : STEP;
    const within = (place: number) => Math.min(Math.max(place, 0.02), 0.98);
    const next = { ...now, x: within(now.x + arrow[0] * step), y: within(now.y + arrow[1] * step) };
    pen.value = next;
    if (!now.isDown) return;
    stroke = [...stroke, point(next)];
    drawing.value = { ...drawing.value, strokes: [...drawing.value.strokes.slice(0, -1), stroke] };
  });
  canvas.addEventListener("blur", () => pen.value = undefined);
  watch([drawing], () => { // cleared, undone or drawn by another hand: the pen is lifted
    const now = pen.value;
    if (now?.isDown && drawing.value.strokes.at(-1) !== stroke && stroke.length > 0) {
      pen.value = { ...now, isDown: false };
    }
  });
  return pen;
}
