/**
 * `deno task kernels`: compiles the AssemblyScript in `assembly/` to one WebAssembly module per
 * variant.
 *
 * Each is committed as a small TypeScript module that holds the bytes in base64. A module is found
 * wherever its importer is found (a folder, a worker, a notebook, a package from a registry), with
 * no permission to read files.
 *
 * The compiler is a program of its own, with a lock file of its own: with Binaryen it has 102 MB, which
 * nobody needs who only trains.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";
import { sha256 } from "../../checksum.ts";
import { UserError } from "../../errors.ts";
import { writeWhole } from "../../files.ts";
import { command, run } from "../command.ts";

/** Sources that are compiled together, once per variant. */
export interface Module {
  /** Holds the sources, in `assembly/`, and what is compiled from them. */
  readonly folder: string;
  /** The source that exports what the module exports. */
  readonly entry: string;
  /** The WebAssembly features that each variant needs. */
  readonly variants: Readonly<Record<string, readonly string[]>>;
}

/** The modules: a folder whose `assembly/` holds the sources, the first of them, and the variants. */
export const MODULES: readonly Module[] = [
  {
    folder: fromFileUrl(new URL("../../backend/kernels/", import.meta.url)),
    entry: "kernels.ts",
    // The variants and the WebAssembly features that each needs.
    variants: { relaxed: ["simd", "relaxed-simd"], plain: ["simd"] },
  },
  {
    folder: fromFileUrl(new URL("../../compression/", import.meta.url)),
    entry: "integer.ts",
    variants: { integer: [] },
  },
  {
    folder: fromFileUrl(new URL("../../training/", import.meta.url)),
    entry: "adam.ts",
    variants: { adam: ["simd"] },
  },
];

/** AssemblyScript's compiler. Its hash and Binaryen's stand in the lock file. */
const COMPILER = "npm:assemblyscript@0.28.20/asc";
const LOCK = fromFileUrl(new URL("kernels.lock", import.meta.url));

/** Compiles the sources in a folder, where alone the compiler may read and write. */
async function compile(
  folder: string,
  entry: string,
  features: readonly string[],
): Promise<Uint8Array> {
  const { success, stderr } = await new Deno.Command("deno", {
    cwd: folder,
    args: [
      ...["run", "-q", "--no-prompt", "--no-config", `--lock=${LOCK}`, "--frozen"],
      ...["--allow-read=.", "--allow-write=.", "--ignore-env"],
      COMPILER,
      entry,
      "--outFile=out.wasm",
      "--optimizeLevel=3",
      "--converge",
      "--noAssert",
      "--runtime=stub",
      "--importMemory", // of tfjs's backend, so that kernels work on its tensors in place
      "--initialMemory=1", // that memory has more than a page: V8 need not check small offsets then
      "--maximumMemory=65536", // as that memory has
      "--noExportMemory",
      "--disableWarning=112", // v128 as a parameter: only between functions of our own
      ...features.flatMap((feature) => ["--enable", feature]),
    ],
  }).output();
  if (success) return await Deno.readFile(join(folder, "out.wasm"));
  throw new UserError(`Cannot compile the kernels:\n${new TextDecoder().decode(stderr)}`);
}

/**
 * Hashes a module's sources. What is compiled from them names that hash, so that a test can tell,
 * without the compiler, that none was forgotten.
 *
 * @param module the module
 * @returns the SHA-256 of all names and contents, in hexadecimal digits
 */
export async function hashOfSources({ folder }: Module): Promise<string> {
  const sources = join(folder, "assembly");
  const names = Array.from(Deno.readDirSync(sources), ({ name }) => name).sort();
  const texts = await Promise.all(
    names.map(async (name) => `${name}\n${await Deno.readTextFile(join(sources, name))}`),
  );
  return sha256(new TextEncoder().encode(texts.join("\n")));
}

/** Copies the sources. Other tools want the imports' extension, this compiler does not. */
async function copySources(sources: string, folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(sources)) {
    const source = await Deno.readTextFile(join(sources, name));
    await Deno.writeTextFile(
      join(folder, name),
      source.replaceAll(/ from "(.+)\.ts"/g, ' from "$1"'),
    );
  }
}

/** Compiles one module, or compares what is there with what would be compiled. */
async function build(module: Module, check: boolean): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: module.folder, prefix: ".compile-" });
  try {
    const hash = await hashOfSources(module);
    await copySources(join(module.folder, "assembly"), folder);
    for (const [variant, features] of Object.entries(module.variants)) {
      const binary = await compile(folder, module.entry, features);
      const needs = features.length > 0 ? ` with ${features.join(" and ")}` : "";
      const text = `// deno-fmt-ignore-file
// Written by \`deno task kernels\`, from the sources in assembly/. Do not edit.
// SHA-256 of the sources: ${hash}
/** The kernels, compiled for WebAssembly${needs}, in base64. */
export default "${binary.toBase64()}";
`;
      const name = `${variant}.wasm.ts`;
      if (!check) await writeWhole(join(module.folder, name), text);
      else if (await Deno.readTextFile(join(module.folder, name)) !== text) {
        throw new UserError(
          `${name} is not what its sources compile to: run \`deno task kernels\``,
        );
      }
      console.log(`${name}: ${binary.length} bytes of WebAssembly`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function action({ check = false }: { check?: boolean }): Promise<void> {
  for (const module of MODULES) await build(module, check);
}

if (import.meta.main) {
  await run(
    command("kernels", "Compiles the WebAssembly kernels.")
      .option("--check", "only compares them with what is there")
      .action(action),
  );
}
