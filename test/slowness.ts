/** The slowness of a busy machine, so that tests of promises in seconds hold on it as well. */

import process from "node:process";

/**
 * Measures how many times longer this thread takes for something than it would on an idle machine: the
 * wall clock's time over the processor's, with room for a load that comes and goes. The other threads of
 * this program, which run other tests, are load too.
 *
 * @returns 1 on an idle machine
 */
export function slowness(): number {
  const wall = 300, begun = performance.now(), before = process.threadCpuUsage();
  while (performance.now() - begun < wall);
  const { user, system } = process.threadCpuUsage(before);
  const ratio = (performance.now() - begun) / ((user + system) / 1_000);
  return Math.max(1, 3 * ratio - 2);
}

/**
 * Tells whether something took no longer than it may, on a busy machine as many times longer as
 * {@linkcode slowness} says; nothing is measured where that does not matter.
 *
 * @param took the time that it took
 * @param most the time that it may take on an idle machine
 */
export function inTime(took: number, most: number): boolean {
  return took < most || took < most * slowness();
}
