/// <reference lib="dom" />
/** The network as a row of views: the picture first, then every layer's output. */

import type { Volume } from "../../../reference/mod.ts";
import type { Step } from "../network/trace.ts";
import type { Readable } from "../parts/signal.ts";
import { derive, Signal, whenIdle } from "../parts/signal.ts";
import type { Page } from "../state.ts";
import { type Connection, sourcesOf, targetsOf } from "./wiring.ts";

/** One number: which view it is in, and its index there. View 0 is the picture. */
export interface Place {
  readonly view: number;
  readonly at: number;
}

/** The state of the view into the network. */
export interface Look {
  /** Every view's numbers; empty without a digit. */
  readonly volumes: Readable<readonly Volume[]>;
  /** The layers at work; view `i + 1` is the output of step `i`. */
  readonly steps: Readable<readonly Step[]>;
  /** The number under the pointer. */
  readonly hovered: Signal<Place | undefined>;
  /** The number whose arithmetic is shown. */
  readonly chosen: Signal<Place | undefined>;
}

/**
 * Starts to look into the page's network.
 *
 * @param page whose network and digit are looked at
 * @returns what is looked at
 */
export function lookInto(page: Page): Look {
  let last: readonly Step[] = [];
  const steps = whenIdle(derive(
    [page.steps, page.shown],
    () => page.shown.value === "inside" ? last = page.steps.value ?? [] : last,
  ));
  const volumes = derive(
    [steps],
    () =>
      steps.value.length === 0 ? [] : [steps.value[0].input, ...steps.value.map((s) => s.output)],
  );
  return {
    volumes,
    steps,
    hovered: new Signal<Place | undefined>(undefined),
    chosen: new Signal<Place | undefined>(undefined),
  };
}

/**
 * Returns the part of a view that a number is connected with: its sources, one view before, and its
 * targets, one view after.
 *
 * @param look the network
 * @param place the number
 * @param view the view
 * @returns the connection, if there is one
 */
export function connection({ steps }: Look, place: Place, view: number): Connection | undefined {
  if (view === place.view) return { at: place.at };
  const step = steps.value[Math.max(view, place.view) - 1];
  if (!step) return undefined;
  const { layer, input, output } = step;
  if (view === place.view - 1) return sourcesOf(layer, input.shape, output.shape, place.at);
  if (view === place.view + 1) return targetsOf(layer, input.shape, output.shape, place.at);
  return undefined;
}
