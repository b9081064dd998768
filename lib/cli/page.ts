/** `deno task page`: writes the page to draw on, and says where; or serves it on this machine. */

import { UserError } from "../errors.ts";
import { tryWriting, writeWhole } from "../files.ts";
import { buildPage, NETWORKS } from "../page/mod.ts";
import { command, inProject, run, wholeNumber } from "./command.ts";

/** The options that the reader chose. */
interface Options {
  readonly networks: string;
  readonly serve?: boolean;
  readonly port: number;
}

await run(
  command("page", "Write a page to draw digits on and to look into the network that reads them")
    .option(
      "--networks <names>",
      "the networks in it, by commas: of data/model, or folders with a slash",
      NETWORKS.join(","),
    )
    .option("--serve", "serve it on this machine until Ctrl-C")
    .option("--port <number>", "where it is served", wholeNumber(1, 65_535), 8000)
    .action(async ({ networks, serve, port }: Options) => {
      const file = inProject("runs", "page", "index.html");
      await tryWriting(file);
      const html = await buildPage({
        networks: networks.split(",").map((name) => name.trim()),
        onNotice: console.error,
      });
      await writeWhole(file, html);
      const size = (new TextEncoder().encode(html).length / 1e6).toFixed(2);
      console.log(`${file} (${size} MB): open it in a browser`);
      if (serve) await servePage(html, port);
    }),
  { whereTyped: true },
);

/** Serves the page to this machine alone. */
async function servePage(html: string, port: number): Promise<void> {
  const headers = { "content-type": "text/html; charset=utf-8" };
  try {
    const onListen = () => console.log(`http://localhost:${port}/`);
    await Deno.serve(
      { hostname: "127.0.0.1", port, onListen },
      () => new Response(html, { headers }),
    )
      .finished;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new UserError(
      `Cannot serve the page: port ${port} is in use; choose another with --port`,
    );
  }
}
