/**
 * Draws all expected pictures anew, after a change that is meant to change them:
 *
 *     deno run --allow-read --allow-write --allow-env test/figures/renew.ts
 *
 * Look at what has changed (`git diff --stat`, and the files in a browser) before committing it.
 */

import { examples } from "./examples.ts";

const FOLDER = new URL("expected/", import.meta.url);

await Deno.remove(FOLDER, { recursive: true }).catch(() => {}); // there may be none yet
await Deno.mkdir(FOLDER);
for (const [name, { svg }] of Object.entries(examples())) {
  await Deno.writeTextFile(new URL(`${name}.svg`, FOLDER), `${svg}\n`);
}
