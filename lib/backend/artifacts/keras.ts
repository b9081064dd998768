/**
 * Models that Keras 3 saved, in the words of Keras 2, which are the only ones that tfjs knows.
 *
 * tensorflowjs_converter writes them in two dialects. From an HDF5 file the weights have their paths
 * for names: `sequential/dense/kernel`. From a `.keras` file they have places:
 * `layers/dense_1/vars/0`, where `dense_1` is the second layer of class Dense, whatever its name.
 */

import * as tf from "@tensorflow/tfjs";

/** A value of JSON. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An object of JSON. */
type JsonObject = { readonly [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Tells whether a topology is Keras 3's.
 *
 * @param topology the topology of a `model.json`
 * @returns whether it is, by its version or by how it writes shapes
 */
export function isKeras3(topology: unknown): boolean {
  const { keras_version: version } = topology as { keras_version?: unknown };
  return parseInt(String(version)) >= 3 || JSON.stringify(topology).includes('"batch_shape":');
}

/** Notes of Keras 3 beside a layer's settings, which tfjs has no use for. */
const NOTES = ["module", "registered_name", "build_config", "compile_config", "shared_object_id"];

/** Settings that tfjs would leave out without a word, with the value that they must have. */
const UNHEEDED: Readonly<Record<string, readonly Json[]>> = {
  groups: [1],
  keepdims: [false],
  output_padding: [null],
  threshold: [0],
};

/**
 * Translates a topology of Keras 3 into one of Keras 2.
 *
 * @param topology the topology of a `model.json`
 * @returns the same layers, as tfjs reads them
 * @throws {Error} if a layer has a setting that tfjs would not heed
 */
export function asKeras2<T>(topology: T): T {
  return translated(topology as Json, modelsIn(topology as Json)) as T;
}

/** The names of the models that are layers of another. */
function modelsIn(value: Json): Set<Json> {
  if (typeof value !== "object" || value === null) return new Set();
  const inside = Object.values(value).map(modelsIn);
  const isModel = isObject(value) && "inbound_nodes" in value && isObject(value.config) &&
    "layers" in value.config;
  return inside.reduce((all, names) => all.union(names), new Set(isModel ? [value.name] : []));
}

function translated(value: Json, models: Set<Json>): Json {
  if (Array.isArray(value)) return value.map((item) => translated(item, models));
  if (!isObject(value)) return value;
  if (value.class_name === "DTypePolicy") return "float32"; // also of policies that compute in less
  const { class_name: className, config, ...rest } = value;
  if (typeof className !== "string" || !isObject(config)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, v]) => [key, translated(v, models)]),
    );
  }
  const { inbound_nodes: calls, ...others } = rest;
  const kept = Object.entries(others).filter(([key]) => !NOTES.includes(key));
  return {
    class_name: className,
    config: settings(className, config, models),
    ...Object.fromEntries(kept),
    ...calls !== undefined && { inbound_nodes: nodes(calls, String(rest.name), models) },
  };
}

/** A layer's settings. */
function settings(className: string, config: JsonObject, models: Set<Json>): JsonObject {
  for (const [key, heeded] of Object.entries(UNHEEDED)) {
    if (key in config && !heeded.includes(config[key])) {
      throw new Error(
        `layer "${config.name}" has ${key} ${
          JSON.stringify(config[key])
        }, which tfjs does not know`,
      );
    }
  }
  const renamed = Object.entries(config).map(([key, value]): [string, Json] => {
    if (className === "InputLayer" && key === "batch_shape") return ["batch_input_shape", value];
    if (className === "LeakyReLU" && key === "negative_slope") return ["alpha", value];
    if (/activation$/.test(key) && value === "silu") return [key, "swish"]; // the same by two names
    if (key === "input_layers" || key === "output_layers") return [key, ends(value, models)];
    return [key, translated(value, models)];
  });
  const result = Object.fromEntries(renamed);
  if (className === "Bidirectional" && isObject(result.layer) && isObject(result.layer.config)) {
    const { config } = result.layer; // tfjs puts the direction in front of the name itself
    const name = String(config.name).replace(/^forward_/, "");
    return { ...result, layer: { ...result.layer, config: { ...config, name } } };
  }
  return result;
}

/** The origin of a tensor: the layer's name, the number of its call, the number of the output. */
type History = readonly Json[];

/** Keras 2 counts a model's own making as its first call. */
function counted([name, call, output]: History, models: Set<Json>): Json[] {
  return [name, models.has(name) ? Number(call) + 1 : call, output];
}

