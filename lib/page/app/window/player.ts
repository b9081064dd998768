/// <reference lib="dom" />
/** Plays an animation step by step: it can be paused, stepped both ways, and turned off. */

import { h } from "../parts/dom.ts";
import { label, language, say, type Words } from "../parts/language.ts";
import { Signal, watch } from "../parts/signal.ts";

const BACK: Words = ["Back", "后退"], NEXT: Words = ["Step", "前进"];
const PLAY: Words = ["Play", "播放"], PAUSE: Words = ["Pause", "暂停"];
const OFF: Words = ["Show all", "全部显示"];

/** Milliseconds per step. */
const PACE = 350;

/** An animation's state: where it is, and whether only what came before is shown. */
export interface Player {
  /** The step, from 0. */
  readonly step: Signal<number>;
  /** True while it is on: what comes after the step is then not shown yet. */
  readonly isOn: Signal<boolean>;
  /** The buttons. */
  readonly element: HTMLElement;
}

/**
 * Makes a player.
 *
 * @param count tells how many steps there are
 * @returns the player, turned off
 */
export function player(count: () => number): Player {
  const step = new Signal(0), isOn = new Signal(false), playing = new Signal(false);
  const back = h("button", { type: "button", "data-player": "back" }, label(BACK));
  const play = h("button", { type: "button", "data-player": "play" });
  const next = h("button", { type: "button", "data-player": "next" }, label(NEXT));
  const off = h("button", { type: "button", "data-player": "off" }, label(OFF));
  const element = h("div", { class: "walk", role: "group" }, back, play, next, off);
  const go = (by: number) => {
    isOn.value = true;
    step.value = (step.value + by + count()) % count();
  };
  back.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  off.addEventListener("click", () => isOn.value = playing.value = false);
  play.addEventListener("click", () => {
    if (!isOn.value) step.value = 0;
    isOn.value = true;
    playing.value = !playing.value;
  });
  watch([playing, language], () => play.textContent = say(playing.value ? PAUSE : PLAY));
  watch([isOn], () => off.disabled = !isOn.value);
  watch([step], () => element.dataset.step = `${step.value}`);
  let timer: ReturnType<typeof setInterval> | undefined;
  watch([playing], () => {
    clearInterval(timer);
    if (!playing.value) return;
    timer = setInterval(() => {
      if (element.offsetParent === null) playing.value = false; // another panel is looked at
      else if (step.value + 1 < count()) go(1);
      else playing.value = false;
    }, PACE);
  });
  return { step, isOn, element };
}
