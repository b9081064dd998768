/** A canary: tensors of known numbers all over wasm's memory, and operations with known results. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";

/** Numbers of each guard: some sizes that allocators put into different places. */
const SIZES = [1, 6, 20, 64, 300];

/** Tensors on the wasm backend that no kernel is given. */
export class Guards {
  readonly #guards: { readonly tensor: tf.Tensor; readonly values: Float32Array }[] = [];
  #next = 1;

  /** The guards. */
  get tensors(): tf.Tensor[] {
    return this.#guards.map(({ tensor }) => tensor);
  }

  /** Puts one more of each size into memory. */
  grow(): void {
    for (const size of SIZES) {
      const values = Float32Array.from(
        { length: size },
        () => this.#next = this.#next * 75 % 65537,
      );
      this.#guards.push({ tensor: tf.tensor(values.slice()), values });
    }
  }

  /** Fails if a guard has changed, or a simple operation is wrong. */
  check(): void {
    for (const { tensor, values } of this.#guards) {
      const now = tensor.dataSync();
      for (let i = 0; i < values.length; i++) {
        assert.ok(now[i] === values[i], `memory is damaged: ${now[i]} instead of ${values[i]}`);
      }
    }
    tf.tidy(() => {
      const a = tf.tensor2d([[1, 2], [3, 4]]), image = tf.ones([1, 3, 3, 1]) as tf.Tensor4D;
      same(tf.matMul(a, a), [7, 10, 15, 22]);
      same(tf.add(a, a), [2, 4, 6, 8]);
      same(tf.conv2d(image, tf.ones([2, 2, 1, 1]) as tf.Tensor4D, 1, "valid"), [4, 4, 4, 4]);
      same(tf.maxPool(image, 2, 1, "valid"), [1, 1, 1, 1]);
    });
  }

  /** Frees the guards. */
  dispose(): void {
    tf.dispose(this.#guards.splice(0).map(({ tensor }) => tensor));
  }
}

function same(tensor: tf.Tensor, values: number[]): void {
  assert.deepEqual([...tensor.dataSync()], values, "a simple operation is wrong afterwards");
}
