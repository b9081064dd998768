/** The rooms of lib/ and who may import whom: the dataflow of the design, types included. */

import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";

const LIB = join(dirname(fromFileUrl(import.meta.url)), "..", "lib");

/** Every module of lib/ with the modules of lib/ that it imports, by their paths within lib/. */
type Graph = ReadonlyMap<string, readonly string[]>;

/** The paths that a module names in `from "…"`, `import("…")` or `new URL("…", import.meta.url)`. */
function importedBy(path: string, text: string): string[] {
  const names = /\bfrom "(\.[^"]+)"|\bimport\("(\.[^"]+)"\)|new URL\(\s*"(\.[^"]+\.ts)"/g;
  const code = text.replaceAll(/^\s*(\/?\*|\/\/).*$/gm, ""); // no examples in comments
  return [...code.matchAll(names)].map(([, ...found]) =>
    join(dirname(path), found.find((name) => name !== undefined)!)
  );
}

async function* modulesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(LIB, folder))) {
    const path = join(folder, name);
    if (isDirectory) yield* modulesIn(path);
    else if (name.endsWith(".ts")) yield path;
  }
}

async function readGraph(): Promise<Graph> {
  const graph = new Map<string, string[]>();
  for await (const path of modulesIn("")) {
    const text = await Deno.readTextFile(join(LIB, path));
    graph.set(path, importedBy(path, text).filter((other) => !other.startsWith("..")));
  }
  return graph;
}

/** Modules that lead back to themselves, each once; undefined without any. */
function circle(graph: Graph): string[] | undefined {
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): string[] | undefined => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const other of graph.get(path) ?? []) {
      const found = visit(other, [...above, path]);
      if (found) return found;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const found = visit(path, []);
    if (found) return found;
  }
  return undefined;
}

/** The folder that a module lies in, or "" for those that lie in lib/ itself. */
function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

const graph = await readGraph();

/** Imports from one room into another, as "from → to". */
function crossings(wrong: (from: string, to: string) => boolean): string[] {
  return [...graph].flatMap(([path, others]) =>
    others.filter((other) => roomOf(path) !== roomOf(other) && wrong(roomOf(path), roomOf(other)))
      .map((other) => `${path} → ${other}`)
  );
}

Deno.test("importedBy() finds imports, types and workers, but not what a comment shows", () => {
  const text = `
import { a } from "./a.ts";
export type { B } from "../b/b.ts";
const worker = new Worker(new URL("./worker.ts", import.meta.url));
const late = await import("./late.ts");
 * import { no } from "./no.ts";
import * as tf from "@tensorflow/tfjs";`;
  assert.deepEqual(importedBy("room/here.ts", text), [
    "room/a.ts",
    "b/b.ts",
    "room/worker.ts",
    "room/late.ts",
  ]);
});

Deno.test("circle() finds a way back, and only a way back", () => {
  const diamond = new Map([["a", ["b", "c"]], ["b", ["d"]], ["c", ["d"]], ["d", []]]);
  assert.equal(circle(diamond), undefined);
  assert.deepEqual(circle(new Map([...diamond, ["d", ["b"]]])), ["b", "d", "b"]);
});

Deno.test("every import in lib/ leads to a module, and no module imports itself by way of others", () => {
  for (const [path, others] of graph) {
    for (const other of others) assert.ok(graph.has(other), `${path} imports ${other}`);
  }
  assert.ok(graph.size > 100, `only ${graph.size} modules were found`);
  assert.equal(circle(graph)?.join(" → "), undefined);
});

Deno.test("nothing outside of cli/ imports from cli/", () => {
  assert.deepEqual(crossings((_, to) => to === "cli"), []);
});

Deno.test("nothing but cli/ imports from page/", () => {
  assert.deepEqual(crossings((from, to) => to === "page" && from !== "cli"), []);
});

Deno.test("reference/ and figures/ import from no other room", () => {
  assert.deepEqual(
    crossings((from, to) => from === "reference" || from === "figures" && to !== ""),
    [],
  );
});

Deno.test("data flows one way: dataset → model → training, and none of them draws", () => {
  const before: Record<string, readonly string[]> = {
    backend: ["dataset", "model", "training", "figures", "exercises"],
    dataset: ["model", "training", "figures", "exercises", "backend"],
    model: ["training", "figures", "exercises"],
    training: ["figures", "exercises"],
  };
  assert.deepEqual(crossings((from, to) => before[from]?.includes(to) ?? false), []);
});

Deno.test("every test takes fast-check from properties.ts, which fixes its seed", async () => {
  const found: string[] = [];
  for await (const path of modulesIn(join("..", "test"))) {
    const text = await Deno.readTextFile(join(LIB, path));
    if (/^import .* from "fast-check"/m.test(text)) found.push(path);
  }
  assert.deepEqual(found, [join("..", "test", "properties.ts")]);
});
