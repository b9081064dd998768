import assert from "node:assert/strict";
import { picturesIn } from "../../lib/pictures/labelled_pictures.ts";

Deno.test("a folder of pictures that cannot be read is refused in a sentence", async () => {
  await assert.rejects(picturesIn("README.md"), {
    name: "UserError",
    message: "Cannot read the folder README.md: Not a directory",
  });
});
