/** Undo: the drawings before the one on the pad. */

import { Signal } from "../parts/signal.ts";
import { BLANK, type Drawing } from "./drawing.ts";

/** Remembers drawings. A stroke counts once, however often it grew. */
export class History {
  /** True if there is something to go back to. */
  readonly canUndo: Signal<boolean> = new Signal(false);
  #before: Drawing[] = [];
  #now: Drawing = BLANK;

  /**
   * Remembers what a drawing was.
   *
   * @param drawing the drawing
   */
  constructor(private readonly drawing: Signal<Drawing>) {
    drawing.on(() => {
      if (drawing.value === this.#now) return;
      if (!isSameStroke(this.#now, drawing.value)) this.#before.push(this.#now);
      this.#now = drawing.value;
      this.canUndo.value = this.#before.length > 0;
    });
  }

  /** Goes back by one stroke, or by whatever else happened last. */
  undo(): void {
    const before = this.#before.pop();
    if (!before) return;
    this.#now = before;
    this.drawing.value = before;
    this.canUndo.value = this.#before.length > 0;
  }
}

/** Tells whether only the last stroke grew. */
function isSameStroke(before: Drawing, now: Drawing): boolean {
  const count = now.strokes.length;
  return before.photo === now.photo && before.strokes.length === count && count > 0 &&
    before.strokes[count - 1][0] === now.strokes[count - 1][0];
}
