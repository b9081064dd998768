/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Tabs for the panels, after the ARIA Authoring Practices: arrows move, the address remembers. */

import type { Panel } from "../panel.ts";
import { h } from "../parts/dom.ts";
import { label, named, type Words } from "../parts/language.ts";
import type { Page } from "../state.ts";

const TABS: Words = ["What to look at", "查看内容"];

/**
 * Makes the tabs and their panels.
 *
 * @param panels the panels; none leaves the element empty
 * @param page the page's state, for the panels
 * @returns the element
 */
export function tabs(panels: readonly Panel[], page: Page): HTMLElement {
  const list = named(h("div", { class: "tabs", role: "tablist" }), "aria-label", TABS);
  const root = h("section", { class: "panels" }, list);
  const all = panels.map((panel) => {
    const tab = h(
      "button",
      { id: `tab-${panel.id}`, type: "button", role: "tab", "aria-controls": `panel-${panel.id}` },
      label(panel.title),
    );
    const body = h("div", {
      ...{ id: `panel-${panel.id}`, class: "panel", role: "tabpanel", tabindex: -1 },
      "aria-labelledby": tab.id,
    });
    list.append(tab);
    root.append(body);
    return { panel, tab, body, mounted: false };
  });
  const choose = (chosen: typeof all[number]) => {
    for (const each of all) {
      each.tab.setAttribute("aria-selected", `${each === chosen}`);
      each.tab.tabIndex = each === chosen ? 0 : -1;
      each.body.hidden = each !== chosen;
    }
    page.shown.value = chosen.panel.id;
    if (!chosen.mounted) chosen.panel.mount(chosen.body, page);
    chosen.mounted = true;
  };
  all.forEach((each, i) => {
    each.tab.addEventListener("click", () => {
      choose(each);
      if (location.hash !== `#${each.panel.id}`) {
        history.replaceState(null, "", `#${each.panel.id}`);
      }
    });
    each.tab.addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (!step) return;
      const next = all[(i + step + all.length) % all.length];
      next.tab.click();
      next.tab.focus();
    });
  });
  const linked = () => all.find(({ panel }) => `#${panel.id}` === location.hash);
  addEventListener("hashchange", () => {
    const next = linked(); // an address that was typed, or a link that was followed
    if (next) choose(next);
  });
  const first = linked() ?? all[0];
  if (first) choose(first);
  return root;
}
