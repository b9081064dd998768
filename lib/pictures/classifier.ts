/** Makes a network answer questions about digits. */

import { CLASSES, PIXELS, SIDE } from "../dataset/digits.ts";
import { UserError } from "../errors.ts";
import { classesOf, inputShape, type Network } from "../model/network.ts";
import { predict } from "../training/predict.ts";
import type { Classify } from "./read.ts";

/**
 * Makes a network answer {@linkcode readPicture}'s questions.
 *
 * @param model the network
 * @returns a function from prepared digits to probabilities
 * @throws {UserError} if the network is for other pictures than digits
 *
 * @example The probabilities of a picture without ink: none is sure
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { loadModel } from "@pixel/convnet/model";
 * import { classifier } from "@pixel/convnet/pictures";
 *
 * await useWasm();
 * const classify = classifier(await loadModel("data/model/small"));
 * const probabilities = await classify([new Uint8Array(28 * 28)]);
 * assert(probabilities.length === 10 && Math.max(...probabilities) < 0.35);
 * ```
 */
export function classifier(model: Network): Classify {
  const shape = inputShape(model), classes = classesOf(model);
  if (shape.reduce((product, n) => product * n, 1) !== PIXELS || classes !== CLASSES) {
    throw new UserError(
      `Cannot read digits with network "${model.name}": it takes pictures of ${
        shape.join(" × ")
      } and ` +
        `tells ${classes} classes apart, not the ten digits in ${SIDE} × ${SIDE} pixels`,
    );
  }
  return async (digits) => {
    const images = new Uint8Array(digits.length * PIXELS); // [N × 784]
    digits.forEach((digit, i) => images.set(digit, i * PIXELS));
    return await predict(model, images);
  };
}
