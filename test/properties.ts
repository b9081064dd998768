/**
 * fast-check with a fixed seed, so that a test that passed passes again; `deno task fuzz` runs the
 * properties from new seeds, which it names in `PROPERTY_SEED`. Every test imports fast-check from
 * here.
 */

import fc from "fast-check";

/** The seed of all properties of this run. */
export const SEED = Number(Deno.env.get("PROPERTY_SEED") ?? 1);

fc.configureGlobal({ seed: SEED });

export default fc;
