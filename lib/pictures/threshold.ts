/** Tells ink from paper, pixel by pixel. */

import { boxMean, maskOf, type Plane, quantile } from "./plane.ts";
import { type Component, components, type Labelled } from "./components.ts";

/** Less ink than this is paper, however smooth the paper is. */
const FAINTEST = 0.05;

/** The standard deviation of noise that is smoothed. */
const SMOOTHED = 0.01;

/** As many standard deviations of the noise as paper never has. */
const DEVIATIONS = 5;

/** Ink is what has at least this share of its component's strength: about half, since edges are soft. */
const SHARE = 0.4;

/** Weaker components than this share of the strongest are show-through, shadows and smudges. */
const WEAKEST = 0.45;

/**
 * The standard deviation of the noise between neighbouring pixels: the median of what a mask finds that
 * is blind to smooth changes (Immerkær, "Fast Noise Variance Estimation", 1996; he takes the mean, which
 * counts edges of ink too).
 *
 * @param plane the picture
 * @returns the deviation, in the plane's unit
 */
export function noiseOf({ width, height, values }: Plane): number {
  if (width < 3 || height < 3) return 0;
  const found = new Float32Array((width - 2) * (height - 2));
  let i = 0;
  for (let y = 1; y + 1 < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      const at = y * width + x, up = at - width, down = at + width;
      found[i++] = Math.abs(
        values[up - 1] - 2 * values[up] + values[up + 1] -
          2 * values[at - 1] + 4 * values[at] - 2 * values[at + 1] +
          values[down - 1] - 2 * values[down] + values[down + 1],
      );
    }
  }
  return quantile(found, 0.5) / 0.6745 / 6;
}

/** Ink, smoothed where it was noisy, and where it is. */
export interface Thresholded {
  /** Ink, 0 to 1. */
  readonly ink: Plane;
  /** The noise's standard deviation before it was smoothed. */
  readonly noise: number;
  /** The connected pieces of ink. */
  readonly labelled: Labelled;
  /** The ink's darkness. */
  readonly strength: number;
}

/**
 * Tells ink from paper. What rises out of the noise is found first, then its connected pieces, and of
 * each piece what has at least {@linkcode SHARE} of the piece's own strength: so faint pencil and dark
 * table, blurred and sharp strokes are each judged by themselves. What is much weaker than the main
 * ink is dropped.
 *
 * @param ink ink on even paper
 * @param options whether to smooth noise; whether to drop weak ink
 * @returns the ink that stays
 */
export function threshold(
  ink: Plane,
  options: { readonly smooth: boolean; readonly weak: boolean },
): Thresholded {
  const noise = noiseOf(ink), smoothing = options.smooth && noise > SMOOTHED;
  const smooth = smoothing ? boxMean(ink, 1) : ink;
  const least = Math.max(FAINTEST, DEVIATIONS * (smoothing ? noise / 3 : noise)); // of nine, a third
  const { values } = smooth;
  const rough = components(maskOf(values.length, (at) => values[at] >= least), smooth);
  const levels = Float32Array.from(
    [{ strength: Infinity }, ...rough.components],
    ({ strength }) => Math.max(least, SHARE * strength),
  );
  const fine = components(
    maskOf(values.length, (at) => values[at] >= levels[rough.labels[at]]),
    smooth,
  );
  const strength = mainStrength(fine);
  const kept = keep(fine, (component) => !options.weak || component.strength >= WEAKEST * strength);
  return { ink: smooth, noise, labelled: kept, strength };
}

/** The strength of the piece that is large and dark and inside the picture. */
function mainStrength({ width, height, components }: Labelled): number {
  let best = 0, strength = 0;
  for (const component of components) {
    const inside = component.x > 0 && component.y > 0 &&
      component.x + component.width < width && component.y + component.height < height;
    const score = component.strength * Math.hypot(component.width, component.height) *
      (inside ? 1 : 0.2);
    if (score > best) best = score, strength = component.strength;
  }
  return strength;
}

/**
 * Some of the components, numbered anew.
 *
 * @param labelled all
 * @param wanted tells which stay
 * @returns those
 */
export function keep(labelled: Labelled, wanted: (component: Component) => boolean): Labelled {
  const { width, height, labels } = labelled;
  const numbers = new Int32Array(labelled.components.length + 1);
  const components: Component[] = [];
  for (const component of labelled.components) {
    if (!wanted(component)) continue;
    components.push({ ...component, label: components.length + 1 });
    numbers[component.label] = components.length;
  }
  return { width, height, labels: labels.map((label) => numbers[label]), components };
}
