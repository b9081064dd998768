/** Puts the page together: script, style and networks, all in one HTML file. */

import { basename, fromFileUrl, join } from "@std/path";
import { sha256 } from "../checksum.ts";
import { pack } from "../compression/format.ts";
import { loadPacked } from "../compression/storage.ts";
import { UserError } from "../errors.ts";
import { readStored, type Stored } from "./app/network/stored.ts";
import { trainerParts } from "./trainer_parts.ts";

const HERE = fromFileUrl(new URL(".", import.meta.url));
const MODELS = join(HERE, "..", "..", "data", "model");

/** The networks in a page, unless others are named; the first reads at first. */
export const NETWORKS: readonly string[] = ["small", "tiny"];

/** The style's parts, in their order. */
const STYLES = [
  "base.css",
  "layout.css",
  "draw.css",
  "answer.css",
  "inside.css",
  "window.css",
  "train.css",
  "backward.css",
  "compare.css",
];

/** Options of {@linkcode buildPage}. */
export interface BuildOptions {
  /** Networks that lie in the page, by their folders in `data/model`, or by a path with a slash; {@linkcode NETWORKS} by default. */
  readonly networks?: readonly string[];
}

/**
 * Builds the page. Needs to read the project, and to run `deno` for `deno bundle`.
 *
 * @param options what lies in it
 * @returns the whole page, as HTML
 * @throws {UserError} if a network cannot be read, or the script cannot be bundled
 *
 * @example The page as a file
 * ```ts ignore
 * import { buildPage } from "@pixel/convnet/page";
 *
 * await Deno.writeTextFile("page.html", await buildPage());
 * ```
 */
export async function buildPage({ networks = NETWORKS }: BuildOptions = {}): Promise<string> {
  const [script, style, stored, trainer] = await Promise.all([
    bundle("app/main.ts"),
    Promise.all(STYLES.map((file) => Deno.readTextFile(join(HERE, "style", file)))),
    Promise.all(networks.map(storedNetwork)),
    bundle("trainer/main.ts").then(trainerParts),
  ]);
  return html(script, style.join(""), JSON.stringify(stored), trainer);
}

/** Bundles a module of this room for a browser, as one classic script. */
async function bundle(module: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      "bundle",
      "--quiet",
      "--minify",
      "--platform=browser",
      "--format=iife",
      join(HERE, module),
    ],
    cwd: HERE,
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (success) return text(stdout).trim().replaceAll("</script", "<\\/script");
  throw new UserError(`Cannot bundle ${module} for a browser: ${text(stderr).trim()}`);
}

/** A network as it lies in the page; what the page cannot compute is refused here. */
async function storedNetwork(named: string): Promise<Stored> {
  const folder = named.includes("/") ? named : join(MODELS, named), name = basename(named);
  const stored = await packedIn(folder, name) ?? await modelIn(folder, name);
  if (!stored) {
    throw new UserError(
      `Cannot put network "${named}" into the page: there is no model.json or network.bin in ${folder}`,
    );
  }
  readStored(stored);
  return stored;
}

/** A packed network, if the folder holds one. */
async function packedIn(folder: string, name: string): Promise<Stored | undefined> {
  const network = await loadPacked(folder);
  return network && { name, packed: pack(network).toBase64() };
}

/** A network in tfjs's format, if the folder holds one. */
async function modelIn(folder: string, name: string): Promise<Stored | undefined> {
  const text = await Deno.readTextFile(join(folder, "model.json")).catch(() => undefined);
  if (text === undefined) return undefined;
  const json = JSON.parse(text);
  const paths: string[] = json.weightsManifest.flatMap(({ paths }: { paths: string[] }) => paths);
  const files = await Promise.all(paths.map((path) => Deno.readFile(join(folder, path))));
  return { name, json, weights: new Uint8Array(await new Blob(files).arrayBuffer()).toBase64() };
}

/** The page. Its policy lets it run its own script and style, and speak with nobody. */
function html(
  script: string,
  style: string,
  networks: string,
  trainer: string,
): string {
  const hash = (text: string) =>
    Uint8Array.fromHex(sha256(new TextEncoder().encode(text))).toBase64();
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash(script)}' 'wasm-unsafe-eval'`,
    `style-src 'sha256-${hash(style)}'`,
    "img-src data: blob:",
    "worker-src blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>From pixel to convnet</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<body>
<script type="application/json" id="networks">${networks.replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
${trainer}`;
}
