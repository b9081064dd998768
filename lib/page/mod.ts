/**
 * A page to draw digits on and to look into the network that reads them: one HTML file that works from
 * a disk, without a network connection.
 *
 * `build.ts` puts it together from `app/` (its script) and `style/`. In `app/`,
 *
 * - `main.ts` is the script of the page and of the worker that reads;
 * - `state.ts` is what the page knows: signals (`parts/signal.ts`) for the drawing, the networks, the
 *   reading, the digit that the network sees, and every layer's numbers;
 * - `panels.ts` lists the panels, each with a tab: `{ id, title, mount(root, page) }` of `panel.ts`;
 * - `network/` is a network as plain numbers, read from tfjs's format and computed by `reference/`;
 * - every file keeps its own words, English and Chinese side by side (`parts/language.ts`): `label()`
 *   for text that stays, `say()` where something is drawn anew.
 *
 * @module
 */

export { type BuildOptions, buildPage, NETWORKS } from "./build.ts";
export { ShownPage, showPage } from "./show.ts";
