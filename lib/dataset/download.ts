/**
 * Downloads MNIST from public mirrors: each file whole and verified, or not at all.
 *
 * A file is some megabytes, so it is held in memory until it has been verified, and only then
 * written; nothing unverified ever touches the disk.
 */

import { UserError } from "../errors.ts";
import { type FileStatus, inspect, status } from "./mnist_files.ts";
import { type Manifest, type ManifestFile, manifestFiles, MNIST } from "./manifest.ts";
import { cacheFolder, keep } from "./cache_folder.ts";
import { verified } from "./verify.ts";

/** The progress of a file's download. */
export interface DownloadProgress {
  /** The manifest's name for it. */
  readonly file: string;
  /** The address of the mirror. */
  readonly mirror: string;
  /** Bytes received, compressed. */
  readonly received: number;
  /** The file's length in bytes, compressed; undefined if the mirror does not say. */
  readonly total?: number;
}

/** Options of {@linkcode downloadMnist}. */
export interface DownloadOptions {
  /** The folder to download into; {@linkcode cacheFolder} by default. */
  readonly to?: string;
  /** The description of the files; MNIST by default. */
  readonly manifest?: Manifest;
  /** Addresses that serve the files as `NAME.gz`; the manifest's by default. */
  readonly mirrors?: readonly string[];
  /** Seconds that a mirror has for its first answer; 10 by default. */
  readonly connectSeconds?: number;
  /** Seconds that may pass without a byte; 20 by default. */
  readonly stallSeconds?: number;
  /** Seconds that one file may take in all; 600 by default. */
  readonly fileSeconds?: number;
  /** Called as bytes arrive. */
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/** The options of one download, defaults filled in. */
type Settings = Required<Omit<DownloadOptions, "to" | "manifest" | "mirrors">>;

/**
 * Downloads those of the four files that a folder does not hold yet, and replaces bad ones.
 *
 * @param options where to, from where, and how long it may take
 * @returns one row per file, all of them verified
 * @throws {UserError} if no mirror serves a file, naming each mirror and its reason, or a file cannot be
 *   written
 *
 * @example MNIST in a folder of your own
 * ```ts ignore
 * import { downloadMnist } from "@pixel/convnet/dataset";
 *
 * const files = await downloadMnist({ to: "mnist" });
 * console.log(files.map(({ path }) => path));
 * ```
 */
export async function downloadMnist(options: DownloadOptions = {}): Promise<FileStatus[]> {
  const { to = cacheFolder(), manifest = MNIST, mirrors = manifest.mirrors } = options;
  const { connectSeconds = 10, stallSeconds = 20, fileSeconds = 600, onProgress = () => {} } =
    options;
  const settings = { connectSeconds, stallSeconds, fileSeconds, onProgress };
  const rows: FileStatus[] = [];
  let order = mirrors;
  for (const file of manifestFiles(manifest)) {
    let found = await inspect(to, file);
    if ("problem" in found) {
      const { stored, mirror } = await fromAny(order, file, settings);
      order = [mirror, ...mirrors.filter((other) => other !== mirror)]; // what works goes first
      const path = await keep(to, file, stored);
      found = { path, stored, bytes: stored };
    }
    rows.push(status(file, found));
  }
  return rows;
}

/** Gets a file from the first mirror that serves the right one. */
async function fromAny(
  mirrors: readonly string[],
  file: ManifestFile,
  settings: Settings,
): Promise<{ stored: Uint8Array; mirror: string }> {
  const reasons: string[] = [];
  for (const mirror of mirrors) {
    try {
      const stored = await fetchFile(mirror, file, settings);
      verified(stored, file);
      return { stored, mirror };
    } catch (error) {
      reasons.push(`${mirror}: ${reason(error)}`);
    }
  }
  throw new UserError(
    `Cannot download ${file.name} from any of ${mirrors.length} mirrors (${reasons.join("; ")})`,
  );
}

/** Gets a file from a mirror, within the time limits. */
async function fetchFile(
  mirror: string,
  file: ManifestFile,
  settings: Settings,
): Promise<Uint8Array> {
  const { connectSeconds, stallSeconds, fileSeconds, onProgress } = settings;
  const limit = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const allow = (seconds: number, what: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => limit.abort(new Error(what)), 1000 * seconds);
  };
  const whole = setTimeout(
    () => limit.abort(new Error(`not done after ${fileSeconds} s`)),
    1000 * fileSeconds,
  );
  try {
    allow(connectSeconds, `no answer within ${connectSeconds} s`);
    const response = await fetch(`${mirror}${file.name}.gz`, { signal: limit.signal });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`HTTP status ${response.status}`);
    }
    const total = Number(response.headers.get("content-length")) || undefined;
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let received = 0;
    allow(stallSeconds, `no byte for ${stallSeconds} s`);
    for await (const chunk of response.body) {
      allow(stallSeconds, `no byte for ${stallSeconds} s`);
      chunks.push(chunk);
      received += chunk.length;
      // Gzip adds some bytes at most to what it cannot compress: this is another file.
      if (received > file.bytes + 1024) throw new Error(`expected ${file.bytes} bytes, found more`);
      onProgress({ file: file.name, mirror, received, ...(total !== undefined && { total }) });
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  } finally {
    clearTimeout(timer);
    clearTimeout(whole);
  }
}

/** The reason why a mirror failed, which `fetch` hides in the cause, behind the address and its own layers. */
function reason(error: unknown): string {
  const failed = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = failed instanceof Error ? failed.message : String(failed);
  return message.replace(/^error sending request for url \(\S*\): (client error \(\w+\): )?/, "");
}
