/** Messages between the page and its reading worker. */

import type { Picture } from "../../../pictures/plane.ts";
import type { Reading } from "../../../pictures/read.ts";
import type { PlainNetwork } from "../network/layers.ts";

/** To the worker: use this network, or read this picture. */
export type Request = { readonly network: PlainNetwork } | { readonly picture: Picture };

/** From the worker. */
export type Reply = { readonly reading: Reading } | { readonly error: string };
