/**
 * Weights as the network sees them. Training moves the weights themselves; the forward and the backward
 * pass may see something made of them, such as the nearest of sixteen values, or zeros in some places.
 * The gradient is applied to the weights as if nothing had come between: the straight-through estimator
 * (Bengio, Léonard and Courville, 2013, arXiv:1308.3432).
 */

/** The place of one weight tensor in the flat array of all weights. */
export interface Place {
  /** The tensor's name, such as "conv1/kernel". */
  readonly name: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** The index of its first number. */
  readonly offset: number;
}

/**
 * Makes the weights that the network sees.
 *
 * @param weights `[P]` the weights themselves, which must stay as they are
 * @returns `[P]` what the network sees
 */
export type View = (weights: Float32Array) => Float32Array;

/**
 * A view by the module that makes it, since a worker's thread can be sent no function. The module
 * exports `view(settings, places)`, which returns a {@linkcode View}.
 */
export interface ViewSource {
  /** The module's address. */
  readonly module: string;
  /** The settings that it is given; they must survive `structuredClone`. */
  readonly settings: unknown;
}

/** The weights as they are. */
const plain: View = (weights) => weights;

/**
 * Makes a view.
 *
 * @param source its module and settings; the weights as they are if left out
 * @param places the places of the network's weights
 * @returns the view
 */
export async function viewOf(
  source: ViewSource | undefined,
  places: readonly Place[],
): Promise<View> {
  if (!source) return plain;
  const { view } = await import(source.module);
  return view(source.settings, places);
}
