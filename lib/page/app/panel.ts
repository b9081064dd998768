/// <reference lib="dom" />
/** The interface of a panel. */

import type { Words } from "./parts/language.ts";
import type { Page } from "./state.ts";

/** A part of the page with a tab of its own. */
export interface Panel {
  /** Its name in the page's address, such as `train` in `#train`. */
  readonly id: string;
  /** The words on its tab. */
  readonly title: Words;
  /**
   * Fills the panel, when its tab is chosen for the first time.
   *
   * @param root its element, empty
   * @param page the page's state
   */
  mount(root: HTMLElement, page: Page): void;
}
