/**
 * Pictures of 28 × 28 pixels that show no digit, from a seed: letters, shapes, scribbles, textures,
 * noise, and several digits squeezed into one picture. A network that has been told that these belong
 * to none of its classes (outlier exposure: Hendrycks, Mazeika and Dietterich, "Deep Anomaly Detection
 * with Outlier Exposure", 2019, arXiv:1812.04606) is not sure of such pictures later, of kinds that it
 * has never seen either.
 *
 * Letters that people also write for digits are left out: B D G I L O Q S Y Z, b g l o q y z, and others.
 */

import { normal, type Random, random } from "../random.ts";
import { type Digits, NO_DIGIT, PIXELS, SIDE } from "./digits.ts";
import { BOX, draw, type Path } from "./pen.ts";

/** Letters as strokes of straight pieces, in a box about 70 wide and 100 high; ` | ` lifts the pen. */
export const LETTERS: Readonly<Record<string, string>> = {
  A: "0,100 35,0 70,100 | 15,60 55,60",
  E: "60,0 0,0 0,100 60,100 | 0,48 48,48",
  F: "60,0 0,0 0,100 | 0,48 48,48",
  H: "0,0 0,100 | 65,0 65,100 | 0,50 65,50",
  K: "0,0 0,100 | 60,0 0,55 60,100",
  M: "0,100 0,0 35,60 70,0 70,100",
  N: "0,100 0,0 60,100 60,0",
  R: "0,100 0,0 45,5 55,25 45,48 0,52 | 15,52 60,100",
  T: "0,0 70,0 | 35,0 35,100",
  W: "0,0 18,100 38,30 58,100 76,0",
  X: "0,0 65,100 | 65,0 0,100",
  P: "0,100 0,0 45,4 56,26 45,48 0,52",
  V: "0,0 32,100 64,0",
  U: "0,0 0,70 12,95 35,100 56,95 66,70 66,0",
  a: "52,30 30,22 8,38 4,70 22,96 44,84 54,36 | 54,26 54,80 64,98",
  e: "6,60 58,54 50,28 30,20 8,38 2,66 14,94 40,100 60,88",
  f: "52,6 36,0 26,16 26,100 | 6,42 48,42",
  h: "0,0 0,100 | 0,60 18,38 42,42 48,62 48,100",
  k: "0,0 0,100 | 42,34 0,70 44,100",
  m: "0,32 0,100 | 0,52 16,34 32,44 34,100 | 34,52 50,34 66,44 68,100",
  n: "0,32 0,100 | 0,54 20,34 44,42 50,62 50,100",
  r: "0,32 0,100 | 0,58 16,36 38,36",
  w: "0,30 14,100 32,44 50,100 64,30",
  x: "0,32 50,100 | 50,32 0,100",
};

/** Shapes, written as the letters are. */
const SHAPES: readonly string[] = [
  "35,0 75,80 -5,80 35,0", // a triangle
  "35,0 57,95 -8,36 78,36 13,95 35,0", // a star
  "0,50 100,50 | 50,0 50,100", // a cross
  "0,50 100,50 | 70,25 100,50 70,75", // an arrow
  "50,0 100,50 50,100 0,50 50,0", // a diamond
  "0,0 100,0 100,60 0,60 0,0 | 0,0 100,60 | 100,0 0,60", // a crossed box
  "0,40 50,0 100,40 100,100 0,100 0,40 | 40,100 40,65 60,65 60,100", // a house
  "30,0 30,100 | 70,0 70,100 | 0,30 100,30 | 0,70 100,70", // a fence
  "50,30 30,5 8,15 5,40 50,100 95,40 92,15 70,5 50,30", // a heart
  "0,0 100,0 | 0,35 100,35 | 0,70 100,70", // lines
  "0,20 12,0 25,20 38,0 50,20 62,0 75,20 88,0 100,20", // a zigzag
  "50,0 85,15 100,50 85,85 50,100 15,85 0,50 15,15 50,0 | 32,35 32,42 | 68,35 68,42 | 28,65 50,78 72,65",
];

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
    (image, next) => strokes(pick(SHAPES, next), image, next),
    glyph,
    glyph,
    blob,
    scribble,
    (image, next) => squeezed(digits, image, next),
    (image, next) => squeezed(digits, image, next),
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
 * @returns the pen's path
 */
export function handDrawn(text: string, next: Random): Path {
  const path: Path = { x: [], y: [], pressure: [], start: [] };
  const slant = 0.15 * normal(next), stretch = Math.exp(0.15 * normal(next));
  const turn = 0.1 * normal(next), cos = Math.cos(turn), sin = Math.sin(turn);
  for (const stroke of text.split(" | ")) {
    for (const [i, point] of stroke.split(" ").entries()) {
      const [u, v] = point.split(",").map((n) => Number(n) + 4 * normal(next));
      const x = stretch * u - slant * v;
      path.x.push(x * cos - v * sin);
      path.y.push(x * sin + v * cos);
      path.pressure.push(1);
      path.start.push(i === 0);
    }
  }
  return path;
}

function strokes(text: string, image: Uint8Array, next: Random): void {
  draw(handDrawn(text, next), penWidth(next), image);
}

/** Strokes between the places where letters of any alphabet have theirs. */
function glyph(image: Uint8Array, next: Random): void {
  const place = () => `${Math.floor(3 * next()) * 35},${Math.floor(4 * next()) * 33}`;
  const parts: string[] = [];
  const count = 4 + Math.floor(3 * next()); // fewer would be a 1, a 4 or a 7 too often
  for (let i = 0; i < count; i++) {
    // A stroke goes on from the last one, or starts anew.
    const from = i > 0 && next() < 0.4 ? parts.at(-1)!.split(" ").at(-1)! : place();
    let to = place();
    while (to === from) to = place();
    parts.push(`${from} ${to}`);
  }
  strokes(parts.join(" | "), image, next);
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
function squeezed({ images, labels }: Digits, image: Uint8Array, next: Random): void {
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
