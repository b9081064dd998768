/// <reference lib="dom" />
/** A view's maps on its canvas, and the outlines of what is connected with a number. */

import type { Volume } from "../../../reference/mod.ts";
import { shadeAt, signedPixels } from "../parts/bitmap.ts";
import { colourOf, css, theme } from "../parts/theme.ts";
import { type Atlas, mapAt, numberAt, type Rectangle } from "./atlas.ts";
import type { Connection } from "./wiring.ts";

/** The outline of a number under the pointer, and of one that was chosen. */
const OUTLINES = {
  light: { hovered: "#1d1b18", chosen: "#b0006e" },
  dark: { hovered: "#ffffff", chosen: "#ff8fd0" },
} as const;

/** The largest absolute value, which has the strongest colour. */
export function largest({ data }: Volume): number {
  let most = 1e-9;
  for (let at = 0; at < data.length; at++) most = Math.max(most, Math.abs(data[at]));
  return most;
}

/**
 * Paints all maps.
 *
 * @param canvas the canvas, whose size becomes the atlas's
 * @param atlas where the maps lie
 * @param volume their numbers
 * @param labels what is written on each number, if they are few
 */
export function paintMaps(
  canvas: HTMLCanvasElement,
  atlas: Atlas,
  volume: Volume,
  labels: readonly string[] = [],
): CanvasRenderingContext2D {
  const context = sized(canvas, atlas), most = largest(volume);
  const { width, height, count } = atlas.map;
  const small = pixels(volume, width, height, count, most);
  context.imageSmoothingEnabled = false;
  for (let index = 0; index < count; index++) {
    const to = mapAt(atlas, index);
    context.drawImage(small, 0, index * height, width, height, to.x, to.y, to.width, to.height);
  }
  labels.forEach((label, at) => {
    const { x, y, width, height } = numberAt(atlas, at);
    context.fillStyle = css(colourOf(Math.abs(volume.data[at]) > 0.5 * most ? 0 : 1));
    context.font = "600 14px system-ui, sans-serif";
    context.textAlign = "center", context.textBaseline = "middle";
    context.fillText(label, x + width / 2, y + height / 2 + 1);
  });
  return context;
}

/** All maps, one below the other, a pixel per number. */
function pixels(
  { data }: Volume,
  width: number,
  height: number,
  count: number,
  most: number,
): OffscreenCanvas {
  const image = new ImageData(width, height * count), size = width * height;
  const to = new Uint32Array(image.data.buffer), shades = signedPixels();
  for (let place = 0, at = 0; place < size; place++) {
    for (let map = 0; map < count; map++, at++) {
      to[map * size + place] = shades[shadeAt(data[at] / most)];
    }
  }
  const canvas = new OffscreenCanvas(width, height * count);
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas;
}

/** A canvas of the atlas's size, sharp on its screen, in CSS pixels. */
function sized(canvas: HTMLCanvasElement, { width, height }: Atlas): CanvasRenderingContext2D {
  const scale = Math.max(1, Math.ceil(devicePixelRatio));
  const context = canvas.getContext("2d")!;
  if (canvas.width !== width * scale || canvas.height !== height * scale) {
    canvas.width = width * scale, canvas.height = height * scale;
    canvas.style.width = `${width}px`, canvas.style.height = `${height}px`;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * Outlines what is connected with a number.
 *
 * @param context the canvas
 * @param atlas where the maps lie
 * @param connected what to outline
 * @param how whether the number is under the pointer or chosen
 */
export function outline(
  context: CanvasRenderingContext2D,
  atlas: Atlas,
  connected: Connection,
  how: "hovered" | "chosen",
): void {
  context.strokeStyle = OUTLINES[theme.value][how];
  context.lineWidth = how === "chosen" ? 2 : 1.5;
  for (const { x, y, width, height } of rectangles(atlas, connected)) {
    context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
  }
}

function rectangles(atlas: Atlas, connected: Connection): Rectangle[] {
  if (connected === "all") {
    return [{ x: 2, y: 2, width: atlas.width - 4, height: atlas.height - 4 }];
  }
  if ("at" in connected) return [numberAt(atlas, connected.at)];
  const { cell, map } = atlas, { top, left, bottom, right } = connected;
  const maps = connected.map === undefined
    ? Array.from({ length: map.count }, (_, i) => i)
    : [connected.map];
  return maps.map((index) => {
    const { x, y } = mapAt(atlas, index);
    return {
      x: x + left * cell,
      y: y + top * cell,
      width: (right - left) * cell,
      height: (bottom - top) * cell,
    };
  });
}
