/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Measures how often the page answers while somebody draws, at full speed and with the browser's
 * processor slowed down six times, as on a telephone, and then how long a training takes from the press
 * of the button to its end: `deno run -A test/page/speed.ts`.
 */

import { close, openPage } from "./browser.ts";
import { usual } from "./strokes.ts";

const { page } = await openPage();
const developer = await page.context().newCDPSession(page);
for (const rate of [1, 6]) {
  await developer.send("Emulation.setCPUThrottlingRate", { rate });
  const perSecond = await page.evaluate(async (strokes) => {
    const pad = document.querySelector<HTMLCanvasElement>("[data-pad]")!;
    const clear = document.querySelector<HTMLButtonElement>("[data-clear]")!;
    const { left, top, width } = pad.getBoundingClientRect();
    pad.setPointerCapture = () => {}; // there is no such pointer
    const tell = (type: string, [x, y]: readonly number[]) =>
      pad.dispatchEvent(
        new PointerEvent(type, {
          clientX: left + x * width,
          clientY: top + y * width,
          pointerId: 9,
        }),
      );
    let answers = 0;
    new MutationObserver(() => answers++).observe(
      document.querySelector("[data-probabilities]")!,
      { subtree: true, attributeFilter: ["data-probability"] },
    );
    const start = performance.now();
    while (performance.now() - start < 5_000) {
      clear.click();
      for (const stroke of strokes) {
        tell("pointerdown", stroke[0]);
        for (const point of stroke.slice(1)) {
          tell("pointermove", point);
          await new Promise((done) => setTimeout(done, 8)); // a mouse tells 125 times a second
        }
        tell("pointerup", stroke.at(-1)!);
      }
    }
    return 1_000 * answers / (performance.now() - start);
  }, usual(8));
  console.log(`${rate} × slower: ${perSecond.toFixed(1)} answers per second`);
}
await developer.send("Emulation.setCPUThrottlingRate", { rate: 1 });

for (const pressed of ["first", "second"]) {
  if (pressed === "first") await page.evaluate(() => location.hash = "#train");
  const start = performance.now();
  await page.locator("[data-train]").click();
  await page.locator("[data-train-status=training]").waitFor();
  const done = page.locator("[data-train-status=done]");
  await done.waitFor({ timeout: 300_000 });
  const seconds = (performance.now() - start) / 1_000;
  const accuracy = Number(await done.getAttribute("data-accuracy"));
  console.log(`${pressed} training: ${seconds.toFixed(1)} s to ${(100 * accuracy).toFixed(2)} %`);
}
await close();
