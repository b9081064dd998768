/// <reference lib="dom" />
/** Opens the page: reads the networks that lie in it, and puts its parts together. */

import { answer } from "../answer/answer.ts";
import { probabilities } from "../answer/probabilities.ts";
import { pad } from "../draw/pad.ts";
import { tools } from "../draw/tools.ts";
import { type ModelJson, parseNetwork } from "../network/parse.ts";
import type { PlainNetwork } from "../network/layers.ts";
import { PANELS } from "../panels.ts";
import { h } from "../parts/dom.ts";
import { label, type Words } from "../parts/language.ts";
import { startPage } from "../state.ts";
import { tabs } from "./tabs.ts";

const TITLE: Words = ["From pixel to convnet", "从像素到卷积网络"];

/** A network as it lies in the page. */
interface Stored {
  readonly name: string;
  readonly json: ModelJson;
  /** The weights' bytes, in base64. */
  readonly weights: string;
}

/**
 * Opens the page.
 *
 * @param script the page's script, which the worker runs too
 */
export function open(script: string): void {
  const page = startPage(storedNetworks(), script);
  document.body.append(
    h("header", {}, h("h1", {}, label(TITLE))),
    h(
      "main",
      {},
      h("section", { class: "drawing" }, pad(page), tools(page)),
      h("section", { class: "reading" }, answer(page), probabilities(page)),
      tabs(PANELS, page),
    ),
  );
}

function storedNetworks(): PlainNetwork[] {
  const stored: Stored[] = JSON.parse(document.getElementById("networks")!.textContent!);
  return stored.map(({ name, json, weights }) =>
    parseNetwork(name, json, Uint8Array.from(atob(weights), (byte) => byte.charCodeAt(0)))
  );
}
