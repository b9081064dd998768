/** A real browser, for tests: Debian's Chromium, driven by Playwright. */

import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { sha256 } from "../../lib/checksum.ts";
import { makeFolder, writeWhole } from "../../lib/files.ts";
import { buildPage } from "../../lib/page/mod.ts";
import { chromium } from "./playwright.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");

/** Places to look for a browser. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const found: string | undefined = PLACES.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** A page in the browser, and what it should never have to say. */
export interface Opened {
  readonly page: Page;
  /** Errors and warnings of the console, and requests that leave the page. */
  readonly faults: readonly string[];
}

/** Options for opening the page: Playwright's, and those of the tests. */
export interface OpenOptions extends BrowserContextOptions {
  /** The panel, such as `#window`. */
  readonly hash?: string;
  /** Faults that the test provokes. */
  readonly allowed?: RegExp;
}

let built: Promise<string> | undefined;
let browser: Browser | undefined;

/** The folder of pages that were built for tests. */
const BUILT = join(ROOT, "runs", "test-page");

/**
 * The page on a disk. It is built when anything that it may be made of has changed, by one test file while
 * the others wait.
 */
export function builtPage(): Promise<string> {
  return built ??= (async () => {
    const name = `${await fingerprint()}.html`, file = join(BUILT, name);
    await makeFolder(BUILT);
    using lock = await Deno.open(join(BUILT, "lock"), { write: true, create: true });
    await lock.lock(true);
    const names = await Array.fromAsync(Deno.readDir(BUILT), ({ name }) => name);
    if (!names.includes(name)) {
      const old = names.filter((name) => name.endsWith(".html"));
      await Promise.all(old.map((name) => Deno.remove(join(BUILT, name))));
      await writeWhole(file, await buildPage());
    }
    return `file://${file}`;
  })();
}

/** A number that stands for the content of all files of which the page may be made. */
async function fingerprint(): Promise<string> {
  const parts: Uint8Array[] = [];
  const add = async (path: string): Promise<void> => {
    if (!(await Deno.stat(path)).isDirectory) return void parts.push(await Deno.readFile(path));
    const names = await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
    for (const name of names.sort()) await add(join(path, name));
  };
  for (const path of ["lib", "data/model", "deno.json", "deno.lock"]) {
    await add(join(ROOT, path));
  }
  return sha256(...parts);
}

/** Closes the browser. */
export async function close(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** Opens the page from the disk, with nothing but what it brings. */
export async function openPage(
  { hash = "", allowed, ...options }: OpenOptions = {},
): Promise<Opened> {
  const url = await builtPage();
  browser ??= await chromium.launch({
    executablePath: found,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    ...options,
  });
  const page = await context.newPage(), faults: string[] = [];
  const note = (fault: string) => allowed?.test(fault) || faults.push(fault);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) note(message.text());
  });
  page.on("pageerror", (error) => note(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(blob|data):/.test(request.url())) {
      note(`it asked for ${request.url()}`);
    }
  });
  await page.goto(`${url}${hash}`);
  return { page, faults };
}

/**
 * A test in the browser, from a page that was just opened to a page without a fault. A machine without
 * a browser skips it by its name.
 */
export function browserTest(
  name: string,
  test: (page: Page) => Promise<void>,
  options: OpenOptions = {},
): void {
  Deno.test({
    name,
    ignore: !found,
    sanitizeOps: false, // the browser lives on from test to test
    sanitizeResources: false,
    fn: async () => {
      const { page, faults } = await openPage(options);
      try {
        await test(page);
        assert.deepEqual(faults, []);
      } finally {
        await page.context().close();
      }
    },
  });
}
