/** Writes a network as an ONNX model: protocol buffers, of which it needs a handful of messages. */

import type { Layer } from "./serve.ts";

type Bytes = number[] | Uint8Array;

/** A number in groups of seven bits, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return [...bytes, value];
}

function joined(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A field that holds a number. */
function int(field: number, value: number): Bytes {
  return [...varint(field * 8), ...varint(value)];
}

/** A field that holds a text or bytes. */
function nested(field: number, content: string | Bytes): Bytes {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return joined([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** A field that holds another message, of fields. */
function message(field: number, ...fields: readonly Bytes[]): Bytes {
  return nested(field, joined(fields));
}

/** A `TensorProto` of float32. */
function tensor(name: string, shape: readonly number[], values: Float32Array): Bytes {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const dims = shape.map((n) => int(1, n));
  return joined([...dims, int(2, 1), nested(8, name), nested(9, raw)]);
}

/** A `NodeProto`; its attributes are lists of whole numbers. */
function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, readonly number[]>> = {},
): Bytes {
  return joined([
    ...inputs.map((name) => nested(1, name)),
    nested(2, output),
    nested(4, type),
    ...Object.entries(attributes).map(([name, values]) =>
      message(5, nested(1, name), ...values.map((value) => int(8, value)), int(20, 7))
    ),
  ]);
}

/** A `ValueInfoProto`: N rows of a shape, in float32. */
function rows(name: string, shape: readonly number[]): Bytes {
  const dims = [message(1, nested(2, "N")), ...shape.map((n) => message(1, int(1, n)))];
  return joined([nested(1, name), message(2, message(1, int(1, 1), message(2, ...dims)))]);
}

/**
 * Writes a network of convolutions, each with pooling, and dense layers.
 *
 * @param layers the layers and their weights, channels last
 * @returns the model's bytes; its input is `x` `[N, 1, 28, 28]`, its output `logits`
 */
export function onnxModel(layers: readonly Layer[]): Uint8Array {
  const nodes: Bytes[] = [], initializers: Bytes[] = [];
  let x = "x", channels = 1, flat = false, count = 0;
  const add = (type: string, inputs: readonly string[] = [], attributes = {}) => {
    const output = `y${count++}`;
    nodes.push(node(type, [x, ...inputs], output, attributes));
    x = output;
  };
  for (const [i, { kind, shapes: [shape], weights, padding, pool, relu }] of layers.entries()) {
    const names = [`w${i}`, `b${i}`], [weight, bias] = weights;
    if (kind === "convolution") {
      const [height, width, from, to] = shape, area = height * width;
      const filter = transposed(weight, [area, from, to], [2, 1, 0]); // [to, from, height, width]
      initializers.push(tensor(names[0], [to, from, height, width], filter));
      const pad = padding === "same" ? 1 : 0;
      add("Conv", names, { kernel_shape: [height, width], pads: [pad, pad, pad, pad] });
      channels = to;
    } else if (kind === "dense") {
      const [from, to] = shape;
      const planes = [from / channels, channels, to]; // pictures lie channels first there
      initializers.push(
        tensor(names[0], shape, flat ? weight : transposed(weight, planes, [1, 0, 2])),
      );
      if (!flat) add("Flatten");
      flat = true;
      add("Gemm", names);
    } else {
      throw new Error("this peer has no batch normalisation");
    }
    initializers.push(tensor(names[1], [bias.length], bias));
    if (pool) add("MaxPool", [], { kernel_shape: [2, 2], strides: [2, 2] });
    if (relu) add("Relu");
  }
  nodes.push(node("Identity", [x], "logits"));
  const graph = [
    ...nodes.map((bytes) => nested(1, bytes)),
    nested(2, "digits"),
    ...initializers.map((bytes) => nested(5, bytes)),
    nested(11, rows("x", [1, 28, 28])),
    nested(12, rows("logits", [layers.at(-1)!.shapes[1][0]])),
  ];
  return joined([int(1, 8), message(7, ...graph), message(8, nested(1, ""), int(2, 13))]);
}

/** Reorders the three axes of an array. */
function transposed(values: Float32Array, shape: readonly number[], order: readonly number[]) {
  const result = new Float32Array(values.length);
  const strides = [shape[1] * shape[2], shape[2], 1];
  const [a, b, c] = order;
  let to = 0;
  for (let i = 0; i < shape[a]; i++) {
    for (let j = 0; j < shape[b]; j++) {
      for (let k = 0; k < shape[c]; k++) {
        result[to++] = values[i * strides[a] + j * strides[b] + k * strides[c]];
      }
    }
  }
  return result;
}
