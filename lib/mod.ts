/**
 * From a pixel to a trained convolutional network: digits, models, training, a fast backend and
 * figures, as one import.
 *
 * Each room can be imported alone too: `@pixel/convnet/dataset`, `/model`, `/training`, `/backend`
 * and `/figures`.
 *
 * @module
 */

export * from "./backend/mod.ts";
export * from "./dataset/mod.ts";
export * from "./errors.ts";
export * from "./figures/mod.ts";
export * from "./model/mod.ts";
export * from "./random.ts";
export * from "./table.ts";
export * from "./training/mod.ts";
