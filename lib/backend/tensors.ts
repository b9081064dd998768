/**
 * The types of tfjs's tensors as this library's functions name them, by way of the functions that
 * make them: tfjs documents its own declarations elsewhere.
 */

/** tfjs itself, which tensors are named after. */
export type Tfjs = typeof import("@tensorflow/tfjs");

/** A tensor of any rank. */
export type AnyTensor = InstanceType<Tfjs["Tensor"]>;

/** A number as a tensor. */
export type Scalar = ReturnType<Tfjs["scalar"]>;

/** A tensor of one axis. */
export type Tensor1D = ReturnType<Tfjs["tensor1d"]>;

/** A tensor of two axes. */
export type Tensor2D = ReturnType<Tfjs["tensor2d"]>;

/** A tensor of four axes. */
export type Tensor4D = ReturnType<Tfjs["tensor4d"]>;
