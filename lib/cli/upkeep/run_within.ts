/** Runs Deno for a limited time, and ends it together with all that it started. */

import { fromFileUrl } from "@std/path";

/** The end of a program. */
export interface Ending {
  /** Its exit code; undefined if it did not end in time. */
  readonly code: number | undefined;
  /** Everything that it printed. */
  readonly output: string;
}

/**
 * Runs Deno. When its time is over, or Ctrl-C comes, it is killed, and so is all that it started: what
 * is left of that would hold its output open, and go on for ever.
 *
 * @param seconds the time
 * @param args Deno's arguments
 * @param cwd the folder to run it in
 * @returns how it ended
 */
export async function runWithin(
  seconds: number,
  args: readonly string[],
  cwd: string,
): Promise<Ending> {
  const process = new Deno.Command("deno", {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true, // the leader of a group of its own, to which all belong that it starts
  }).spawn();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    killGroup(process);
  }, 1_000 * seconds);
  const interrupted = () => {
    killGroup(process);
    Deno.exit(130);
  };
  Deno.addSignalListener("SIGINT", interrupted);
  const { code, stdout, stderr } = await process.output();
  Deno.removeSignalListener("SIGINT", interrupted);
  clearTimeout(timer);
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: over ? undefined : code, output: decode(stdout) + decode(stderr) };
}

/** Kills a group; to kill by number is a right that this program lacks, and a small one of its own has. */
function killGroup(leader: Deno.ChildProcess): void {
  const file = fromFileUrl(import.meta.resolve("./kill_group.ts"));
  const args = ["run", "-q", "--allow-run", file, String(leader.pid)];
  const { success } = new Deno.Command("deno", { args, stdout: "null" }).outputSync();
  if (!success) leader.kill("SIGKILL"); // on Windows there are no groups
}
