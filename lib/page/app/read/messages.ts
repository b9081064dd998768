/** Messages between the page and its reading worker. */

import type { Picture } from "../../../pictures/plane.ts";
import type { PlainNetwork } from "../network/layers.ts";
import type { Seen } from "./seen.ts";

/** To the worker: use this network, or read this picture. */
export type Request = { readonly network: PlainNetwork } | { readonly picture: Picture };

/** From the worker. */
export type Reply = { readonly seen: Seen } | { readonly error: string };
