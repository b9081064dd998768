/** The loss and what is counted beside it. */

/** Sums over some images; divided by their number they give the means. */
export interface Tally {
  /** Σ cross-entropy, in nats. */
  readonly loss: number;
  /** The number classified correctly. */
  readonly correct: number;
}

/**
 * Sums the loss and the right answers of some images, from their logits as plain numbers.
 *
 * @param logits `[N × classes]`
 * @param labels `[N]` classes; their number stands for none of them, which is classified correctly if no
 *   class has a probability of 1/2 or more
 * @returns the sums over the images
 */
export function tally(logits: Float32Array, labels: Uint8Array): Tally {
  const classes = logits.length / labels.length;
  let loss = 0, correct = 0;
  for (let n = 0; n < labels.length; n++) {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    let best = 0;
    for (let c = 1; c < classes; c++) if (row[c] > row[best]) best = c;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(row[c] - row[best]);
    const none = labels[n] === classes; // the truth is the same for all classes then
    const truth = none ? row.reduce((total, z) => total + z, 0) / classes : row[labels[n]];
    loss += row[best] + Math.log(sum) - truth;
    if (none ? sum > 2 : best === labels[n]) correct++; // refused: no class has half of the probability
  }
  return { loss, correct };
}
