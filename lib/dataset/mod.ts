/**
 * Gets digits and other labelled pictures: MNIST from a folder or a download, the built-in digits, and
 * any set in the IDX format.
 *
 * @module
 */

export { gatherAugmented } from "./augment.ts";
export * from "./builtin.ts";
export {
  type Batch,
  batches,
  CLASSES,
  type Digits,
  digits,
  type DigitsOptions,
  epochOrder,
  gather,
  type Images,
  NO_DIGIT,
  type Origin,
  type PictureShape,
  PIXELS,
  SIDE,
  slice,
  splitValidation,
} from "./digits.ts";
export * from "./download.ts";
export { digitsFromFiles } from "./from_files.ts";
export { type FileStatus, readMnist, verifyFolder } from "./mnist_files.ts";
export { handSigns, type HandSignsOptions } from "./hand_signs.ts";
export { type IdxArray, type IdxData, readIdx, writeIdx } from "./idx.ts";
export { type NamedBytes, readDigits, type ReadDigitsOptions, writeDigits } from "./idx_digits.ts";
export * from "./install.ts";
export * from "./manifest.ts";
export { printedDigits } from "./printed.ts";
export * from "./source.ts";
export { upright } from "./upright.ts";
export { MIXES, type MixName, penDigits, worldDigits } from "./world.ts";
export { cacheFolder } from "./cache_folder.ts";
export { letters } from "./written_letters.ts";
