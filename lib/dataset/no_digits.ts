/**
 * Pictures of 28 × 28 pixels that show no digit, from a seed: letters, signs, shapes, faces, scribbles,
 * textures, noise, digits lying on their side, and several squeezed into one picture. A network that has been told that these belong
 * to none of its classes (outlier exposure: Hendrycks, Mazeika and Dietterich, "Deep Anomaly Detection
 * with Outlier Exposure", 2019, arXiv:1812.04606) is not sure of such pictures later, of kinds that it
 * has never seen either.
 */

import { normal, type Random, random } from "../random.ts";
import { type Digits, NO_DIGIT, PIXELS, SIDE } from "./digits.ts";
import { LETTERS, SHAPES, SIGNS } from "./letters.ts";
import { BOX, draw, type Path } from "./pen.ts";

/** A way to fill `[784]` bytes, 0 before. */
type Maker = (image: Uint8Array, next: Random) => void;

/**
 * Makes pictures that show no digit, about as many of each kind.
 *
 * @param count how many
 * @param seed any whole number
 * @param digits whose pictures the squeezed ones take
 * @returns the pictures; every label is {@linkcode NO_DIGIT}
 */
export function noDigits(count: number, seed: number, digits: Digits): Digits {
  const makers: readonly Maker[] = [
    (image, next) => strokes(pick(Object.values(LETTERS), next), image, next),
    (image, next) => strokes(pick(Object.values(LETTERS), next), image, next),
    (image, next) => strokes(pick(Object.values(SIGNS), next), image, next),
    (image, next) => strokes(pick(Object.values(SIGNS), next), image, next),
    (image, next) => strokes(pick(Object.values(SIGNS), next), image, next),
    (image, next) => strokes(pick(SHAPES, next), image, next),
    (image, next) => glyph(image, next, 0),
    (image, next) => glyph(image, next, 0),
    (image, next) => glyph(image, next, 25),
    (image, next) => lying(digits, image, next),
    (image, next) => lying(digits, image, next),
    (image, next) => squeezed(digits, image, next),
    (image, next) => squeezed(digits, image, next),
    blob,
    scribble,
    face,
    texture,
    noise,
  ];
  const images = new Uint8Array(count * PIXELS); // [N × 784]
  for (let i = 0; i < count; i++) {
    const next = random(seed, i);
    pick(makers, next)(images.subarray(i * PIXELS, (i + 1) * PIXELS), next);
  }
  return { name: "no digits", images, labels: new Uint8Array(count).fill(NO_DIGIT) };
}

function pick<T>(things: readonly T[], next: Random): T {
  return things[Math.floor(next() * things.length)];
}

/** A pen's width, in pixels, as various as hands and pens are. */
function penWidth(next: Random): number {
  return 2.4 * Math.exp(0.35 * normal(next));
}

/**
 * Strokes of straight pieces as a hand draws them: shaken, slanted, stretched and turned.
 *
 * @param text the strokes, as in {@linkcode LETTERS}
 * @param next decides how
 * @param shake how far each point is astray, in the unit of the strokes
 * @returns the pen's path
 */
export function handDrawn(text: string, next: Random, shake = 4): Path {
  const path: Path = { x: [], y: [], pressure: [], start: [] };
  const slant = 0.15 * normal(next), stretch = Math.exp(0.15 * normal(next));
  const turn = 0.1 * normal(next), cos = Math.cos(turn), sin = Math.sin(turn);
  for (const stroke of text.split(" | ")) {
    for (const [i, point] of stroke.split(" ").entries()) {
      const [u, v] = point.split(",").map((n) => Number(n) + shake * normal(next));
      const x = stretch * u - slant * v;
      path.x.push(x * cos - v * sin);
      path.y.push(x * sin + v * cos);
      path.pressure.push(1);
      path.start.push(i === 0);
    }
  }
  return path;
}

function strokes(text: string, image: Uint8Array, next: Random, shake?: number): void {
  draw(handDrawn(text, next, shake), penWidth(next), image);
}

