/** A network as what reads digits. */

import { PIXELS } from "../dataset/digits.ts";
import type { Network } from "../model/network.ts";
import { predict } from "../training/predict.ts";
import type { Classify } from "./read.ts";

/**
 * Makes a network answer {@linkcode readPicture}'s questions.
 *
 * @param model the network
 * @returns a function from prepared digits to probabilities
 */
export function classifier(model: Network): Classify {
  return async (digits) => {
    const images = new Uint8Array(digits.length * PIXELS); // [N × 784]
    digits.forEach((digit, i) => images.set(digit, i * PIXELS));
    return await predict(model, images);
  };
}
