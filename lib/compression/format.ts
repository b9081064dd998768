/**
 * The packed file, version 1. Numbers of several bytes are little-endian; a varint has 7 bits a byte, the
 * lowest first, and its last byte is below 128; a half is a float16.
 *
 * | bytes | content |
 * | ----- | ------- |
 * | 3     | the letters `PXC` |
 * | 1     | the version, 1 |
 * | 3     | the pictures' height, width and channels |
 * | 1     | the number of layers |
 * | …     | the layers, first to last, see below |
 * | …     | all codes, arithmetically coded: for each layer with weights its kernel's, then its bias's, each as code − lowest |
 * | 4     | the CRC-32 of everything before |
 *
 * A layer begins with a byte: its kind in bits 0 to 2 (0 convolution, 1 dense, 2 pooling, 3 mean,
 * 4 flatten, 5 separable convolution), its activation in bits 3 and 4 (0 linear, 1 ReLU, 2 softmax), bit 5
 * for padding. Layers with weights go on:
 *
 * | bytes  | content |
 * | ------ | ------- |
 * | 1      | of a convolution: the kernel's height, plus 16 times its width |
 * | varint | the number of output channels; that of input channels follows from the layer before |
 * | …      | the kernel's coding, then the bias's; of a separable convolution first that of its depthwise kernel |
 * | half   | with ReLU: the activation that the integer forward pass stores as 1 |
 *
 * A coding is a varint, 4 · n + form, and the halves that belong to it. Form 0: codes from −n to n and
 * one scale. Form 1: codes from −n to n and a scale per output channel. Form 2: n values by code. Form 3 is
 * form 1 with short scales, (1 + f / 16) · 2^(e − 24), which lie in front of the tensor's codes: for all
 * channels e, which is below 32, then f, which is below 16.
 */

import { UserError } from "../errors.ts";
import { halfOf } from "../half.ts";
import { decodeSymbols, encodeSymbols, type Run } from "./arithmetic.ts";
import {
  asShort,
  type Coded,
  EXPONENTS,
  FRACTIONS,
  fromShort,
  separableKernel,
  shortParts,
  tensorsOf,
} from "./coded.ts";
import type { Activation, PackedLayer, PackedNetwork, WeightedLayer } from "./packed_network.ts";

const MAGIC = "PXC", VERSION = 1;

const KINDS = ["convolution", "dense", "pooling", "mean", "flatten", "separable"] as const;
const ACTIVATIONS: readonly Activation[] = ["linear", "relu", "softmax"];

/** Bit 5 of a layer's first byte. */
const PADDED = 32;

const ONE_SCALE = 0, CHANNEL_SCALES = 1, TABLE = 2, SHORT_SCALES = 3;

/**
 * Weights times levels of a file, at most: a file that was made to harm must not take all memory or time.
 * A network of a million weights with 8 bits each stays below.
 */
const MOST_WORK = 2 ** 28;

/** The largest code that 16 bits hold. */
const MOST_CODE = 32_767;

/**
 * Writes a packed network as bytes.
 *
 * @param network the packed network
 * @returns the file's content
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { pack, packed, tinyNetwork, unpack } from "@pixel/convnet/compression";
 *
 * await useWasm();
 * const codings = { kernels: { method: "uniform", levels: 15 } } as const;
 * const network = await packed(tinyNetwork([[4], [4], [4]], 1), codings, new Uint8Array(784));
 * const bytes = pack(network);
 * assert.deepEqual(unpack(bytes), network);
 * assert(bytes.length < 400);
 * ```
 */
export function pack({ input, layers }: PackedNetwork): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [...new TextEncoder().encode(MAGIC), VERSION, ...input, layers.length];
  for (const layer of layers) writeLayer(bytes, layer);
  const weighted = layers.filter((layer) => "kernel" in layer);
  const codes = encodeSymbols(weighted.flatMap(tensorsOf).flatMap(runs));
  const content = Uint8Array.from([...bytes, ...codes]), file = new Uint8Array(content.length + 4);
  file.set(content);
  new DataView(file.buffer).setUint32(content.length, crc32(content), true);
  return file;
}

/** A tensor's codes as symbols from 0 up, after its scales if they are short. */
function runs(tensor: Coded): Run[] {
  const { codes, lowest, highest, scales } = tensor;
  const own = {
    alphabet: highest - lowest + 1,
    symbols: Uint16Array.from(codes, (code) => code - lowest),
  };
  if (formOf(tensor) !== SHORT_SCALES) return [own];
  const parts = Array.from(scales, shortParts);
  return [
    { alphabet: EXPONENTS, symbols: Uint16Array.from(parts, ({ exponent }) => exponent) },
    { alphabet: FRACTIONS, symbols: Uint16Array.from(parts, ({ fraction }) => fraction) },
    own,
  ];
}

