/**
 * tfjs-core's modules, its tests among them, as ES modules that Deno can import.
 *
 * The package ships them as the TypeScript compiler wrote them, beside the bundle that programs
 * import: without file extensions. They are copied to a folder with whole specifiers, and `index.js`,
 * from which the tests import nearly all, becomes the tfjs that the program runs: what is tested is
 * what a reader's program would use. Engine, kernels and gradients are global to a program, so the few
 * modules that the tests import by themselves share them.
 */

import { createRequire } from "node:module";
import { dirname, join, toFileUrl } from "@std/path";
import * as tf from "@tensorflow/tfjs";

const main = createRequire(import.meta.resolve("@tensorflow/tfjs")).resolve(
  "@tensorflow/tfjs-core",
);
const requireFromCore = createRequire(main);

/**
 * Copies the modules.
 *
 * @param folder where to
 * @returns the paths of the test files in that folder
 */
export async function copyModules(folder: string): Promise<string[]> {
  const dist = dirname(main);
  const sources = new Map<string, string>(); // by path in the package
  const read = async (path: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(join(dist, path))) {
      const inside = join(path, name);
      if (isDirectory && name !== "miniprogram") await read(inside);
      else if (name.endsWith(".js") && !name.startsWith("tf-core.")) {
        sources.set(inside, await Deno.readTextFile(join(dist, inside)));
      }
    }
  };
  await read("");
  sources.set("index.js", `export const { ${exportedNames()} } = globalThis.tfUnderTest;`);
  sources.set("package.json", `{ "type": "module" }`);
  for (const [path, source] of sources) {
    const to = join(folder, path);
    await Deno.mkdir(dirname(to), { recursive: true });
    const whole = (specifier: string) => wholeSpecifier(specifier, dirname(path), sources);
    await Deno.writeTextFile(to, path.endsWith(".js") ? rewritten(source, whole) : source);
  }
  return [...sources.keys()].filter((path) => path.endsWith("_test.js")).sort();
}

function exportedNames(): string[] {
  return Object.keys(tf).filter((name) => /^\w+$/.test(name) && name !== "default");
}

/** A module's source with other specifiers, and without what Deno cannot run. */
function rewritten(source: string, whole: (specifier: string) => string): string {
  return source
    .replace(/\n\/\/# sourceMappingURL=.*/, "")
    .replaceAll(
      /^((?:import|export)\b[^;']*')([^']+)(';)$/gm,
      (_, before, specifier, after) => before + whole(specifier) + after,
    )
    // A CommonJS module's exports are its default export.
    .replaceAll(/^import \* as (\w+ from '(?:file|node):)/gm, "import $1")
    // Jasmine is loaded already.
    .replace(/const jasmineRequire = .*\n.*/, "const jasmineCore = globalThis.jasmine;");
}

function wholeSpecifier(
  specifier: string,
  folder: string,
  sources: ReadonlyMap<string, string>,
): string {
  if (specifier.startsWith(".")) {
    return sources.has(join(folder, `${specifier}.js`))
      ? `${specifier}.js`
      : `${specifier}/index.js`;
  }
  try {
    const path = requireFromCore.resolve(specifier);
    return path === specifier ? `node:${specifier}` : toFileUrl(path).href;
  } catch {
    return specifier; // not installed: the module that wants it cannot be loaded
  }
}
