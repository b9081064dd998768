/** Folders of pictures that say what they show. */

import { join } from "@std/path";
import { UserError } from "../errors.ts";
import { reason } from "../files.ts";

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

const PICTURE = /\.(jpe?g|png|webp|gif|tiff?|avif|svg|bmp)$/i;

/**
 * Lists labelled pictures: those that a `manifest.tsv` names (columns `file` and `label`, and perhaps
 * `kind` and `source`, with a heading; a `/` in a label is a new line), or those in the subfolders 0 to 9.
 *
 * @param folder the folder
 * @returns the pictures
 * @throws {UserError} where there are none, or the manifest is not one
 */
export async function labelledPictures(folder: string): Promise<LabelledPicture[]> {
  const manifest = await Deno.readTextFile(join(folder, "manifest.tsv")).catch(() => undefined);
  const found = manifest === undefined
    ? await fromSubfolders(folder)
    : fromManifest(folder, manifest);
  if (found.length === 0) {
    throw new UserError(
      `Cannot find labelled pictures in ${folder}: it needs subfolders 0 to 9 with pictures, ` +
        `or a manifest.tsv that names them`,
    );
  }
  return found;
}

function fromManifest(folder: string, text: string): LabelledPicture[] {
  const [heading, ...lines] = text.trim().split(/\r?\n/).map((line) => line.split("\t"));
  const column = (name: string) => heading.indexOf(name);
  if (column("file") < 0 || column("label") < 0) {
    throw new UserError(
      `Cannot read ${join(folder, "manifest.tsv")}: its first line must name the columns ` +
        `file and label, divided by tabs`,
    );
  }
  return lines.map((cells) => ({
    file: join(folder, cells[column("file")]),
    label: (cells[column("label")] ?? "").replaceAll("/", "\n"),
    kind: cells[column("kind")] || "all",
    source: (cells[column("source")] || "all").replace(/@.*/, ""), // repository@commit:path
  }));
}

async function fromSubfolders(folder: string): Promise<LabelledPicture[]> {
  const found: LabelledPicture[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (!isDirectory || !/^\d$/.test(name)) continue;
      for await (const entry of Deno.readDir(join(folder, name))) {
        if (!PICTURE.test(entry.name)) continue;
        found.push({
          file: join(folder, name, entry.name),
          label: name,
          kind: "all",
          source: "all",
        });
      }
    }
  } catch (error) {
    throw new UserError(`Cannot read the folder ${folder}: ${reason(error, "folder")}`, {
      cause: error,
    });
  }
  return found.sort((a, b) => a.file < b.file ? -1 : 1);
}

/**
 * Lists the pictures in a folder and the folders in it.
 *
 * @param folder the folder
 * @returns their paths, in order
 */
export async function picturesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await picturesIn(join(folder, name)));
    else if (PICTURE.test(name)) found.push(join(folder, name));
  }
  return found.sort();
}
