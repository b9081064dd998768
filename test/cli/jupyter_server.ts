/** A real Jupyter server with our kernel, addressed the way a browser does it. */

import { dirname, fromFileUrl, join } from "@std/path";
import { slowness } from "../slowness.ts";
import { installKernel, jupyter, KERNEL } from "../../lib/cli/jupyter.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");
const TOKEN = "token";

/** The outcome of a cell. */
export interface Reply {
  readonly status: "ok" | "error";
}

/** A kernel that runs on the server. */
export interface Kernel {
  /** Runs a cell; `onPrint` hears what it prints, so far, each time that it prints something. */
  run(code: string, onPrint?: (printed: string) => void): Promise<Reply>;
  /** Does what the Stop button does. */
  stop(): Promise<void>;
}

/** Tells whether a Jupyter that can serve is installed. */
export async function hasServer(): Promise<boolean> {
  try {
    return (await jupyter(["notebook", "--version"], { quiet: true })).code === 0;
  } catch {
    return false;
  }
}

/**
 * Starts a server and a kernel, and ends both after the work.
 *
 * @param folder where Jupyter keeps its files
 * @param work what to do with the kernel
 */
export async function withKernel(
  folder: string,
  work: (kernel: Kernel) => Promise<void>,
): Promise<void> {
  await installKernel(folder);
  const host = `127.0.0.1:${freePort()}`;
  const server = new Deno.Command("jupyter", {
    args: ["notebook", "--no-browser", "--allow-root", `--port=${host.split(":")[1]}`],
    cwd: ROOT,
    env: { JUPYTER_PATH: folder, JUPYTER_RUNTIME_DIR: folder, JUPYTER_TOKEN: TOKEN },
    stdout: "null",
    stderr: "null",
  }).spawn();
  const ask = async (method: string, path: string, body?: unknown) =>
    await fetch(`http://${host}/api/${path}`, {
      method,
      headers: { authorization: `token ${TOKEN}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  try {
    await answering(() => ask("GET", "status").then((answer) => answer.text()));
    const { id } = await (await ask("POST", "kernels", { name: KERNEL })).json();
    const socket = new WebSocket(`ws://${host}/api/kernels/${id}/channels?token=${TOKEN}`);
    await new Promise((resolve) => socket.onopen = resolve);
    const patience = 20_000 * Math.min(5, slowness()); // milliseconds
    await work({
      run: (code, onPrint) => run(socket, patience, code, onPrint),
      stop: async () => void await (await ask("POST", `kernels/${id}/interrupt`)).body?.cancel(),
    });
    const closed = new Promise((resolve) => socket.onclose = resolve);
    socket.close();
    await closed;
    await (await ask("DELETE", `kernels/${id}`)).body?.cancel();
  } finally {
    server.kill("SIGTERM");
    await server.status;
  }
}

/** Returns a port that nobody listens to. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

/** Repeats an attempt until it works, for half a minute. */
export async function answering<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0;; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries > 150) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function run(
  socket: WebSocket,
  patience: number,
  code: string,
  onPrint?: (text: string) => void,
): Promise<Reply> {
  const asked = crypto.randomUUID();
  let printed = "";
  const reply = new Promise<Reply>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No reply to ${code}`)), patience);
    socket.onmessage = ({ data }) => {
      const { msg_type: type, content, parent_header: parent } = JSON.parse(data);
      if (parent.msg_id !== asked) return;
      if (type === "stream") onPrint?.(printed += content.text);
      if (type !== "execute_reply") return;
      clearTimeout(timer);
      resolve(content);
    };
  });
  socket.send(JSON.stringify({
    channel: "shell",
    header: { msg_id: asked, msg_type: "execute_request", session: "test", username: "test" },
    parent_header: {},
    metadata: {},
    content: { code, silent: false, store_history: true, allow_stdin: false },
  }));
  return reply;
}
