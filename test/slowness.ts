/** The slowness of a busy machine, so that tests of promises in seconds hold on it as well. */

import process from "node:process";

/**
 * Measures how many times longer this program takes for something than it would on an idle machine: the
 * wall clock's time over the processor's, with room for a load that comes and goes.
 *
 * @returns 1 on an idle machine
 */
export function slowness(): number {
  const wall = 300, begun = performance.now(), before = process.cpuUsage();
  while (performance.now() - begun < wall);
  const { user, system } = process.cpuUsage(before);
  const ratio = (performance.now() - begun) / ((user + system) / 1_000);
  return Math.max(1, 3 * ratio - 2);
}
