/**
 * `deno task doc`: checks the documentation of everything public, or writes it as pages.
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
    readonly jsDoc?: {
      readonly doc?: string;
      readonly tags?: readonly { readonly kind: string }[];
    };
  }[];
}

/** The words that a summary does not begin with: a verb or a known term says more. */
const QUESTION = /^(?:What|How|Whether|Where|Which)\b/;

/**
 * Lists what `deno doc --lint` does not look for: functions without an example, and summaries that
 * begin with a question word.
 *
 * @param symbols the public names
 * @returns a sentence per fault, each once
 */
export function faultsIn(symbols: readonly PublicSymbol[]): string[] {
  const faults = new Map<string, string>();
  for (const { name, declarations } of symbols) {
    for (const { kind, location, jsDoc = {} } of declarations) {
      const file = location.filename.replace(/^.*\/lib\//, "lib/");
      const hasExample = jsDoc.tags?.some((tag) => tag.kind === "example");
      if (kind === "function" && !hasExample) faults.set(name, `${file}: ${name} has no @example`);
      if (QUESTION.test(jsDoc.doc ?? "")) {
        faults.set(name, `${file}: the summary of ${name} begins with a question word`);
      }
    }
  }
  return [...faults.values()];
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
  const faults = faultsIn(symbols);
  if (faults.length > 0) throw new UserError(`Not documented:\n${faults.join("\n")}`);
  console.log("Everything public is documented.");
}

if (import.meta.main) {
  await run(
    command("doc", "Checks the documentation of everything public.")
      .option("--html", `writes it as pages to ${PAGES} instead`)
      .action(action),
  );
}
