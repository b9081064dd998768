/** The peer ONNX Runtime, native or on WebAssembly, for prediction: it has no training in JavaScript. */

import { onnxModel } from "./onnx_model.ts";
import { type PeerNetwork, serve } from "./serve.ts";

/** The part of onnxruntime-node and onnxruntime-web that is used. */
interface Runtime {
  readonly env: {
    readonly versions: { readonly common: string };
    readonly wasm: { numThreads?: number };
  };
  readonly Tensor: new (type: "float32", data: Float32Array, shape: number[]) => unknown;
  readonly InferenceSession: {
    create(model: Uint8Array, options: Record<string, unknown>): Promise<{
      run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
    }>;
  };
}

// The third argument names the package, so that only who measures it downloads it.
const { default: runtime }: { default: Runtime } = await import(Deno.args[2]);
const { env, InferenceSession, Tensor } = runtime;
env.wasm.numThreads = Number(Deno.args[1]); // of onnxruntime-web; the other takes a session's option
await serve(env.versions.common, async ({ layers, digits, threads }): Promise<PeerNetwork> => {
  const session = await InferenceSession.create(onnxModel(layers), {
    intraOpNumThreads: threads,
    graphOptimizationLevel: "all",
  });
  return {
    step: () => Promise.reject(new Error("it does not train")),
    async predict(batch, start) {
      const pixels = digits.subarray(784 * start, 784 * (start + batch));
      const { logits } = await session.run({
        x: new Tensor("float32", pixels, [batch, 1, 28, 28]),
      });
      return logits.data;
    },
  };
});
