/**
 * IDX, the file format of MNIST, after Yann LeCun's description on the MNIST page: two zero bytes,
 * a type, the number of dimensions, each dimension as a 32-bit number, then the items row by row.
 * All numbers are big-endian.
 */

/** The arrays that IDX can hold, one class for each of its types. */
export type IdxData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** The content of an IDX file. */
export interface IdxArray {
  /** The dimensions, outermost first: `[60000, 28, 28]` for MNIST's training images. */
  readonly shape: readonly number[];
  /** The items, row by row; as many as the product of `shape`. Its class is the file's type. */
  readonly data: IdxData;
}

/** One type of items: its name, its array, and how to read and write it, big-endian. */
interface IdxType {
  readonly name: string;
  readonly size: number;
  readonly array: new (length: number) => IdxData;
  get(view: DataView, offset: number): number;
  set(view: DataView, offset: number, value: number): void;
}

const TYPES: ReadonlyMap<number, IdxType> = new Map<number, IdxType>([
  [0x08, {
    name: "unsigned byte",
    size: 1,
    array: Uint8Array,
    get: (view, offset) => view.getUint8(offset),
    set: (view, offset, value) => view.setUint8(offset, value),
  }],
  [0x09, {
    name: "signed byte",
    size: 1,
    array: Int8Array,
    get: (view, offset) => view.getInt8(offset),
    set: (view, offset, value) => view.setInt8(offset, value),
  }],
  [0x0b, {
    name: "short",
    size: 2,
    array: Int16Array,
    get: (view, offset) => view.getInt16(offset),
    set: (view, offset, value) => view.setInt16(offset, value),
  }],
  [0x0c, {
    name: "int",
    size: 4,
    array: Int32Array,
    get: (view, offset) => view.getInt32(offset),
    set: (view, offset, value) => view.setInt32(offset, value),
  }],
  [0x0d, {
    name: "float",
    size: 4,
    array: Float32Array,
    get: (view, offset) => view.getFloat32(offset),
    set: (view, offset, value) => view.setFloat32(offset, value),
  }],
  [0x0e, {
    name: "double",
    size: 8,
    array: Float64Array,
    get: (view, offset) => view.getFloat64(offset),
    set: (view, offset, value) => view.setFloat64(offset, value),
  }],
]);

/**
 * Reads an IDX file.
 *
 * Bytes (type 0x08) are a view of `bytes`, not a copy: MNIST's training images are 47 MB.
 *
 * @param bytes the whole file, decompressed
 * @param file its name, for the messages
 * @returns its shape and items
 * @throws {SyntaxError} if `bytes` is not IDX, or is shorter or longer than its header says
 *
 * @example Read what was written
 * ```ts
 * import { readIdx, writeIdx } from "@pixel/convnet/dataset";
 *
 * const bytes = writeIdx({ shape: [2, 3], data: Int16Array.of(1, 2, 3, 4, 5, 6) });
 * const array = readIdx(bytes, "six-numbers");
 * console.assert(array.shape[1] === 3 && array.data[5] === 6);
 * ```
 */
