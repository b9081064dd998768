// @ts-nocheck This is AssemblyScript.
/**
 * Adam, two parameters at a time, in the memory that the workers of a run share.
 *
 * The arithmetic is float64, as JavaScript's is, and what is stored is rounded to float32.
 */

/** Bytes of a float32, and of the four that are handled at a time. */
const F: i32 = 4, V: i32 = 16;

/** The two float32 that come third and fourth, first and second. */
function upper(x: v128): v128 {
  return i64x2.shuffle(x, x, 1, 1);
}

/** Two times two float64 as four float32. */
function rounded(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/**
 * One step of Adam (see `adam.ts` beside this folder) for some parameters, whose gradients are added up.
 *
 * @param p the first parameter
 * @param g the first worker's gradient of it
 * @param workers how many gradients there are
 * @param next bytes from a worker's gradient to the next worker's
 * @param m the mean, and `s` the mean square
 * @param count parameters
 * @param beta1 what the mean keeps of itself, and `beta2` the mean square
 * @param epsilon keeps the denominator from zero
 * @param rate the learning rate
 * @param correctMean what the mean is multiplied with, and `correctSquare` the mean square
 */
export function adam(
  p: usize,
  g: usize,
  workers: i32,
  next: i32,
  m: usize,
  s: usize,
  count: i32,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  rate: f64,
  correctMean: f64,
  correctSquare: f64,
): void {
  const rates = f64x2.splat(rate), means = f64x2.splat(correctMean);
  const squares = f64x2.splat(correctSquare), epsilons = f64x2.splat(epsilon);
  const keep1 = f64x2.splat(beta1), take1 = f64x2.splat(1 - beta1);
  const keep2 = f64x2.splat(beta2), take2 = f64x2.splat(1 - beta2);
  let i = 0;
  for (; i + 4 <= count; i += 4, p += V, g += V, m += V, s += V) {
    let gradient = v128.load(g);
    for (let w = 1, at = g + next; w < workers; w++, at += next) {
      gradient = f32x4.add(gradient, v128.load(at));
    }
    const mean = v128.load(m), square = v128.load(s);
    // Zeros take a step of zero: a pixel that was never inked.
    if (!v128.any_true(v128.or(v128.or(gradient, mean), square))) continue;

    let x = f64x2.promote_low_f32x4(gradient);
    const m0 = f64x2.add(
      f64x2.mul(keep1, f64x2.promote_low_f32x4(mean)),
      f64x2.mul(take1, x),
    );
    const s0 = f64x2.add(
      f64x2.mul(keep2, f64x2.promote_low_f32x4(square)),
      f64x2.mul(f64x2.mul(take2, x), x),
    );
    x = f64x2.promote_low_f32x4(upper(gradient));
    const m1 = f64x2.add(
      f64x2.mul(keep1, f64x2.promote_low_f32x4(upper(mean))),
      f64x2.mul(take1, x),
    );
    const s1 = f64x2.add(
      f64x2.mul(keep2, f64x2.promote_low_f32x4(upper(square))),
      f64x2.mul(f64x2.mul(take2, x), x),
    );
    v128.store(m, rounded(m0, m1));
    v128.store(s, rounded(s0, s1));

    const d0 = f64x2.div(
      f64x2.mul(f64x2.mul(rates, m0), means),
      f64x2.add(f64x2.sqrt(f64x2.mul(s0, squares)), epsilons),
    );
    const d1 = f64x2.div(
      f64x2.mul(f64x2.mul(rates, m1), means),
      f64x2.add(f64x2.sqrt(f64x2.mul(s1, squares)), epsilons),
    );
    const before = v128.load(p);
    v128.store(
      p,
      rounded(
        f64x2.sub(f64x2.promote_low_f32x4(before), d0),
        f64x2.sub(f64x2.promote_low_f32x4(upper(before)), d1),
      ),
    );
  }
  for (; i < count; i++, p += F, g += F, m += F, s += F) {
    let gradient = load<f32>(g);
    for (let w = 1, at = g + next; w < workers; w++, at += next) gradient += load<f32>(at);
    const x: f64 = gradient;
    const mean = beta1 * load<f32>(m) + (1 - beta1) * x;
    const square = beta2 * load<f32>(s) + (1 - beta2) * x * x;
    store<f32>(m, <f32> mean);
    store<f32>(s, <f32> square);
    const step = rate * mean * correctMean / (sqrt(square * correctSquare) + epsilon);
    store<f32>(p, <f32> (load<f32>(p) - step));
  }
}

/** average = keep · average + (1 − keep) · p, for some parameters. */
export function average(average: usize, p: usize, count: i32, keep: f64): void {
  const keeps = f64x2.splat(keep), takes = f64x2.splat(1 - keep);
  let i = 0;
  for (; i + 4 <= count; i += 4, average += V, p += V) {
    const a = v128.load(average), b = v128.load(p);
    const low = f64x2.add(
      f64x2.mul(keeps, f64x2.promote_low_f32x4(a)),
      f64x2.mul(takes, f64x2.promote_low_f32x4(b)),
    );
    const high = f64x2.add(
      f64x2.mul(keeps, f64x2.promote_low_f32x4(upper(a))),
      f64x2.mul(takes, f64x2.promote_low_f32x4(upper(b))),
    );
    v128.store(average, rounded(low, high));
  }
  for (; i < count; i++, average += F, p += F) {
    store<f32>(average, <f32> (keep * load<f32>(average) + (1 - keep) * load<f32>(p)));
  }
}
