import assert from "node:assert/strict";
import { Figure, liveFigure } from "../../lib/figures/mod.ts";

interface Message {
  readonly type: string;
  readonly content: Record<string, unknown>;
}

function recorder() {
  const messages: Message[] = [];
  const broadcast = (type: string, content: Record<string, unknown>) => {
    messages.push({ type, content });
    return Promise.resolve();
  };
  return { messages, broadcast };
}

const displayId = ({ content }: Message) =>
  (content.transient as { display_id: string }).display_id;

Deno.test("liveFigure() shows the first figure and puts the next ones in its place", async () => {
  const { messages, broadcast } = recorder();
  const live = liveFigure(broadcast);
  for (const name of ["one", "two", "three"]) await live.show(new Figure("<svg/>", name));
  assert.deepEqual(messages.map(({ type }) => type), [
    "display_data",
    "update_display_data",
    "update_display_data",
  ]);
  assert.equal(new Set(messages.map(displayId)).size, 1);
  const texts = messages.map(({ content }) =>
    (content.data as Record<string, string>)["text/plain"]
  );
  assert.deepEqual(texts, ["one", "two", "three"]);
});

Deno.test("liveFigure() has a place of its own each time, for cells that run twice", async () => {
  const { messages, broadcast } = recorder();
  for (let i = 0; i < 2; i++) await liveFigure(broadcast).show(new Figure("<svg/>", "x"));
  assert.deepEqual(messages.map(({ type }) => type), ["display_data", "display_data"]);
  assert.notEqual(displayId(messages[0]), displayId(messages[1]));
});

Deno.test("liveFigure() does nothing outside a notebook", async () => {
  await liveFigure().show(new Figure("<svg/>", "x"));
});
