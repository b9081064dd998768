/**
 * The exports of the WebAssembly module, see `assembly/kernels.ts`.
 *
 * An `Address` is where a tensor's numbers begin in the backend's memory; 0 stands for a tensor that
 * is left out. Sizes are whole numbers. Convolutions and poolings use the sizes that `setGeometry` and
 * `setDepth` were given last.
 */

/** A place in the backend's memory, in bytes from its start. */
export type Address = number;

/** The activation that ends a kernel: 0 linear, 1 ReLU, 2 ReLU6. */
export type Activation = 0 | 1 | 2;

/** A matrix product: C = activation(op(A)·op(B) + bias), where op may transpose. */
export type Multiply = (
  a: Address,
  aTransposed: boolean,
  b: Address,
  bTransposed: boolean,
  bias: Address,
  c: Address,
  m: number,
  n: number,
  k: number,
  activation: Activation,
) => void;

/** A kernel with two tensors to read and one to write. */
type TwoToOne = (first: Address, second: Address, out: Address) => void;

/** A kernel with one tensor to read and one to write. */
type OneToOne = (from: Address, out: Address) => void;

/** Convolution: y = activation(x ∗ w + bias). */
type Convolve = (
  x: Address,
  w: Address,
  bias: Address,
  y: Address,
  activation: Activation,
) => void;

/** The module's functions. */
export interface Exports {
  /** Bytes of scratch that the kernels share. */
  workspaceBytes(): number;
  setWorkspace(address: Address): void;

  multiply: Multiply;
  multiplyIntegers: Multiply;

  setGeometry(
    batch: number,
    inHeight: number,
    inWidth: number,
    inChannels: number,
    filterHeight: number,
    filterWidth: number,
    outChannels: number,
    outHeight: number,
    outWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    top: number,
    left: number,
  ): void;
  /** The rows of a product or filters of a gradient that the next call computes; all by default. */
  setPart(from: number, to: number): void;
  setDepth(
    inDepth: number,
    filterDepth: number,
    outDepth: number,
    strideDepth: number,
    dilationDepth: number,
    front: number,
  ): void;

  convolve: Convolve;
  /** (dy, w, dx) */
  convolveInputGradient: TwoToOne;
  /** (x, dy, dw) */
  convolveFilterGradient: TwoToOne;
  convolveWinograd(
    x: Address,
    w: Address,
    bias: Address,
    y: Address,
    pooled: boolean,
    codes: Address,
    activation: Activation,
    turned: boolean,
  ): void;
  /** Floats of scratch. */
  winogradScratch(channels: number, filters: number): number;
  /** (x, dy, dw) */
  winogradFilterGradient: TwoToOne;
  /** Floats of scratch. */
  winogradGradientScratch(channels: number, filters: number): number;

  depthwise: Convolve;
  /** (dy, w, dx) */
  depthwiseInputGradient: TwoToOne;
  /** (x, dy, dw) */
  depthwiseFilterGradient: TwoToOne;

  /** (x, w, y) */
  convolve3: TwoToOne;
  /** (dy, w, dx) */
  convolve3InputGradient: TwoToOne;
  /** (x, dy, dw) */
  convolve3FilterGradient: TwoToOne;

  maxPool: OneToOne;
  /** (x, dy, dx) */
  maxPoolGradient: TwoToOne;
  maxPool3: OneToOne;
  /** (x, dy, dx) */
  maxPool3Gradient: TwoToOne;
  averagePool(x: Address, y: Address, least: number): void;
  averagePoolGradient: OneToOne;

  /** Floats of scratch. */
  blockScratch(height: number, width: number, channels: number, filters: number): number;
  convolvePool1(
    x: Address,
    w: Address,
    bias: Address,
    y: Address,
    codes: Address,
    activation: Activation,
  ): void;
  blockInputGradient(dy: Address, codes: Address, w: Address, dx: Address): void;
  blockFilterGradient(x: Address, dy: Address, codes: Address, dw: Address): void;
  filterGradient1(x: Address, dy: Address, codes: Address, dw: Address): void;
  biasGradient(dy: Address, codes: Address, db: Address): void;

  sumSquares(
    x: Address,
    mean: Address,
    scratch: Address,
    sum: Address,
    rows: number,
    columns: number,
  ): void;
  normalize(
    x: Address,
    mean: Address,
    factor: Address,
    offset: Address,
    y: Address,
    rows: number,
    columns: number,
  ): void;
  sumGradients(
    dy: Address,
    x: Address,
    mean: Address,
    scratch: Address,
    sum: Address,
    along: Address,
    rows: number,
    columns: number,
  ): void;
  normalizeGradient(
    dy: Address,
    x: Address,
    mean: Address,
    factor: Address,
    slope: Address,
    offset: Address,
    dx: Address,
    rows: number,
    columns: number,
  ): void;

  dropout(
    x: Address,
    y: Address,
    count: number,
    start: number,
    first: number,
    threshold: number,
    kept: number,
  ): void;

  scaleBytes(x: Address, y: Address, count: number): void;
  reluGradient(dy: Address, x: Address, dx: Address, count: number): void;
  clip(x: Address, y: Address, count: number, least: number, most: number): void;
  extreme(
    a: Address,
    aOne: boolean,
    b: Address,
    bOne: boolean,
    y: Address,
    count: number,
    greatest: boolean,
  ): void;
  prelu(x: Address, alpha: Address, y: Address, rows: number, columns: number): void;
  addRow(x: Address, row: Address, y: Address, rows: number, columns: number): void;
  sumRows(x: Address, sum: Address, rows: number, columns: number): void;

  resizeBilinear(
    x: Address,
    y: Address,
    alignCorners: boolean,
    halfPixelCenters: boolean,
  ): void;
  sumSegments(
    x: Address,
    segments: Address,
    out: Address,
    rows: number,
    columns: number,
    count: number,
  ): void;

  /** Does 96 · n floating-point operations in registers; for the benchmark. */
  multiplyAdds(n: number, factor: number, other: number): number;
}
