/** A file with one digit, prepared for a network. */

import { UserError } from "../errors.ts";
import { decodeFile } from "./decode.ts";
import { findInk } from "./find.ts";

/**
 * Reads a photograph, scan or drawing of one handwritten digit and prepares it as MNIST's digits were:
 * ink on blank paper, fitted into 20 × 20 pixels, its centre of mass in the middle of 28 × 28. Where there
 * is more than a digit, it takes what stands out most. Needs `--allow-ffi` and
 * `--allow-env=npm_package_config_libvips,MALLOC_ARENA_MAX`, for sharp.
 *
 * @param file a JPEG, PNG, WebP or TIFF
 * @returns `[784]` grey values as MNIST's: 0 paper, 255 ink
 * @throws {UserError} if the file cannot be read as a picture, or shows nothing but paper
 *
 * @example The ten probabilities that a network gives
 * ```ts ignore
 * import { loadModel } from "@pixel/convnet/model";
 * import { readPhoto } from "@pixel/convnet/pictures";
 * import { predict } from "@pixel/convnet/training";
 *
 * console.log(await predict(await loadModel("runs/cnn"), await readPhoto("my-digit.jpg")));
 * ```
 */
export async function readPhoto(file: string): Promise<Uint8Array> {
  const [digit] = findInk(await decodeFile(file)).candidates;
  if (!digit) {
    throw new UserError(
      `Cannot find a digit in ${file}: everything is nearly as bright as the paper around it`,
    );
  }
  return digit.image;
}
