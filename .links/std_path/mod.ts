/**
 * Stands in for `jsr:@std/path` inside this repository, so that a fresh clone needs no registry but
 * npm's: the same names, on top of Node's own `node:path`. A program that imports the published
 * package gets the real one.
 *
 * @module
 */

export { basename, dirname, extname, fromFileUrl, isAbsolute, join, relative, resolve, toFileUrl };

import { basename, dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath as fromFileUrl, pathToFileURL as toFileUrl } from "node:url";
