/// <reference lib="dom" />
/** The panel in which the reader trains a network. */

import type { Choice, News } from "../../trainer/messages.ts";
import { BUILTIN } from "../../trainer/settings.ts";
import type { Panel } from "../panel.ts";
import { h } from "../parts/dom.ts";
import { label, language, named, say, type Words } from "../parts/language.ts";
import { derive, Signal, watch } from "../parts/signal.ts";
import type { PlainNetwork } from "../network/layers.ts";
import type { Page } from "../state.ts";
import { after, type Course, NOTHING } from "./course.ts";
import { curve } from "./curve.ts";
import { ACCURACY, LOSS } from "./curves.ts";
import { download, filesButton, takeDropped, type Taken } from "./files.ts";
import { filters } from "./filters.ts";
import { networkOf, offer } from "./learned.ts";
import { samples } from "./samples.ts";
import { status } from "./status.ts";
import { Trainer } from "./trainer.ts";

const WORDS = {
  title: ["Train", "训练"],
  about: [
    "Train a network from nothing, in this tab. Nothing is downloaded and nothing leaves the page: it draws the digits itself and runs the book’s own training loop.",
    "在本页面里从零训练一个网络。不下载任何内容，也不上传任何内容：数字由页面自己绘制，训练循环与书中相同。",
  ],
  network: ["Network", "网络"],
  light: ["a quick one, 29,514 weights", "快速网络，29,514 个权重"],
  cnn: ["the book’s, 34,826 weights", "书中的网络，34,826 个权重"],
  small: ["the small one, 39,794 weights", "小网络，39,794 个权重"],
  same: ["go on with the one that is here", "继续训练现有的网络"],
  digits: ["Digits", "数字"],
  drawn: ["{count} that this page draws", "页面绘制的 {count} 个"],
  dropped: ["{count} files: {names}", "{count} 个文件：{names}"],
  choose: ["MNIST files…", "MNIST 文件…"],
  train: ["Train", "开始训练"],
  again: ["Train again", "重新训练"],
  pause: ["Pause", "暂停"],
  resume: ["Go on", "继续"],
  stop: ["Stop", "停止"],
  save: ["Save the network", "保存网络"],
  load: ["Open a saved one…", "打开已保存的网络…"],
  files: [
    "A network is two files, model.json and its weights, in the format of TensorFlow.js. What deno task train saved can be opened here, and what is saved here by any program that uses TensorFlow.js.",
    "一个网络是两个文件：model.json 和权重文件，使用 TensorFlow.js 的格式。deno task train 保存的网络可以在这里打开；这里保存的网络，任何使用 TensorFlow.js 的程序都能打开。",
  ],
} as const satisfies Record<string, Words>;

/** Names of this panel's networks in the page's list. */
const TRAINED: Words = ["trained here", "在此训练"], OPENED: Words = ["opened", "已打开"];

/** The panel. */
export const TRAIN: Panel = { id: "train", title: WORDS.title, mount };

/** Everything that the panel's parts share. */
interface State {
  readonly course: Signal<Course>;
  readonly choice: Signal<Choice>;
  /** MNIST's files, if the reader gave any. */
  readonly files: Signal<readonly Taken[]>;
  /** The network that the worker has, as files. */
  readonly saved: Signal<readonly Taken[]>;
  /** The networks of this panel in the page's list. */
  readonly offered: { trained?: PlainNetwork; opened?: PlainNetwork };
}

function mount(root: HTMLElement, page: Page): void {
  const state: State = {
    course: new Signal(NOTHING),
    choice: new Signal<Choice>("light"),
    files: new Signal<readonly Taken[]>([]),
    saved: new Signal<readonly Taken[]>([]),
    offered: {},
  };
  const trainer = new Trainer((news) => hear(news, state, page));
  const take = (files: readonly Taken[]) => {
    if (files.some(({ name }) => name.endsWith(".json"))) trainer.send({ kind: "load", files });
    else state.files.value = [...state.files.value, ...files].slice(-4);
  };
  takeDropped(root, take);
  trainer.send({ kind: "prepare" }); // whoever came here will press the button in a few seconds
  root.append(
    h("p", {}, label(WORDS.about)),
    h("div", { class: "settings-row" }, networkChoice(state), digitsChoice(state, take)),
    buttons(state, trainer),
    status(state.course),
    h("div", { class: "curves" }, curve(ACCURACY, state.course), curve(LOSS, state.course)),
    samples(state.course),
    filters(state.course),
    storing(state, take),
  );
}

