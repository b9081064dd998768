/// <reference lib="dom" />
/**
 * The page's script, and its reading worker's: the page starts the worker with its own text, since
 * from a disk nothing can be fetched.
 */

import { serve } from "./read/worker.ts";
import { open } from "./shell/open.ts";

if (typeof document === "undefined") serve();
else open(document.currentScript!.textContent!);
