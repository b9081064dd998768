/**
 * The types of tensors in the signatures of this library, derived from tfjs's functions, since tfjs
 * documents its own declarations elsewhere.
 */

/** The module of tfjs, from which the types of tensors are derived. */
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