/** A model's inputs or outputs; a single one is no list in Keras 3. */
function ends(tensors: Json, models: Set<Json>): Json {
  if (!Array.isArray(tensors)) return tensors;
  const list = typeof tensors[0] === "string" ? [tensors] : tensors as History[];
  return list.map((history) => counted(history, models));
}

/** The calls of a layer: whose output each takes. */
function nodes(calls: Json, layer: string, models: Set<Json>): Json {
  if (!Array.isArray(calls)) return calls;
  return calls.map((call): Json => {
    if (!isObject(call)) return call;
    if (historiesIn(call.kwargs).length > 0) {
      throw new Error(`layer "${layer}" is called with tensors by name, which tfjs does not know`);
    }
    return historiesIn(call.args).map((history) => [...counted(history, models), {}]);
  });
}

/** Finds the origins of a call's tensors. */
function historiesIn(value: Json | undefined): History[] {
  if (Array.isArray(value)) return value.flatMap(historiesIn);
  if (!isObject(value)) return [];
  if (value.class_name !== "__keras_tensor__") return Object.values(value).flatMap(historiesIn);
  const { keras_history: history } = value.config as JsonObject;
  return [history as History];
}

/**
 * Finds tfjs's names for the weights of a model that Keras 3 saved.
 *
 * @param model the model, made from its topology
 * @param topology that topology, in the words of Keras 2
 * @param names the weights' names in the file
 * @returns tfjs's name of each; undefined for an optimizer's state and the like, which are not weights
 *   of a layer
 * @throws {Error} if the model has no layer for a weight
 */
export function weightNames(
  model: tf.LayersModel,
  topology: unknown,
  names: readonly string[],
): (string | undefined)[] {
  const leaves = leafNames(model);
  const { model_config: inner, config } = topology as Record<string, JsonObject>;
  const layers = layersIn((inner?.config ?? config) as JsonObject);
  return names.map((name) => {
    if (/seed_generator/.test(name)) return undefined; // the state of dropout's chance
    if (!/(^|\/)vars\/\d+$/.test(name)) {
      const parts = name.split("/"), first = parts.findIndex((part) => leaves.has(part));
      return parts.slice(Math.max(first, 0)).join("/");
    }
    const [container, ...path] = name.split("/");
    if (!CONTAINER.test(container)) return undefined;
    const found = weightAt(model, layers, path);
    if (!found) throw new Error(`it has no layer for the weight ${name}`);
    return found;
  });
}

/** The names of all layers that are not themselves models. */
function leafNames(model: tf.LayersModel): Set<string> {
  return new Set(
    model.layers.flatMap((layer) => isModel(layer) ? [...leafNames(layer)] : [layer.name]),
  );
}

function isModel(layer: tf.layers.Layer): layer is tf.LayersModel {
  return layer instanceof tf.LayersModel;
}

function layersIn(config: JsonObject): readonly JsonObject[] {
  return (config.layers ?? []) as readonly JsonObject[];
}

/** Keras's names for the layers of a model, in a path. */
const CONTAINER = /^(layers|_layer_checkpoint_dependencies)$/;

/** Layers within a layer: those of a bidirectional one, and that of a wrapper. */
interface Wrapper {
  readonly forwardLayer?: tf.layers.Layer;
  readonly backwardLayer?: tf.layers.Layer;
  readonly layer?: tf.layers.Layer;
}

/** The name of the weight that lies at a place such as `dense_1/vars/0`; undefined without one. */
function weightAt(
  model: tf.LayersModel,
  layers: readonly JsonObject[],
  [key, ...path]: readonly string[],
): string | undefined {
  const used = new Map<string, number>();
  const entry = layers.find(({ class_name: className }) => {
    const name = snakeCase(String(className)), count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return key === (count === 0 ? name : `${name}_${count}`);
  });
  const config = entry?.config as JsonObject | undefined;
  let layer = model.layers.find(({ name }) => name === config?.name);
  for (const [i, part] of path.entries()) {
    if (!layer) return undefined;
    const inside: Wrapper = layer as Wrapper;
    if (part === "vars") return layer.weights[Number(path[i + 1])]?.originalName;
    if (isModel(layer) && CONTAINER.test(part)) {
      return weightAt(layer, layersIn(config!), path.slice(i + 1));
    }
    if (part === "forward_layer") layer = inside.forwardLayer;
    else if (part === "backward_layer") layer = inside.backwardLayer;
    else if (part === "layer") layer = inside.layer;
    else if (part !== "cell") return undefined; // a cell's weights are its layer's
  }
}

/** A class's name as Keras writes it in a path: Conv2D is conv2d, MaxPooling2D is max_pooling2d. */
function snakeCase(name: string): string {
  return name.replace(/(.)([A-Z][a-z]+)/g, "$1_$2").replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
