/**
 * The part of this room that a browser runs too: everything after decoding. A canvas gives the pixels there:
 * the `ImageData` of `getImageData` is a {@linkcode Picture} as it is.
 */

export { classifier } from "./classifier.ts";
export type { Box, Component, Labelled } from "./components.ts";
export {
  type Candidate,
  type Finding,
  findInk,
  type FindOptions,
  type StageName,
  type Stages,
} from "./find.ts";
export type { Picture, Plane } from "./plane.ts";
export { A_DIGIT, type Classify, type Digit, type Reading, readPicture, SURE } from "./read.ts";