export function readIdx(bytes: Uint8Array, file: string): IdxArray {
  const { type, shape, start, length } = readHeader(bytes, file);
  if (bytes.length !== length) {
    throw unreadable(
      file,
      `${describe(type, shape)} take ${length} bytes`,
      `the file has ${bytes.length}`,
    );
  }
  if (type.array === Uint8Array) return { shape, data: bytes.subarray(start) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new type.array((length - start) / type.size);
  for (let i = 0; i < data.length; i++) data[i] = type.get(view, start + i * type.size);
  return { shape, data };
}

/**
 * Works out from the header of an IDX file how long the whole file must be.
 *
 * @param bytes the file's beginning
 * @param file its name, for the messages
 * @returns its length in bytes
 * @throws {SyntaxError} if `bytes` does not begin with a header of IDX
 */
export function idxLength(bytes: Uint8Array, file: string): number {
  return readHeader(bytes, file).length;
}

/** The header of an IDX file. */
interface Header {
  readonly type: IdxType;
  readonly shape: readonly number[];
  /** The offset of the first item, in bytes. */
  readonly start: number;
  /** Bytes of the whole file. */
  readonly length: number;
}

function readHeader(bytes: Uint8Array, file: string): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) {
    throw unreadable(file, "the magic number is 4 bytes", `the file has ${bytes.length}`);
  }
  if (view.getUint16(0) !== 0) {
    const hint = view.getUint16(0) === 0x1f8b ? " (gzip: decompress it first)" : "";
    throw unreadable(file, "the first two bytes are 0x0000", hex(view.getUint16(0), 4) + hint);
  }
  const type = TYPES.get(bytes[2]);
  if (type === undefined) {
    const known = [...TYPES].map(([code, { name }]) => `${hex(code)} (${name})`).join(", ");
    throw unreadable(file, `the type is one of ${known}`, hex(bytes[2]));
  }
  const rank = bytes[3];
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw unreadable(
      file,
      `the header of ${rank} dimensions is ${header} bytes`,
      `the file has ${bytes.length}`,
    );
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  return { type, shape, start: header, length: header + product(shape) * type.size };
}

/**
 * Writes an IDX file. The class of `array.data` decides the type: a `Uint8Array` is written as
 * unsigned bytes (0x08), a `Float32Array` as floats (0x0D).
 *
 * @param array the shape and items
 * @returns the file's bytes
 * @throws {TypeError} if IDX has no type for the array's class
 * @throws {RangeError} if the shape does not fit IDX or the number of items
 *
 * @example Two rows of three bytes
 * ```ts
 * import assert from "node:assert/strict";
 * import { writeIdx } from "@pixel/convnet/dataset";
 *
 * const bytes = writeIdx({ shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
 * assert(bytes.length === 4 + 2 * 4 + 6); // type and rank, two sizes, six items
 * ```
 */
export function writeIdx(array: IdxArray): Uint8Array<ArrayBuffer> {
  const { shape, data } = array;
  const known = [...TYPES].find(([, type]) => data instanceof type.array);
  if (known === undefined) {
    const classes = [...TYPES.values()].map((type) => type.array.name).join(", ");
    const found = (data as { constructor?: { name: string } } | undefined)?.constructor?.name;
    throw new TypeError(`Cannot write IDX: the data must be one of ${classes}, not ${found}`);
  }
  const [code, type] = known;
  if (shape.length > 255) {
    throw new RangeError(`Cannot write IDX: at most 255 dimensions, there are ${shape.length}`);
  }
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0 || size > 0xffffffff) {
      throw new RangeError(
        `Cannot write IDX: a dimension is a whole number from 0 to 4294967295, not ${size}`,
      );
    }
  }
  if (product(shape) !== data.length) {
    throw new RangeError(
      `Cannot write IDX: shape [${shape.join(", ")}] needs ${product(shape)} items, ` +
        `there are ${data.length}`,
    );
  }
  const header = 4 + 4 * shape.length;
  const bytes = new Uint8Array(header + data.length * type.size);
  const view = new DataView(bytes.buffer);
  bytes[2] = code;
  bytes[3] = shape.length;
  shape.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  data.forEach((value, i) => type.set(view, header + i * type.size, value));
  return bytes;
}

/** The number of items in a shape; 1 for a shape without dimensions. */
function product(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((items, size) => items * size, 1);
}

function describe(type: IdxType, shape: readonly number[]): string {
  const sizes = shape.length > 8 ? `${shape.slice(0, 8).join(" × ")} × …` : shape.join(" × ");
  return `the header and ${sizes || "one"} ${type.name} items`;
}

function unreadable(file: string, expected: string, found: string): SyntaxError {
  return new SyntaxError(`Cannot read ${file} as IDX: expected that ${expected}, found ${found}`);
}

function hex(value: number, digits = 2): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, "0")}`;
}
