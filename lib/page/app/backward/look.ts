/** The network seen from its loss: every view's gradients in the place of its numbers. */

import type { Volume } from "../../../reference/mod.ts";
import type { Look, Place } from "../inside/views.ts";
import type { Step } from "../network/trace.ts";
import { derive, type Readable, Signal } from "../parts/signal.ts";
import { type Backward, backward } from "./gradients.ts";

/** The state of the view, from the loss's end. */
export interface BackLook extends Look {
  /** The true digit. */
  readonly label: Readable<number>;
  /** The backward pass; undefined without a digit, or if the network does not end with softmax. */
  readonly pass: Readable<Backward | undefined>;
}

/**
 * Looks at the gradients of a forward pass.
 *
 * @param steps the forward pass; undefined without a digit
 * @param chosenLabel the true digit; undefined for the one that the network reads
 * @returns what is looked at
 */
export function lookBack(
  steps: Readable<readonly Step[] | undefined>,
  chosenLabel: Readable<number | undefined>,
): BackLook {
  const all = derive([steps], () => steps.value ?? []);
  const label = derive(
    [steps, chosenLabel],
    () => chosenLabel.value ?? likeliest(steps.value?.at(-1)?.output),
  );
  const pass = derive([all, label], () => backward(all.value, label.value));
  const volumes = derive([pass], () => pass.value ? gradientsOf(pass.value) : []);
  return {
    ...{ steps: all, label, pass, volumes },
    hovered: new Signal<Place | undefined>(undefined),
    chosen: new Signal<Place | undefined>(undefined),
  };
}

/** Of the picture, of every layer's output, and of the scores in the place of the probabilities. */
function gradientsOf({ layers }: Backward): Volume[] {
  const outputs = layers.map(({ output, sums }, i) => i === layers.length - 1 ? sums : output);
  return [layers[0].input, ...outputs];
}

function likeliest(probabilities: Volume | undefined): number {
  return probabilities ? probabilities.data.indexOf(Math.max(...probabilities.data)) : 0;
}
