/// <reference lib="dom" />
/** Opens the page: reads the networks that lie in it, and puts its parts together. */

import { answer } from "../answer/answer.ts";
import { probabilities } from "../answer/probabilities.ts";
import { stages } from "../answer/stages.ts";
import { examples } from "../draw/examples.ts";
import { pad } from "../draw/pad.ts";
import { tools } from "../draw/tools.ts";
import type { PlainNetwork } from "../network/layers.ts";
import { readStored, type Stored } from "../network/stored.ts";
import { PANELS } from "../panels.ts";
import { h } from "../parts/dom.ts";
import { language } from "../parts/language.ts";
import { startTheme } from "../parts/theme.ts";
import { startPage } from "../state.ts";
import { header } from "./header.ts";
import { tabs } from "./tabs.ts";

/**
 * Opens the page.
 *
 * @param script the page's script, which the worker runs too
 */
export function open(script: string): void {
  startTheme();
  language.value = navigator.languages.find((l) => /^(en|zh)\b/.test(l))?.startsWith("zh")
    ? "zh"
    : "en";
  const page = startPage(storedNetworks(), script);
  document.body.append(
    header(page),
    h(
      "main",
      {},
      h(
        "div",
        { class: "desk" },
        h("section", { class: "drawing" }, pad(page), tools(page), examples(page)),
        h("section", { class: "reading" }, answer(page), probabilities(page), stages(page)),
      ),
      tabs(PANELS, page),
    ),
  );
}

function storedNetworks(): PlainNetwork[] {
  const stored: Stored[] = JSON.parse(document.getElementById("networks")!.textContent!);
  return stored.map(readStored);
}
