/**
 * Node's own modules, which Deno has too and a browser does not: a module that can do without them
 * loads in all three.
 */

/** The modules that this library uses where they are there. */
interface NodeModules {
  readonly "node:crypto": typeof import("node:crypto");
  /** (A worker of the web that waits in `Atomics.wait` does not let its program end.) */
  readonly "node:worker_threads": typeof import("node:worker_threads");
  readonly "node:zlib": typeof import("node:zlib");
}

/** The part of Node's `process` that hands the modules out. */
interface Process {
  readonly process?: {
    getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name];
  };
}

/**
 * One of Node's own modules.
 *
 * @param name its name
 * @returns the module; undefined in a browser
 */
export function nodeModule<Name extends keyof NodeModules>(
  name: Name,
): NodeModules[Name] | undefined {
  return (globalThis as unknown as Process).process?.getBuiltinModule?.(name);
}
