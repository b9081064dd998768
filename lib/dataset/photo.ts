/**
 * A digit from a photograph, prepared as MNIST's were: ink on blank paper, fitted into a box of
 * 20 × 20 pixels, its centre of mass in the middle of 28 × 28.
 */

import { UserError } from "../errors.ts";
import { reason } from "../files.ts";
import { PIXELS, SIDE } from "./digits.ts";
import { BOX, towardsMiddle } from "./pen.ts";

/** The longer side that a photograph is reduced to before anything else, in pixels. */
const WORKING = 400;

/** The largest picture that is decoded, in pixels: a small file can claim billions. */
const MOST_PIXELS = 64e6;

/**
 * Of the largest difference from the paper: what is less is paper, what is more is ink. Between
 * them lies the edge of a stroke.
 */
const PAPER = 0.25, INK = 0.75;

/** A grey picture: 0 is paper, 1 is ink. */
interface Grey {
  readonly width: number;
  readonly height: number;
  /** `[height × width]`. */
  readonly values: Float32Array;
}

/**
 * Reads a photograph of one handwritten digit, dark on light paper or light on dark, through sharp,
 * which is loaded only when this is called. Needs `--allow-ffi` and
 * `--allow-env=npm_package_config_libvips,MALLOC_ARENA_MAX`.
 *
 * @param file a JPEG, PNG, WebP or TIFF that shows a digit and else nothing but paper
 * @returns `[784]` grey values as MNIST's: 0 paper, 255 ink
 * @throws {UserError} where the file cannot be read as a picture, or shows nothing but paper
 *
 * @example What a network makes of it
 * ```ts ignore
 * import { readPhoto } from "@pixel/convnet/dataset";
 * import { activations, loadModel } from "@pixel/convnet/model";
 *
 * const digit = await readPhoto("my-digit.jpg");
 * const said = await activations(await loadModel("runs/cnn"), digit);
 * console.log(said.get("output")!.values); // ten probabilities
 * ```
 */
export async function readPhoto(file: string): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  const photo = await Deno.readFile(file)
    .then((bytes) =>
      sharp(bytes, { limitInputPixels: MOST_PIXELS })
        .rotate() // as the camera was held
        .resize(WORKING, WORKING, { fit: "inside" })
        .flatten({ background: "white" })
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true })
    )
    .catch((error) => {
      throw new UserError(`Cannot read a photograph from ${file}: ${reason(error)}`, {
        cause: error,
      });
    });
  const { width, height, channels } = photo.info;
  const bytes = Uint8Array.from({ length: width * height }, (_, p) => photo.data[p * channels]);
  return asMnist(cropped(inkOf({ width, height, bytes }, file)));
}

/** Tells ink from paper, whose grey is that of most of the photograph's border. */
function inkOf(
  { width, height, bytes }: { width: number; height: number; bytes: Uint8Array },
  file: string,
): Grey {
  const border = bytes.filter((_, p) => {
    const x = p % width, y = Math.floor(p / width);
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  }).sort();
  const paper = border[border.length >> 1];
  const darker = paper >= 128 ? 1 : -1; // than the paper; ink is lighter where that is dark
  const apart = Float32Array.from(bytes, (grey) => darker * (paper - grey));
  const most = apart.reduce((a, b) => Math.max(a, b));
  if (most < 32) {
    throw new UserError(
      `Cannot find a digit in ${file}: everything is nearly as bright as the paper around it`,
    );
  }
  const values = apart.map((value) =>
    Math.min(Math.max((value / most - PAPER) / (INK - PAPER), 0), 1)
  );
  return { width, height, values };
}

/** The part that has ink. */
function cropped({ width, height, values }: Grey): Grey {
  let left = width, right = -1, top = height, bottom = -1;
  values.forEach((value, p) => {
    if (value < 0.5) return;
    const x = p % width, y = Math.floor(p / width);
    left = Math.min(left, x), right = Math.max(right, x);
    top = Math.min(top, y), bottom = Math.max(bottom, y);
  });
  const size = { width: right - left + 1, height: bottom - top + 1 };
  return {
    ...size,
    values: Float32Array.from({ length: size.width * size.height }, (_, p) => {
      const x = left + p % size.width, y = top + Math.floor(p / size.width);
      return values[y * width + x];
    }),
  };
}

/** Fits ink into the box, in the middle of the picture, and moves its centre of mass there. */
function asMnist(ink: Grey): Uint8Array {
  const scale = BOX / Math.max(ink.width, ink.height);
  const left = (SIDE - ink.width * scale) / 2, top = (SIDE - ink.height * scale) / 2;
  const fitted = Float32Array.from({ length: PIXELS }, (_, p) => {
    const x = (p % SIDE - left) / scale, y = (Math.floor(p / SIDE) - top) / scale;
    return meanInk(ink, x, x + 1 / scale, y, y + 1 / scale);
  });
  const most = fitted.reduce((a, b) => Math.max(a, b));
  const [right, down] = towardsMiddle(fitted);
  return Uint8Array.from({ length: PIXELS }, (_, p) => {
    const x = p % SIDE - right, y = Math.floor(p / SIDE) - down;
    const inside = x >= 0 && x < SIDE && y >= 0 && y < SIDE;
    return inside ? Math.round(255 * fitted[y * SIDE + x] / most) : 0;
  });
}

/** The mean ink of a rectangle, whose sides may lie within pixels; beyond the picture is paper. */
function meanInk(
  { width, height, values }: Grey,
  left: number,
  right: number,
  top: number,
  bottom: number,
): number {
  let sum = 0;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++) {
    const down = Math.min(bottom, y + 1) - Math.max(top, y);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
      sum += values[y * width + x] * down * (Math.min(right, x + 1) - Math.max(left, x));
    }
  }
  return sum / ((right - left) * (bottom - top));
}
