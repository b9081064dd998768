import assert from "node:assert/strict";
import {
  answerCell,
  answerMarkdown,
  exercises,
  questionMarkdown,
} from "../../lib/exercises/mod.ts";

const byId = (id: string) => exercises.find((exercise) => exercise.id === id)!;

Deno.test("a question names its exercise and lists its choices", () => {
  const markdown = questionMarkdown(byId("05-5"));
  assert(markdown.startsWith("**Exercise 05-5** (medium). Why is a network not trained on its"));
  assert(markdown.endsWith("\n- **f** It can only be measured on the validation digits."));
});

Deno.test("the cell to answer in says undefined, and what type a function has", () => {
  assert.equal(answerCell(byId("02-3")), 'await check("02-3", undefined);');
  assert.equal(
    answerCell(byId("05-6")),
    '// (logits: number[]) => number[]\nawait check("05-6", undefined);',
  );
});

Deno.test("an answer is folded, and has its explanation", () => {
  const plain = (html: string) =>
    html.replaceAll(/<\/?(code|strong)>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&").replaceAll(/\s+/g, " ");
  for (const exercise of exercises) {
    const markdown = answerMarkdown(exercise);
    assert(
      markdown.startsWith(
        `<details>\n<summary style="display: list-item">Show the answer to ${exercise.id}</summary>\n<p`,
      ),
    );
    assert(!markdown.includes("\n\n"), "an empty line would end the HTML");
    const explanation = plain(exercise.explanation.replaceAll("`", "").replaceAll("**", ""));
    assert(plain(markdown).endsWith(`<p>${explanation}</p> </details>`), markdown);
  }
  assert(answerMarkdown(byId("02-1")).includes("\n<p><strong>[[3, 7], [0, 2]]</strong></p>\n"));
  assert(answerMarkdown(byId("01-5")).includes("\n<p><strong>b</strong></p>\n"));
  assert(answerMarkdown(byId("05-8")).includes("\n<pre><code>function answer(f: "));
});

Deno.test("the notebook's formatter leaves questions and answers alone", async () => {
  const markdown = exercises.flatMap((exercise) => [
    questionMarkdown(exercise),
    `\`\`\`ts\n${answerCell(exercise)}\n\`\`\``,
    answerMarkdown(exercise),
  ]).join("\n\n") + "\n";
  const command = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--line-width=100", "--ext=md", "-"],
    stdin: "piped",
    stdout: "piped",
  });
  const child = command.spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(markdown));
  await writer.close();
  const formatted = new TextDecoder().decode((await output).stdout).split("\n");
  for (const [i, line] of markdown.split("\n").entries()) assert.equal(formatted[i], line);
});
