/** The connections between the layers of a model, as its JSON lists them. */

/** A model's list of layers, as far as it matters here; nothing is sure about what a file holds. */
interface Listed {
  readonly name?: unknown;
  readonly class_name?: unknown;
  readonly config?: { readonly layers?: unknown };
  readonly inbound_nodes?: unknown;
}

/**
 * Refuses a model of which tfjs would wait for ever for a layer to be connected: it takes the layers
 * in turns until all are, and does not notice that there is no progress.
 *
 * @param topology the model's JSON, in the form of Keras 2; models within it are checked as well
 * @throws {RangeError} if a layer takes what no layer gives
 */
export function refuseUnconnected(topology: unknown): void {
  if (typeof topology !== "object" || topology === null) return;
  const { layers } = topology as { layers?: unknown };
  if (Array.isArray(layers)) connect(layers.filter((layer) => typeof layer === "object" && layer));
  for (const part of Object.values(topology)) refuseUnconnected(part);
}

/** Connects layers as tfjs does, call by call, and stops if it could not go on. */
function connect(layers: readonly Listed[]): void {
  // How many outputs each layer has by now: inputs, and models within the model, begin with one.
  const given = new Map(layers.map((layer) => {
    const begins = layer.class_name === "InputLayer" || Array.isArray(layer.config?.layers);
    return [String(layer.name), begins ? 1 : 0];
  }));
  let waiting = layers.flatMap(({ name, inbound_nodes: calls }) =>
    Array.isArray(calls)
      ? calls.filter(Array.isArray).map((inputs) => ({ name: String(name), inputs }))
      : []
  );
  while (waiting.length > 0) {
    const left = waiting.filter(({ name, inputs }) => {
      // deno-lint-ignore no-explicit-any -- [layer, call, output], or whatever a damaged file has there
      const there = inputs.every((input: any) =>
        !(given.get(String(input?.[0]))! <= input?.[1]) &&
        given.has(String(input?.[0]))
      );
      if (there && inputs.length > 0) given.set(name, given.get(name)! + 1);
      return !there;
    });
    if (left.length === waiting.length) {
      const name = JSON.stringify(left[0].name).slice(0, 100);
      throw new RangeError(`its layer ${name} takes the output of a layer that is not there`);
    }
    waiting = left;
  }
}
