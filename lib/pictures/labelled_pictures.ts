/** Folders of pictures that say what they show. */

import { join } from "@std/path";
import { UserError } from "../errors.ts";
import { readUpTo, reason } from "../files.ts";

/** A picture and what it shows. */
export interface LabelledPicture {
  /** Its path. */
  readonly file: string;
  /** The digits that it shows, lines divided by a line break; empty for no digit. */
  readonly label: string;
  /** Its kind, such as "photo"; "all" by default. */
  readonly kind: string;
  /** The name of its maker; pictures by one hand are alike. */
  readonly source: string;
}

/** The longest manifest that is read, in bytes. */
const MOST_BYTES = 2 ** 24;

const PICTURE = /\.(jpe?g|png|webp|gif|tiff?|avif|svg|bmp)$/i;

/**
 * Lists labelled pictures: those that a `manifest.tsv` names (columns `file` and `label`, and perhaps
 * `kind` and `source`, with a heading; a `/` in a label is a new line), or those in the subfolders 0 to 9.
 *
 * @param folder the folder
 * @returns the pictures
 * @throws {UserError} where there are none, or the folder cannot be read, or the manifest is not one
 */
export async function labelledPictures(folder: string): Promise<LabelledPicture[]> {
  const found = await fromManifest(folder) ?? await fromSubfolders(folder);
  if (found.length === 0) {
    throw new UserError(
      `Cannot find labelled pictures in ${folder}: it needs subfolders 0 to 9 with pictures, ` +
        `or a manifest.tsv that names them`,
    );
  }
  return found;
}

/** The pictures that a manifest names; undefined if there is no manifest. */
async function fromManifest(folder: string): Promise<LabelledPicture[] | undefined> {
  const manifest = join(folder, "manifest.tsv");
  const refuse = (because: string, cause?: unknown): never => {
    throw new UserError(`Cannot read ${manifest}: ${because}`, { cause });
  };
  const bytes = await readUpTo(manifest, MOST_BYTES).catch((error) =>
    error instanceof Deno.errors.NotFound ? undefined : refuse(reason(error), error)
  );
  if (!bytes) return undefined;
  const text = new TextDecoder().decode(bytes);
  const [heading, ...lines] = text.trimEnd().split(/\r?\n/).map((line) => line.split("\t"));
  const column = (name: string) => heading.indexOf(name);
  if (column("file") < 0 || column("label") < 0) {
    refuse("its first line must name the columns file and label, divided by tabs");
  }
  return lines.map((cells, i) => ({
    file: join(folder, cells[column("file")] || refuse(`line ${i + 2} names no file`)),
    label: (cells[column("label")] ?? "").replaceAll("/", "\n"),
    kind: cells[column("kind")] || "all",
    source: (cells[column("source")] || "all").replace(/@.*/, ""), // repository@commit:path
  }));
}

async function fromSubfolders(folder: string): Promise<LabelledPicture[]> {
  const found: LabelledPicture[] = [];
  for (const { name, isDirectory } of await entriesOf(folder)) {
    if (!isDirectory || !/^\d$/.test(name)) continue;
    for (const entry of await entriesOf(join(folder, name))) {
      if (!PICTURE.test(entry.name)) continue;
      found.push({ file: join(folder, name, entry.name), label: name, kind: "all", source: "all" });
    }
  }
  return found.sort((a, b) => a.file < b.file ? -1 : 1);
}

/**
 * Lists the pictures in a folder and the folders in it.
 *
 * @param folder the folder
 * @returns their paths, in order
 * @throws {UserError} where a folder cannot be read
 */
export async function picturesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name, isDirectory } of await entriesOf(folder)) {
    if (isDirectory) found.push(...await picturesIn(join(folder, name)));
    else if (PICTURE.test(name)) found.push(join(folder, name));
  }
  return found.sort();
}

async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  return await Array.fromAsync(Deno.readDir(folder)).catch((error) => {
    throw new UserError(`Cannot read the folder ${folder}: ${reason(error, "folder")}`, {
      cause: error,
    });
  });
}