/** Takes what the worker says. */
function hear(news: News, { course, choice, saved, offered }: State, page: Page): void {
  course.value = after(course.value, news);
  if (news.kind !== "network") return;
  saved.value = news.files;
  const { isOpened, validation } = news, { validations } = course.value;
  // The first of a run is read with; then it may be another that the reader chose.
  const isFirst = validations.length === (validation ? 1 : 0);
  try {
    const network = networkOf(say(isOpened ? OPENED : TRAINED), news.files);
    const kind = isOpened ? "opened" : "trained";
    offer(page, network, offered[kind], isOpened || isFirst);
    offered[kind] = network;
  } catch (error) {
    course.value = { ...course.value, error: `${error instanceof Error ? error.message : error}` };
  }
  if (isOpened) choice.value = "same";
}

function networkChoice({ choice, saved, course }: State): HTMLElement {
  const select = h("select", { "data-choice": true });
  watch([language, saved], () => {
    const choices: readonly Choice[] = saved.value.length > 0
      ? ["light", "cnn", "small", "same"]
      : ["light", "cnn", "small"];
    select.replaceChildren(
      ...choices.map((choice) => h("option", { value: choice }, say(WORDS[choice]))),
    );
    select.value = choice.value;
  });
  watch([choice], () => select.value = choice.value);
  watch([course], () => select.disabled = isBusy(course.value));
  select.addEventListener("change", () => choice.value = select.value as Choice);
  return h("label", { class: "choice" }, h("span", {}, label(WORDS.network)), select);
}

/** Digits drawn here, or the files that were given. */
function digitsChoice(
  { files, course }: State,
  take: (files: readonly Taken[]) => void,
): HTMLElement {
  const select = h("select", { "data-digits": true });
  watch([language, files], () => {
    const names = files.value.map(({ name }) => name).join(", ");
    const options = [
      h(
        "option",
        { value: "drawn" },
        say(WORDS.drawn, { count: BUILTIN.count.toLocaleString(language.value) }),
      ),
    ];
    if (files.value.length > 0) {
      const text = say(WORDS.dropped, { count: files.value.length, names });
      options.push(h("option", { value: "files", selected: true }, text));
    }
    select.replaceChildren(...options);
  });
  select.addEventListener("change", () => {
    if (select.value === "drawn") files.value = [];
  });
  watch([course], () => select.disabled = isBusy(course.value));
  return h(
    "span",
    { class: "choice" },
    h("label", { class: "choice" }, h("span", {}, label(WORDS.digits)), select),
    filesButton(WORDS.choose, "digits", take),
  );
}

function isBusy({ stage }: Course): boolean {
  return !["idle", "done", "stopped"].includes(stage);
}

function buttons({ course, choice, files }: State, trainer: Trainer): HTMLElement {
  const train = h("button", { type: "button", class: "primary", "data-train": true });
  const pause = h("button", { type: "button", "data-pause": true });
  const stop = h("button", { type: "button", "data-stop": true }, label(WORDS.stop));
  let seed = 0;
  const stage = derive([course], () => course.value.stage);
  watch([stage, language], () => {
    const busy = isBusy(course.value), paused = stage.value === "paused";
    train.hidden = busy;
    pause.hidden = stop.hidden = !busy;
    pause.disabled = !paused && stage.value !== "training";
    train.textContent = say(course.value.validations.length > 0 ? WORDS.again : WORDS.train);
    pause.textContent = say(paused ? WORDS.resume : WORDS.pause);
  });
  train.addEventListener("click", () => {
    course.value = { ...NOTHING, stage: "starting" };
    const given = files.value.map(({ name, bytes }) => ({ file: name, bytes }));
    trainer.send({
      kind: "train",
      network: choice.value,
      seed: ++seed,
      ...given.length > 0 && { files: given },
    });
    pause.focus();
  });
  pause.addEventListener("click", () => {
    const goOn = course.value.stage === "paused";
    course.value = { ...course.value, stage: goOn ? "training" : "pausing" };
    trainer.send({ kind: goOn ? "resume" : "pause" });
  });
  stop.addEventListener("click", () => trainer.send({ kind: "stop" }));
  return h("div", { class: "buttons" }, train, pause, stop);
}

/** Save and load. */
function storing({ saved }: State, take: (files: readonly Taken[]) => void): HTMLElement {
  const save = h("button", { type: "button", "data-save": true }, label(WORDS.save));
  watch([saved], () => save.disabled = saved.value.length === 0);
  save.addEventListener("click", () => download(saved.value));
  return named(
    h(
      "section",
      { class: "storing" },
      h("div", { class: "buttons" }, save, filesButton(WORDS.load, "network", take)),
      h("p", { class: "note" }, label(WORDS.files)),
    ),
    "aria-label",
    WORDS.save,
  );
}
