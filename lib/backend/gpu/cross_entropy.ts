/** Cross-entropy of logits and truth, with its gradient and what is counted beside it: one shader. */

import type { TensorInfo } from "@tensorflow/tfjs";
import { type GpuBackend, launch, upload } from "./launch.ts";

/** The truth about a batch. */
export interface Truth {
  /** `[N]` classes; their number stands for none of them. */
  readonly labels: Uint8Array;
  /** `[N, classes]` probabilities to learn in place of the labels, if there are any. */
  readonly targets?: TensorInfo;
  /** The share of the truth that is spread over all classes. */
  readonly smoothing: number;
}

/** Threads of the one workgroup. */
const THREADS = 256;

/**
 * Each thread takes every 256th row. `t` is the truth as probabilities; the plain loss is the one that
 * is reported, of the label and without smoothing.
 */
const code = (soft: boolean) => `
var<workgroup> parts: array<vec3<f32>, ${THREADS}>;
var<workgroup> odds: array<u32, ${THREADS}>;
fn labelOf(n: u32) -> u32 { return (labels[n / 4u] >> (8u * (n % 4u))) & 255u; }
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) local: u32) {
  let C = numbers.classes;
  var sums = vec3<f32>(); // the loss, the plain loss, the right answers
  var odd = 0u; // non-finite logits, told by their bits: a shader compiler may assume there are none
  for (var n = local; n < numbers.rows; n += ${THREADS}u) {
    let first = n * C; let label = labelOf(n);
    var best = 0u;
    for (var c = 1u; c < C; c++) { if (z[first + c] > z[first + best]) { best = c; } }
    let most = z[first + best];
    for (var c = 0u; c < C; c++) {
      odd += u32((bitcast<u32>(z[first + c]) & 0x7f800000u) == 0x7f800000u);
    }
    var total = 0.0; var mean = 0.0;
    for (var c = 0u; c < C; c++) { total += exp(z[first + c] - most); mean += z[first + c] / f32(C); }
    let all = most + log(total); // log Σ exp z
    for (var c = 0u; c < C; c++) {
      let certain = select(1.0 / f32(C), f32(c == label), label < C);
      let p = ${soft ? "targets[first + c]" : "certain"};
      let t = p * (1.0 - numbers.smoothing) + numbers.smoothing / f32(C);
      sums.x += t * (all - z[first + c]);
      gradient[first + c] = exp(z[first + c] - most) / total - t;
    }
    if (label < C) {
      sums.y += all - z[first + label];
      sums.z += f32(best == label);
    } else {
      sums.y += all - mean;
      sums.z += f32(total > 2.0); // refused: no class has half of the probability
    }
  }
  parts[local] = sums; odds[local] = odd;
  for (var half = ${THREADS / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local < half) { parts[local] += parts[local + half]; odds[local] += odds[local + half]; }
  }
  if (local == 0u) {
    let bits = bitcast<vec3<u32>>(parts[0]) | vec3<u32>(select(0u, 0x7fc00000u, odds[0] > 0u));
    loss[0] = bitcast<f32>(bits.x); // NaN then
    tallies[2u * numbers.place] = bitcast<f32>(bits.y);
    tallies[2u * numbers.place + 1u] = parts[0].z;
  }
}`;

/**
 * Computes the loss and its gradient, and notes the plain loss and the right answers.
 *
 * @param gpu tfjs's WebGPU backend
 * @param logits `[N, classes]`
 * @param truth what is right
 * @param tallies `[2 × places]` receives the sum of the plain losses and the number of right answers
 * @param place where in `tallies`
 * @returns the loss summed over the images, a scalar, and its gradient, of the logits' shape
 */
export function crossEntropy(
  gpu: GpuBackend,
  logits: TensorInfo,
  { labels, targets, smoothing }: Truth,
  tallies: TensorInfo,
  place: number,
): [loss: TensorInfo, gradient: TensorInfo] {
  const [rows, classes] = logits.shape;
  const loss = gpu.makeTensorInfo([], "float32");
  const gradient = gpu.makeTensorInfo(logits.shape, "float32");
  const bytes = upload(gpu, labels);
  launch(gpu, {
    key: `cross-entropy ${targets !== undefined}`,
    code: () => code(targets !== undefined),
    reads: { z: logits, labels: bytes, ...targets && { targets } },
    writes: { loss, gradient, tallies },
    whole: ["rows", "classes", "place"],
    numbers: { rows, classes, place, smoothing },
    groups: [1, 1, 1],
  });
  gpu.disposeData(bytes.dataId);
  return [loss, gradient];
}
