/// <reference lib="dom" />
/** Goes through a map number by number: by steps, or by itself. */

import { h } from "../parts/dom.ts";
import { label, language, named, say, type Words } from "../parts/language.ts";
import { Signal, watch } from "../parts/signal.ts";
import type { Look } from "./views.ts";
import { indexOf, placeOf } from "./wiring.ts";

const BACK: Words = ["Previous", "上一个"], NEXT: Words = ["Next", "下一个"];
const PLAY: Words = ["Play", "播放"], PAUSE: Words = ["Pause", "暂停"];

const WALK: Words = ["The map, number by number:", "逐个查看图中的数："];

/** Milliseconds from number to number. */
const PACE = 600;

/**
 * Makes the buttons that go through the chosen number's map, as the window does.
 *
 * @param look whose chosen number moves
 * @returns the row of buttons
 */
export function walker({ chosen, volumes }: Look): HTMLElement {
  const playing = new Signal(false);
  const go = (by: number) => {
    const place = chosen.value, shape = place && volumes.value[place.view]?.shape;
    if (!place || !shape) return;
    chosen.value = { view: place.view, at: after(place.at, shape, by) };
  };
  const back = h("button", { type: "button", "data-walk": "back" }, label(BACK));
  const play = h("button", { type: "button", "data-walk": "play" });
  const next = h("button", { type: "button", "data-walk": "next" }, label(NEXT));
  back.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  play.addEventListener("click", () => playing.value = !playing.value);
  watch([playing, language], () => play.textContent = say(playing.value ? PAUSE : PLAY));
  let timer: ReturnType<typeof setInterval> | undefined;
  watch([playing], () => {
    clearInterval(timer);
    if (playing.value) timer = setInterval(() => row.isConnected && go(1), PACE);
  });
  watch([chosen], () => {
    if (!chosen.value) playing.value = false;
  });
  const about = h("span", { class: "note" }, label(WALK));
  const row = h("div", { class: "walk", role: "group" }, about, back, play, next);
  return named(row, "aria-label", WALK);
}

/** The index of the number so many places on in the same map, around its end. */
function after(at: number, shape: readonly number[], by: number): number {
  if (shape.length === 1) return (at + by + shape[0]) % shape[0];
  const { row, column, map } = placeOf(at, shape), [height, width] = shape;
  const pixel = (row * width + column + by + height * width) % (height * width);
  return indexOf({ row: Math.floor(pixel / width), column: pixel % width, map }, shape);
}
