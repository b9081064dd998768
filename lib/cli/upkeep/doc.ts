/**
 * `deno task doc`: checks the documentation of everything public, or writes it as pages.
 *
 * @module
 */

import { makeFolder } from "../../files.ts";
import { command, run } from "../command.ts";

const PAGES = "runs/doc";

async function action({ html }: { html?: true }): Promise<void> {
  const { name, exports } = JSON.parse(await Deno.readTextFile("deno.json"));
  if (html) await makeFolder(PAGES);
  const how = html ? ["--html", `--name=${name}`, `--output=${PAGES}`] : ["--lint"];
  const { code } = await new Deno.Command("deno", {
    args: ["doc", "-q", ...how, ...Object.values<string>(exports)],
    stdout: "null", // which would be the documentation as text
  }).spawn().status;
  Deno.exitCode = code;
  if (code === 0) console.log(html ? `${PAGES}/index.html` : "Everything public is documented.");
}

if (import.meta.main) {
  await run(
    command("doc", "Checks the documentation of everything public.")
      .option("--html", `writes it as pages to ${PAGES} instead`)
      .action(action),
  );
}
