/** The panels beside the pad, in the order of their tabs. To add one, import it and list it here. */

import { BACKWARD } from "./backward/panel.ts";
import { COMPARE } from "./compare/panel.ts";
import { INSIDE } from "./inside/panel.ts";
import type { Panel } from "./panel.ts";
import { TRAIN } from "./train/panel.ts";
import { WINDOW } from "./window/panel.ts";

/** All panels. */
export const PANELS: readonly Panel[] = [INSIDE, WINDOW, BACKWARD, TRAIN, COMPARE];
