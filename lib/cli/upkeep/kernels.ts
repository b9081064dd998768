/**
 * `deno task kernels`: compiles the AssemblyScript in `assembly/` to one WebAssembly module a
 * variant; with `--check` it compares them with what is there and writes nothing.
 *
 * Each is committed as a small TypeScript module that holds the bytes in base64. A module is found
 * wherever its importer is found (a folder, a worker, a notebook, a package from a registry), with
 * no permission to read files.
 */

import asc from "assemblyscript/asc";

const KERNELS = new URL("../../backend/kernels/", import.meta.url);

/** The variants and the WebAssembly features that each needs. */
const VARIANTS = { relaxed: ["simd", "relaxed-simd"], plain: ["simd"] };

async function compile(features: readonly string[]): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    "kernels.ts",
    "--outFile=out.wasm",
    "--optimizeLevel=3",
    "--converge",
    "--noAssert",
    "--runtime=stub",
    "--importMemory", // of tfjs's backend, so that kernels work on its tensors in place
    "--noExportMemory",
    "--disableWarning=112", // v128 as a parameter: only between functions of our own
    ...features.flatMap((feature) => ["--enable", feature]),
  ], {
    readFile: async (name) => {
      try {
        const source = await Deno.readTextFile(new URL(`assembly/${name}`, KERNELS));
        // Other tools want the imports' extension, this compiler does not.
        return source.replaceAll(/ from "(.+)\.ts"/g, ' from "$1"');
      } catch {
        return null; // it looks in several places
      }
    },
    writeFile: (_name, contents) => {
      binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`Cannot compile the kernels:\n${stderr}`, { cause: error });
  return binary;
}

const check = Deno.args.includes("--check");
for (const [variant, features] of Object.entries(VARIANTS)) {
  const binary = await compile(features);
  const base64 = binary.toBase64();
  const text = `// deno-fmt-ignore-file
// Written by \`deno task kernels\`, from the sources in assembly/. Do not edit.
/** The kernels, compiled for WebAssembly with ${features.join(" and ")}, in base64. */
export default "${base64}";
`;
  const file = new URL(`${variant}.wasm.ts`, KERNELS);
  if (!check) await Deno.writeTextFile(file, text);
  else if (await Deno.readTextFile(file) !== text) {
    console.error(
      `${variant}.wasm.ts is not what its sources compile to: run \`deno task kernels\``,
    );
    Deno.exit(1);
  }
  console.log(`${variant}.wasm.ts: ${binary.length} bytes of WebAssembly`);
}