function formOf({ scales, table }: Coded): number {
  if (table) return TABLE;
  if (scales.length === 1) return ONE_SCALE;
  return scales.every((scale) => asShort(scale) === scale) ? SHORT_SCALES : CHANNEL_SCALES;
}

function writeLayer(bytes: number[], layer: PackedLayer): void {
  if (!("kernel" in layer)) return void bytes.push(KINDS.indexOf(layer.kind));
  const { kernel, activation, padded, step } = layer;
  const kind = KINDS.indexOf(kernel.factors ? "separable" : layer.kind);
  bytes.push(kind | ACTIVATIONS.indexOf(activation) << 3 | (padded ? PADDED : 0));
  if (layer.kind === "convolution") bytes.push(kernel.shape[0] | kernel.shape[1] << 4);
  writeVarint(bytes, kernel.shape.at(-1)!);
  for (const tensor of tensorsOf(layer)) writeCoding(bytes, tensor);
  if (activation === "relu") writeHalf(bytes, step);
}

function writeCoding(bytes: number[], tensor: Coded): void {
  const { highest, scales, table } = tensor, form = formOf(tensor);
  writeVarint(bytes, 4 * (table ? table.length : highest) + form);
  if (form === SHORT_SCALES) return; // they come later
  for (const value of table ?? scales) writeHalf(bytes, value);
}

function writeVarint(bytes: number[], value: number): void {
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(128 | value % 128);
  bytes.push(value);
}

function writeHalf(bytes: number[], value: number): void {
  bytes.push(...new Uint8Array(new Float16Array([value]).buffer));
}

/**
 * Reads a packed network from bytes.
 *
 * @param file the file's content
 * @param name what to call it when it cannot be read
 * @returns the packed network, as {@linkcode pack} was given it
 * @throws {UserError} if the file is of another kind or version, or damaged
 *
 * @example A damaged file is refused
 * ```ts
 * import assert from "node:assert/strict";
 * import { unpack } from "@pixel/convnet/compression";
 *
 * assert.throws(() => unpack(Uint8Array.of(80, 88, 67, 1, 28)), /Cannot unpack/);
 * ```
 */
export function unpack(file: Uint8Array, name = "the network"): PackedNetwork {
  const refuse = (why: string) => new UserError(`Cannot unpack ${name}: ${why}`);
  if (new TextDecoder().decode(file.subarray(0, 3)) !== MAGIC) {
    throw refuse(`the file does not begin with ${MAGIC}`);
  }
  if (file.length < 12) throw refuse("the file is cut off");
  if (file[3] !== VERSION) throw refuse(`it has version ${file[3]}, and only ${VERSION} is known`);
  const content = file.subarray(0, file.length - 4);
  const checksum = new DataView(file.buffer, file.byteOffset + content.length);
  if (checksum.getUint32(0, true) !== crc32(content)) {
    throw refuse("its checksum does not match, so it is damaged or cut off");
  }
  const reader = new Reader(content, 4, refuse);
  const input = [reader.byte(), reader.byte(), reader.byte()] as const;
  let shape: readonly number[] = input;
  const layers = Array.from({ length: reader.byte() }, () => {
    const layer = readLayer(reader, shape);
    shape = shapeAfter(layer, shape);
    if (shape.some((size) => size < 1)) throw reader.refuse("nothing is left of a picture");
    return layer;
  });
  readSymbols(layers, reader.rest());
  return { input, layers: layers.map(multiplied) };
}

/** Reads a layer; its codes come later. */
function readLayer(reader: Reader, shape: readonly number[]): PackedLayer {
  const first = reader.byte(), kind = KINDS[first & 7], activation = ACTIVATIONS[first >> 3 & 3];
  if (kind === undefined || activation === undefined || first > 63) {
    throw reader.refuse(`byte ${first} begins no layer`);
  }
  const [is, needs] = [shape.length, kind === "dense" ? 1 : 3];
  if (is !== needs) {
    throw reader.refuse(`a layer of kind "${kind}" follows ${is} axes, not ${needs}`);
  }
  if (kind === "pooling" || kind === "mean" || kind === "flatten") return { kind };
  const sides = kind === "dense" ? 0 : reader.byte(), window = [sides & 15, sides >> 4];
  const K = reader.varint(),
    C = shape.at(-1)!,
    read = (shape: number[]) => readCoding(reader, shape);
  const kernel = kind === "separable"
    ? product(reader, read([...window, C, 1]), read([1, 1, C, K]))
    : read(kind === "dense" ? [C, K] : [...window, C, K]);
  const bias = read([K]), step = activation === "relu" ? reader.half() : 1;
  const own = { kernel, bias, activation, padded: (first & PADDED) > 0, step };
  return { kind: kind === "dense" ? kind : "convolution", ...own };
}

