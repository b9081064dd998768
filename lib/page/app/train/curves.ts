/** The two curves: accuracy and loss. */

import type { Shown } from "./curve.ts";

/** The share of digits that are right. */
export const ACCURACY: Shown = {
  id: "accuracy",
  title: [
    "Digits read right: line, each batch; dots, validation",
    "读对的比例：线为每个批次，点为验证集",
  ],
  marks: [0, 0.25, 0.5, 0.75, 1],
  write: (share) => `${+(100 * share).toFixed(1)} %`,
  height: (share) => share,
  steps: ({ accuracies }) => accuracies,
  validation: ({ accuracy }) => accuracy,
};

/** The loss's greatest and least on the scale, which is logarithmic. */
const MOST = 3, LEAST = 0.03;

/** The loss: guessing costs ln 10 = 2.30. */
export const LOSS: Shown = {
  id: "loss",
  title: ["Loss (guessing costs ln 10 = 2.3)", "损失（随机猜测为 ln 10 = 2.3）"],
  marks: [0.03, 0.1, 0.3, 1, 3],
  write: (loss) => `${+loss.toPrecision(2)}`,
  height: (loss) => Math.log(loss / LEAST) / Math.log(MOST / LEAST),
  steps: ({ losses }) => losses,
  validation: ({ loss }) => loss,
};
