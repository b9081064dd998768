/**
 * Playwright, without a look into /proc, which Deno grants only together with every other right. It
 * wants to know whether it runs on Windows' Linux, and goes on if that cannot be told.
 */

import fs from "node:fs";

const { existsSync } = fs;
fs.existsSync = (path) => !`${path}`.startsWith("/proc/") && existsSync(path);

/** Playwright's driver of Chromium. */
export const { chromium } = await import("playwright-core");
