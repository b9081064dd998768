/** Puts the page together: script, style and networks, all in one HTML file. */

import { basename, fromFileUrl, join } from "@std/path";
import { readStoredArtifacts } from "../backend/artifacts/disk.ts";
import { sha256 } from "../checksum.ts";
import { pack } from "../compression/format.ts";
import { loadPacked } from "../compression/storage.ts";
import { CLASSES, PIXELS, SIDE } from "../dataset/digits.ts";
import { UserError } from "../errors.ts";
import { readStored, type Stored } from "./app/network/stored.ts";
import { probabilitiesOf } from "./app/network/trace.ts";
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
  /** Called with a sentence if a network's files carry no checksum, so that damage would go unnoticed. */
  readonly onNotice?: (sentence: string) => void;
}

/**
 * Builds the page. Needs to read the project, and to run `deno` for `deno bundle`.
 *
 * @param options what lies in it
 * @returns the whole page, as HTML
 * @throws {UserError} if a network is damaged or not for digits, or the script cannot be bundled
 *
 * @example The page as a file
 * ```ts ignore
 * import { buildPage } from "@pixel/convnet/page";
 *
 * await Deno.writeTextFile("page.html", await buildPage());
 * ```
 */
export async function buildPage(
  { networks = NETWORKS, onNotice }: BuildOptions = {},
): Promise<string> {
  const [script, style, stored, trainer] = await Promise.all([
    bundle("app/main.ts"),
    Promise.all(STYLES.map((file) => Deno.readTextFile(join(HERE, "style", file)))),
    Promise.all(networks.map((named) => storedNetwork(named, onNotice))),
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
async function storedNetwork(
  named: string,
  onNotice: BuildOptions["onNotice"],
): Promise<Stored> {
  const folder = named.includes("/") ? named : join(MODELS, named), name = basename(named);
  const stored = await packedIn(folder, name) ?? await modelIn(folder, name, onNotice);
  const refuse = (because: string, cause?: unknown): never => {
    throw new UserError(`Cannot put network "${named}" into the page: ${because}`, { cause });
  };
  if (!stored) return refuse(`there is no model.json or network.bin in ${folder}`);
  try {
    const answers = probabilitiesOf(readStored(stored), new Uint8Array(PIXELS)).length;
    if (answers !== CLASSES) refuse(`it tells ${answers} classes apart, not the ten digits`);
    return stored;
  } catch (error) {
    if (error instanceof UserError) throw error;
    return refuse(`its layers do not read ${SIDE} × ${SIDE} pixels, or are damaged`, error);
  }
}

/** A packed network, if the folder holds one. */
async function packedIn(folder: string, name: string): Promise<Stored | undefined> {
  const network = await loadPacked(folder);
  return network && { name, packed: pack(network).toBase64() };
}

/** A network in tfjs's format, if the folder holds one. */
async function modelIn(
  folder: string,
  name: string,
  onNotice: BuildOptions["onNotice"],
): Promise<Stored | undefined> {
  const path = join(folder, "model.json");
  const isMissing = await Deno.stat(path)
    .then(() => false, (error) => error instanceof Deno.errors.NotFound);
  if (isMissing) return undefined;
  const { file: { sealed: _, ...json }, weightData } = await readStoredArtifacts(path, onNotice);
  return { name, json, weights: new Uint8Array(weightData).toBase64() };
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
