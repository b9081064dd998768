/**
 * `deno task doc`: checks the documentation, or writes that of everything public as pages.
 *
 * @module
 */

import { UserError } from "../../errors.ts";
import { makeFolder } from "../../files.ts";
import { command, run } from "../command.ts";

const PAGES = "runs/doc";

/** A public name, as far as `deno doc --json` describes it and the rules look at it. */
export interface PublicSymbol {
  readonly name: string;
  readonly declarations: readonly {
    /** Such as "function" or "interface". */
    readonly kind: string;
    readonly location: { readonly filename: string };
    readonly jsDoc?: { readonly tags?: readonly { readonly kind: string }[] };
  }[];
}

/** The start of a doc that begins with a question word: a verb or a known term says more. */
const QUESTION = /\/\*\*[\s*]*(?:What|How|Whether|Where|Which|When|Why|Who)\b/g;

/**
 * Lists functions without an example, which `deno doc --lint` does not look for.
 *
 * @param symbols the public names
 * @returns a sentence per fault, each once
 */
export function withoutExample(symbols: readonly PublicSymbol[]): string[] {
  const faults = new Set<string>();
  for (const { name, declarations } of symbols) {
    for (const { kind, location, jsDoc } of declarations) {
      if (kind !== "function" || jsDoc?.tags?.some((tag) => tag.kind === "example")) continue;
      faults.add(`${location.filename.replace(/^.*\/lib\//, "lib/")}: ${name} has no @example`);
    }
  }
  return [...faults];
}

/**
 * Lists docs, public or not, that begin with a question word.
 *
 * @param path the file
 * @param text its source
 * @returns a sentence per fault
 */
export function questionsIn(path: string, text: string): string[] {
  return [...text.matchAll(QUESTION)].map(({ index }) => {
    const line = text.slice(0, index).split("\n").length;
    return `${path}:${line}: a doc begins with a verb or a known term, not with a question word`;
  });
}

/** The sources below a folder, without the kernels: their compiled modules name the hash of every byte. */
async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory && name !== "assembly") yield* sources(path);
    else if (/\.(ts|ipynb)$/.test(name)) yield path;
  }
}

/** Runs `deno doc`, and returns what it prints. */
async function denoDoc(args: readonly string[]): Promise<string> {
  const { code, stdout } = await new Deno.Command("deno", {
    args: ["doc", "-q", ...args],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new UserError("deno doc finds what is listed above");
  return new TextDecoder().decode(stdout);
}

async function action({ html }: { html?: true }): Promise<void> {
  const { name, exports } = JSON.parse(await Deno.readTextFile("deno.json"));
  const modules = Object.values<string>(exports);
  if (html) {
    await makeFolder(PAGES);
    await denoDoc(["--html", `--name=${name}`, `--output=${PAGES}`, ...modules]);
    return console.log(`${PAGES}/index.html`);
  }
  await denoDoc(["--lint", ...modules]);
  const { nodes } = JSON.parse(await denoDoc(["--json", ...modules]));
  const symbols = Object.values<{ symbols?: PublicSymbol[] }>(nodes)
    .flatMap(({ symbols = [] }) => symbols);
  const faults = withoutExample(symbols);
  for (const folder of ["lib", "test", "notebooks"]) {
    for await (const path of sources(folder)) {
      faults.push(...questionsIn(path, await Deno.readTextFile(path)));
    }
  }
  if (faults.length > 0) throw new UserError(`Not documented:\n${faults.join("\n")}`);
  console.log("Everything public is documented, and no doc begins with a question word.");
}

if (import.meta.main) {
  await run(
    command("doc", "Checks the documentation of everything public.")
      .option("--html", `writes it as pages to ${PAGES} instead`)
      .action(action),
  );
}
