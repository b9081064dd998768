/** A figure that changes while a cell of a notebook runs. */

import type { Figure } from "./parts/figure.ts";
import { type Broadcast, jupyterDisplay, notebook } from "../jupyter.ts";

export type { Broadcast };

/** A place in a notebook's output that shows the latest of several figures. */
export interface LiveFigure {
  /**
   * Shows a figure in place of the one before.
   *
   * @param figure what to show
   */
  show(figure: Figure): Promise<void>;
}

/**
 * Opens a place for a changing figure below the running cell. Outside a notebook it shows
 * nothing and does no harm, so the same code runs in both.
 *
 * @param broadcast sends a message; by default the kernel's own function, if there is a kernel
 * @returns the place
 *
 * @example A curve that grows with every epoch
 * ```ts
 * import { type EpochPoint, learningCurves, liveFigure } from "@pixel/convnet/figures";
 *
 * const epochs: EpochPoint[] = [];
 * const live = liveFigure();
 * for (let epoch = 1; epoch <= 3; epoch++) {
 *   epochs.push({ epoch, loss: 1 / epoch, accuracy: 1 - 0.1 / epoch });
 *   await live.show(learningCurves({ epochs }));
 * }
 * ```
 */
export function liveFigure(broadcast: Broadcast | undefined = notebook()?.broadcast): LiveFigure {
  const id = crypto.randomUUID(); // never saved; a cell that runs twice must not change its first output
  let shown = false;
  return {
    async show(figure: Figure): Promise<void> {
      if (!broadcast) return;
      const type = shown ? "update_display_data" : "display_data";
      shown = true;
      await broadcast(type, {
        data: figure[jupyterDisplay](),
        metadata: {},
        transient: { display_id: id },
      });
    },
  };
}
