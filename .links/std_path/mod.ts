/**
 * Stands in for `jsr:@std/path` inside this repository, so that a fresh clone needs no registry but
 * npm's: the same names, on top of Node's own `node:path`. A program that imports the published
 * package gets the real one.
 *
 * In a browser there are no files; the names are there so that modules load, and nothing calls them.
 *
 * @module
 */

interface Modules {
  "node:path": typeof import("node:path");
  "node:url": typeof import("node:url");
}

function builtin<Name extends keyof Modules>(name: Name): Modules[Name] | Partial<Modules[Name]> {
  const { process } = globalThis as unknown as {
    process?: { getBuiltinModule?<Name extends keyof Modules>(name: Name): Modules[Name] };
  };
  return process?.getBuiltinModule?.(name) ?? {};
}

const path = builtin("node:path") as Modules["node:path"];
const url = builtin("node:url") as Modules["node:url"];

export const { basename, dirname, extname, isAbsolute, join, relative, resolve } = path;
export const { fileURLToPath: fromFileUrl, pathToFileURL: toFileUrl } = url;
