/** `deno task page`: writes the page to draw on, and says where. */

import { buildPage } from "../page/mod.ts";
import { command, run } from "./command.ts";

const FILE = "runs/page/index.html";

await run(
  command("page", "Write a page to draw digits on and to look into the network that reads them")
    .action(async () => {
      const html = await buildPage();
      await Deno.mkdir("runs/page", { recursive: true });
      await Deno.writeTextFile(FILE, html);
      console.log(`${FILE} (${(html.length / 1e6).toFixed(2)} MB): open it in a browser`);
    }),
);
