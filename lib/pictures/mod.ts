/**
 * Pictures of handwritten digits: from a file or a canvas to what a network can read, stage by stage,
 * and reading it.
 *
 * @module
 */

export { classifier } from "./classifier.ts";
export type { Box, Component, Labelled } from "./components.ts";
export { decodePicture } from "./decode.ts";
export {
  type Candidate,
  type Finding,
  findInk,
  type FindOptions,
  type StageName,
  type Stages,
} from "./find.ts";
export { readPhoto } from "./photo.ts";
export type { Picture, Plane } from "./plane.ts";
export { A_DIGIT, type Classify, type Digit, type Reading, readPicture, SURE } from "./read.ts";