/** The kernel of a separable convolution, before the codes of its factors are known. */
function product(reader: Reader, depth: Coded, point: Coded): Coded {
  if (depth.table || point.table || depth.highest * point.highest > MOST_CODE) {
    throw reader.refuse("there is no such separable convolution");
  }
  reader.spend(depth.codes.length * point.shape.at(-1)!);
  return separableKernel(depth, point);
}

function readCoding(reader: Reader, shape: readonly number[]): Coded {
  const size = shape.reduce((product, n) => product * n, 1);
  const head = reader.varint(), form = head % 4, n = Math.floor(head / 4);
  if (size < 1 || n < 1 || n > MOST_CODE) {
    throw reader.refuse(`there is no coding ${head} of ${size} weights`);
  }
  reader.spend(size * (form === TABLE ? n : 2 * n + 1));
  const count = form === ONE_SCALE ? 1 : form === TABLE ? n : shape.at(-1)!;
  const short = form === SHORT_SCALES; // they come later: NaN until then
  const values = Float32Array.from({ length: count }, () => short ? NaN : reader.half());
  const codes = new Int16Array(size);
  return form === TABLE
    ? { shape, codes, lowest: 0, highest: n - 1, scales: new Float32Array(0), table: values }
    : { shape, codes, lowest: -n, highest: n, scales: values };
}

/** The shape of a layer's output. */
function shapeAfter(layer: PackedLayer, shape: readonly number[]): readonly number[] {
  const [height, width, channels] = shape;
  if (layer.kind === "pooling") return [height >> 1, width >> 1, channels];
  if (layer.kind === "mean") return [shape.at(-1)!];
  if (layer.kind === "flatten") return [shape.reduce((product, n) => product * n, 1)];
  const K = layer.kernel.shape.at(-1)!;
  if (layer.kind === "dense") return [K];
  const [kernelHeight, kernelWidth] = layer.kernel.shape;
  return layer.padded
    ? [height, width, K]
    : [height - kernelHeight + 1, width - kernelWidth + 1, K];
}

/** Fills in the layers' codes and short scales, which lie in one stream behind them. */
function readSymbols(layers: readonly PackedLayer[], stream: Uint8Array): void {
  const tensors = layers.filter((layer): layer is WeightedLayer => "kernel" in layer)
    .flatMap(tensorsOf);
  const symbols = decodeSymbols(
    stream,
    tensors.flatMap(({ codes, lowest, highest, scales }) => {
      const own = { alphabet: highest - lowest + 1, count: codes.length }, count = scales.length;
      return Number.isNaN(scales[0])
        ? [{ alphabet: EXPONENTS, count }, { alphabet: FRACTIONS, count }, own]
        : [own];
    }),
  )[Symbol.iterator]();
  for (const { codes, lowest, scales } of tensors) {
    if (Number.isNaN(scales[0])) {
      const exponents = symbols.next().value!, fractions = symbols.next().value!;
      scales.forEach((_, k) => scales[k] = fromShort(exponents[k], fractions[k]));
    }
    codes.set(Int16Array.from(symbols.next().value!, (symbol) => symbol + lowest));
  }
}

/** The same layer, with its kernel made anew of its factors, if it has some. */
function multiplied(layer: PackedLayer): PackedLayer {
  const factors = "kernel" in layer && layer.kernel.factors;
  return factors ? { ...layer, kernel: separableKernel(...factors) } as PackedLayer : layer;
}

/** Reads the bytes of a file from front to back. */
class Reader {
  #work = 0;
  readonly #bytes: Uint8Array;
  #place: number;
  /** Makes the error for a file that cannot be right. */
  readonly refuse: (why: string) => UserError;

  constructor(bytes: Uint8Array, place: number, refuse: (why: string) => UserError) {
    [this.#bytes, this.#place, this.refuse] = [bytes, place, refuse];
  }

  byte(): number {
    if (this.#place >= this.#bytes.length) throw this.refuse("it ends too early");
    return this.#bytes[this.#place++];
  }

  varint(): number {
    let value = 0;
    for (let place = 1; place < 2 ** 28; place *= 128) {
      const byte = this.byte();
      value += byte % 128 * place;
      if (byte < 128) return value;
    }
    throw this.refuse("a number in it has no end");
  }

  half(): number {
    const value = halfOf(this.byte() | this.byte() << 8);
    if (Number.isFinite(value)) return value;
    throw this.refuse(`it holds ${value}`);
  }

  /** Adds up weights times levels, and refuses too many. */
  spend(work: number): void {
    this.#work += work;
    if (this.#work > MOST_WORK) throw this.refuse("it claims to hold more weights than it may");
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#place);
  }
}

/** The checksum of gzip and PNG (RFC 1952, section 8), bit by bit. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