/** Strokes between the places where letters of any alphabet have theirs, bent by so much. */
function glyph(image: Uint8Array, next: Random, bend: number): void {
  const place = () => `${Math.floor(3 * next()) * 35},${Math.floor(4 * next()) * 33}`;
  const parts: string[] = [];
  const count = 4 + Math.floor(3 * next()); // fewer would be a 1, a 4 or a 7 too often
  for (let i = 0; i < count; i++) {
    // A stroke goes on from the last one, or starts anew.
    const from = i > 0 && next() < 0.4 ? parts.at(-1)!.split(" ").at(-1)! : place();
    let to = place();
    while (to === from) to = place();
    parts.push([from, ...bend > 0 ? between(from, to, bend * normal(next)) : [], to].join(" "));
  }
  strokes(parts.join(" | "), image, next);
}

/** Points of a bow from one place to another, so far from the straight line in its middle. */
function between(from: string, to: string, height: number): string[] {
  const [[x0, y0], [x1, y1]] = [from, to].map((point) => point.split(",").map(Number));
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [across, down] = [-(y1 - y0) / length, (x1 - x0) / length];
  return [0.25, 0.5, 0.75].map((t) => {
    const bow = height * 4 * t * (1 - t);
    return `${x0 + t * (x1 - x0) + bow * across},${y0 + t * (y1 - y0) + bow * down}`;
  });
}

/** An outline, two eyes and a mouth. */
function face(image: Uint8Array, next: Random): void {
  const ring = (x: number, y: number, radius: number, from: number, to: number) =>
    Array.from({ length: 17 }, (_, i) => {
      const angle = from + (to - from) * i / 16;
      return `${x + radius * Math.cos(angle)},${y + radius * Math.sin(angle)}`;
    }).join(" ");
  const eye = 2 + 8 * next(), apart = 14 + 8 * next(), mouth = 15 + 15 * next();
  const turn = 2 * Math.PI;
  const parts = [
    ring(50, 50, 50, -1.5, turn - 1.5),
    ring(50 - apart, 35, eye, 0, turn),
    ring(50 + apart, 35, eye, 0, turn),
    next() < 0.6
      ? ring(50, 52, mouth, 0.4, Math.PI - 0.4)
      : ring(50, 95, mouth, Math.PI + 0.5, turn - 0.5),
  ];
  strokes(parts.slice(0, next() < 0.2 ? 3 : 4).join(" | "), image, next, 1);
}

/** A digit turned by a quarter, if it then looks like no other (a 4 becomes a 5); else digits squeezed. */
function lying(
  { images, labels }: Pick<Digits, "images" | "labels">,
  image: Uint8Array,
  next: Random,
): void {
  const n = Math.floor(next() * labels.length);
  if (![1, 2, 3, 7].includes(labels[n])) return squeezed({ images, labels }, image, next);
  const clockwise = next() < 0.5;
  for (let p = 0; p < PIXELS; p++) {
    const x = p % SIDE, y = Math.floor(p / SIDE);
    const from = clockwise ? (SIDE - 1 - x) * SIDE + y : x * SIDE + SIDE - 1 - y;
    image[p] = images[n * PIXELS + from];
  }
}

/** A filled shape: a disc, a box or a polygon. */
function blob(image: Uint8Array, next: Random): void {
  const sides = 3 + Math.floor(6 * next()), round = next() < 0.3, turn = 2 * Math.PI * next();
  const high = BOX / 2, wide = high * (0.6 + 0.4 * next());
  for (let p = 0; p < PIXELS; p++) {
    const x = (p % SIDE - SIDE / 2 + 0.5) / wide,
      y = (Math.floor(p / SIDE) - SIDE / 2 + 0.5) / high;
    const part = ((Math.atan2(y, x) + turn) / (2 * Math.PI) + 1) * sides % 1; // of a side
    const edge = round
      ? 1
      : Math.cos(Math.PI / sides) / Math.cos((part - 0.5) * 2 * Math.PI / sides);
    const inside = (edge - Math.hypot(x, y)) * high + 0.5;
    image[p] = Math.round(255 * Math.min(Math.max(inside, 0), 1));
  }
}

