/** Runs tasks of deno.json the way a user does. */

import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");

/** The end of a task. */
export interface TaskResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a task, in this project's folder or one below it. */
export function startTask(
  args: readonly string[],
  env: Record<string, string> = {},
  { stdin = "null", folder = "." }: { stdin?: "piped" | "null"; folder?: string } = {},
): Deno.ChildProcess {
  const { INIT_CWD: _, ...own } = Deno.env.toObject(); // where the tests were started
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", ...args],
    cwd: join(ROOT, folder),
    clearEnv: true,
    env: { ...own, NO_COLOR: "1", ...env },
    stdin,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a task until it ends. */
export async function task(
  args: readonly string[],
  env: Record<string, string> = {},
  folder = ".",
): Promise<TaskResult> {
  const { code, stdout, stderr } = await startTask(args, env, { folder }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Lends a temporary folder, which is removed afterwards. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
