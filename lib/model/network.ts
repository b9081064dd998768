/** What this library calls a network. */

/**
 * A network: tfjs's own `LayersModel`. Every network of this library is one, and any other that takes
 * `[N, 28, 28, 1]` and ends in a dense layer with softmax can be trained and measured by it.
 */
export type Network = InstanceType<(typeof import("@tensorflow/tfjs"))["LayersModel"]>;
