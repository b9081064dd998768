/** A network as what reads digits. */

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