/** A pen that goes wherever it likes. */
function scribble(image: Uint8Array, next: Random): void {
  const path: Path = { x: [], y: [], pressure: [], start: [] };
  const points = 80 + Math.floor(160 * next());
  const agility = 0.2 + 0.5 * next(); // how fast the direction changes
  let x = 0, y = 0, direction = 2 * Math.PI * next(), turning = 0;
  for (let i = 0; i < points; i++) {
    turning = 0.9 * turning + agility * 0.5 * normal(next);
    direction += turning;
    x += Math.cos(direction) - 0.02 * x, y += Math.sin(direction) - 0.02 * y; // stays near
    path.x.push(x), path.y.push(y), path.pressure.push(1), path.start.push(i === 0);
  }
  draw(path, penWidth(next), image);
}

/** Two to four digits where one should be, the whole width of the box and touching at times. */
function squeezed(
  { images, labels }: Pick<Digits, "images" | "labels">,
  image: Uint8Array,
  next: Random,
): void {
  const count = 2 + Math.floor(next() ** 2 * 3);
  const step = 14 + 6 * next(), width = BOX + (count - 1) * step; // pixels before they are squeezed
  const scale = BOX / width, top = (SIDE - BOX * scale) / 2, left = (SIDE - BOX) / 2;
  const margin = (SIDE - BOX) / 2;
  const sources = Array.from({ length: count }, () => Math.floor(next() * labels.length));
  const samples = 3; // a side of a pixel
  for (let p = 0; p < PIXELS; p++) {
    let sum = 0;
    for (let s = 0; s < samples * samples; s++) {
      const x = (p % SIDE + (s % samples + 0.5) / samples - left) / scale + margin;
      const y = (Math.floor(p / SIDE) + (Math.floor(s / samples) + 0.5) / samples - top) / scale +
        margin;
      let most = 0;
      for (let d = 0; d < count; d++) {
        const column = Math.floor(x - d * step), row = Math.floor(y);
        if (column < 0 || row < 0 || column >= SIDE || row >= SIDE) continue;
        most = Math.max(most, images[sources[d] * PIXELS + row * SIDE + column]);
      }
      sum += most;
    }
    image[p] = Math.min(255, Math.round(1.3 * sum / samples ** 2));
  }
}

/** Stripes, checks, dots and halves. */
function texture(image: Uint8Array, next: Random): void {
  const angle = Math.PI * next(), cos = Math.cos(angle), sin = Math.sin(angle);
  const period = 3 + 9 * next(), share = 0.2 + 0.6 * next(), kind = Math.floor(4 * next());
  const side = 8 + 16 * next(), shift = 6 * next();
  for (let p = 0; p < PIXELS; p++) {
    const column = p % SIDE - SIDE / 2, row = Math.floor(p / SIDE) - SIDE / 2;
    if (Math.max(Math.abs(column), Math.abs(row)) > side / 2 + 2) continue;
    const u = (column * cos - row * sin + shift) / period, v = (column * sin + row * cos) / period;
    const inU = u - Math.floor(u) < share, inV = v - Math.floor(v) < share;
    const ink = [inU, inU !== inV, inU && inV, u * period < shift][kind];
    image[p] = ink ? 255 - Math.floor(40 * next()) : Math.floor(20 * next());
  }
}

/** Noise of some grain; blobs where it is coarse. */
function noise(image: Uint8Array, next: Random): void {
  const grain = 1 + Math.floor(7 * next()), level = 0.3 + 0.6 * next(), side = 10 + 18 * next();
  const hardness = 1 + 6 * next();
  const knots = Float32Array.from({ length: 32 * 32 }, () => next());
  for (let p = 0; p < PIXELS; p++) {
    const column = p % SIDE, row = Math.floor(p / SIDE);
    if (Math.max(Math.abs(column - 13.5), Math.abs(row - 13.5)) > side / 2) continue;
    const x = column / grain, y = row / grain, left = Math.floor(x), top = Math.floor(y);
    const right = x - left, down = y - top, at = top * 32 + left;
    const value = (1 - down) * ((1 - right) * knots[at] + right * knots[at + 1]) +
      down * ((1 - right) * knots[at + 32] + right * knots[at + 33]);
    image[p] = 255 * Math.min(Math.max((value - level) * hardness + 0.5, 0), 1);
  }
}
