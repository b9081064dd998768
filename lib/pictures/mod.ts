/**
 * Pictures of handwritten digits: from a file or a canvas to what a network can read, stage by stage,
 * and reading it. What `pixels.ts` exports runs in a browser too, on the pixels of a canvas.
 *
 * @example Read a 1 that is drawn here; `decodePicture` takes the bytes of a photograph instead
 * ```ts
 * import assert from "node:assert/strict";
 * import { useWasm } from "@pixel/convnet/backend";
 * import { loadModel } from "@pixel/convnet/model";
 * import { classifier, readPicture } from "@pixel/convnet/pictures";
 *
 * await useWasm();
 * const classify = classifier(await loadModel("data/model/small"));
 * const [width, height] = [100, 100];
 * const data = new Uint8Array(4 * width * height).fill(255); // white, red to opacity
 * for (let y = 20; y < 80; y++) {
 *   for (let x = 47; x < 53; x++) data.fill(30, 4 * (y * width + x), 4 * (y * width + x) + 3);
 * }
 * const { text, sure } = await readPicture({ width, height, data }, classify);
 * assert.deepEqual([text, sure], ["1", true]);
 * ```
 *
 * @module
 */

export { type CardOptions, drawCard, type DrawnCard } from "./card.ts";
export { crop } from "./crop.ts";
export { decodePicture } from "./decode.ts";
export { STAGES } from "./find.ts";
export { drawForm, type DrawnForm, FORM_MARKS, type FormField, type FormOptions } from "./form.ts";
export { type CheckedNumber, isLuhn, likeliestLuhn, luhnDigit } from "./luhn.ts";
export { drawPaper, type Flaws, type Mark, type PaperOptions, type Rgb } from "./paper.ts";
export { readPhoto } from "./photo.ts";
export * from "./pixels.ts";
export { type StageSheet, stageSheet } from "./stage_sheet.ts";
