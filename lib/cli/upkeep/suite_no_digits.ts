/** Pictures without a digit, of eight kinds: what a reader must not take for one. */

import { LETTERS } from "../../dataset/letters.ts";
import { handDrawn } from "../../dataset/no_digits.ts";
import type { Path } from "../../dataset/pen.ts";
import { normal, type Random } from "../../random.ts";
import type { Picture } from "../../pictures/plane.ts";
import { coverage, paint } from "./suite_drawing.ts";

/** The picture's side, in pixels. */
const SIZE = 300;

/** Letters of other alphabets and signs, which no network of ours was trained to refuse. */
const OTHERS: Readonly<Record<string, string>> = {
  "&": "70,100 10,30 20,5 40,0 52,16 40,36 8,60 0,80 20,100 50,90 70,60",
  "Σ": "60,0 0,0 40,50 0,100 60,100",
  "Ж": "0,0 70,100 | 70,0 0,100 | 35,0 35,100",
  "Ψ": "0,0 5,45 35,60 65,45 70,0 | 35,0 35,100",
  "Δ": "35,0 75,100 -5,100 35,0",
  "木": "0,30 80,30 | 40,0 40,100 | 40,30 5,80 | 40,30 75,80",
  "田": "0,10 80,10 80,90 0,90 0,10 | 40,10 40,90 | 0,50 80,50",
  "人": "40,0 5,100 | 40,0 40,30 80,100",
  "#": "20,0 10,100 | 60,0 50,100 | 0,35 75,35 | -5,70 70,70",
  "%": "70,0 0,100 | 10,10 25,10 25,30 10,30 10,10 | 50,70 65,70 65,90 50,90 50,70",
  "+": "0,50 80,50 | 40,10 40,90",
  "Ξ": "0,0 70,0 | 10,50 60,50 | 0,100 70,100",
};

/** Draws a picture. */
type Maker = (next: Random) => Picture;

/** Every kind, by its name. */
export const KINDS: Readonly<Record<string, Maker>> = {
  "blank": (next) => {
    const paper = 60 + 195 * next(), fall = 0.6 * next(), noise = 4 * next();
    const edge = next() < 0.3 ? 0.5 : 1, place = SIZE * (0.3 + 0.4 * next());
    return greys((x) =>
      paper * (1 - fall * x / SIZE) * (x > place ? edge : 1) + noise * normal(next)
    );
  },
  "noise": (next) => {
    const deviation = 10 + 60 * next(), salt = next() < 0.4 ? 0.05 * next() : 0;
    return greys(() => next() < salt ? 0 : 160 + deviation * normal(next));
  },
  "letters": (next) => strokes(handDrawn(pick(Object.values(LETTERS), next), next), next),
  "other letters": (next) => strokes(handDrawn(pick(Object.values(OTHERS), next), next), next),
  "words": (next) => words(next),
  "shapes": (next) => shape(next),
  "textures": (next) => texture(next),
  "scribbles": (next) => strokes(scribble(next), next),
  "faces": (next) => face(next),
};

function pick<T>(things: readonly T[], next: Random): T {
  return things[Math.floor(next() * things.length)];
}

function greys(value: (x: number, y: number) => number): Picture {
  return paint(SIZE, SIZE, (x, y) => {
    const grey = value(x, y);
    return [grey, grey, grey, 255];
  });
}

/** The distance from a point to a path's strokes. */
function distanceTo(path: Path, x: number, y: number): number {
  let least = Infinity;
  for (let i = 1; i < path.x.length; i++) {
    if (path.start[i]) continue;
    const dx = path.x[i] - path.x[i - 1], dy = path.y[i] - path.y[i - 1];
    const px = x - path.x[i - 1], py = y - path.y[i - 1];
    const t = Math.min(Math.max((px * dx + py * dy) / (dx * dx + dy * dy || 1), 0), 1);
    least = Math.min(least, (px - t * dx) ** 2 + (py - t * dy) ** 2);
  }
  return Math.sqrt(least);
}

/** A path in the middle of a picture, so large. */
function placed(path: Path, size: number, middleX: number, middleY: number): Path {
  const left = Math.min(...path.x), right = Math.max(...path.x);
  const top = Math.min(...path.y), bottom = Math.max(...path.y);
  const scale = size / Math.max(right - left, bottom - top, 1e-6);
  return {
    ...path,
    x: path.x.map((x) => middleX + (x - (left + right) / 2) * scale),
    y: path.y.map((y) => middleY + (y - (top + bottom) / 2) * scale),
  };
}

function strokes(path: Path, next: Random): Picture {
  const size = 80 + 140 * next();
  const there = placed(path, size, SIZE / 2 + 20 * normal(next), SIZE / 2 + 20 * normal(next));
  const pen = size * (0.03 + 0.1 * next()), ink = 20 + 80 * next();
  return greys((x, y) => {
    const covered = coverage(pen / 2 - distanceTo(there, x + 0.5, y + 0.5));
    return 240 + (ink - 240) * covered;
  });
}

/** Five lines of small letters. */
function words(next: Random): Picture {
  const letters: Path[] = [];
  const size = 16 + 10 * next(), lines = 2 + Math.floor(3 * next());
  for (let line = 0; line < lines; line++) {
    for (let x = 30; x < SIZE - 30; x += size * 1.1) {
      if (next() < 0.15) continue; // between words
      const letter = handDrawn(pick(Object.values(LETTERS), next), next);
      letters.push(placed(letter, size, x, 60 + line * size * 2.2));
    }
  }
  return greys((x, y) => {
    let least = Infinity;
    for (const letter of letters) {
      if (Math.abs(letter.x[0] - x) + Math.abs(letter.y[0] - y) > 3 * size) continue;
      least = Math.min(least, distanceTo(letter, x + 0.5, y + 0.5));
    }
    return 240 - 200 * coverage(1 - least);
  });
}

/** A filled shape, or several. */
function shape(next: Random): Picture {
  const kind = Math.floor(4 * next()), size = 40 + 60 * next(), angle = Math.PI * next();
  const cos = Math.cos(angle), sin = Math.sin(angle);
  return greys((column, row) => {
    const x = column - SIZE / 2, y = row - SIZE / 2;
    const u = x * cos - y * sin, v = x * sin + y * cos;
    const inside = [
      size - Math.hypot(x, y), // a disc
      size - Math.max(Math.abs(u), Math.abs(v)), // a square
      size - Math.max(v * 2 + size, Math.abs(u) * 1.8 - v + size * 0.2), // a triangle
      0.4 * size -
      Math.min(Math.hypot(x - size, y), Math.hypot(x + size, y), Math.hypot(x, y - size)),
    ][kind];
    return 240 - 190 * coverage(inside);
  });
}

function texture(next: Random): Picture {
  const kind = Math.floor(4 * next()), angle = Math.PI * next(), period = 12 + 40 * next();
  const cos = Math.cos(angle), sin = Math.sin(angle), share = 0.3 + 0.4 * next();
  const waves = Array.from({ length: 6 }, () => [normal(next), normal(next), 6.28 * next()]);
  return greys((x, y) => {
    const u = (x * cos - y * sin) / period, v = (x * sin + y * cos) / period;
    const inU = u - Math.floor(u) < share, inV = v - Math.floor(v) < share;
    if (kind === 3) { // wood, cloth: a few waves
      return 140 + 25 * waves.reduce((sum, [a, b, c]) => sum + Math.sin(a * u + b * v + c), 0);
    }
    return [inU, inU !== inV, inU && inV][kind] ? 60 : 230;
  });
}

function scribble(next: Random): Path {
  const path: Path = { x: [], y: [], pressure: [], start: [] };
  const points = 120 + Math.floor(200 * next()), agility = 0.25 + 0.3 * next();
  let x = 0, y = 0, direction = 6.28 * next(), turning = 0;
  for (let i = 0; i < points; i++) {
    turning = 0.9 * turning + agility * 0.5 * normal(next);
    direction += turning;
    x += Math.cos(direction) - 0.02 * x, y += Math.sin(direction) - 0.02 * y;
    path.x.push(x), path.y.push(y), path.pressure.push(1), path.start.push(i === 0);
  }
  return path;
}

function face(next: Random): Picture {
  const radius = 70 + 40 * next(), smile = normal(next), pen = 3 + 6 * next();
  return greys((column, row) => {
    const x = column - SIZE / 2, y = row - SIZE / 2;
    const eye = Math.min(
      Math.hypot(x - radius * 0.35, y + radius * 0.25),
      Math.hypot(x + radius * 0.35, y + radius * 0.25),
    );
    const mouth = Math.abs(x) < radius * 0.5
      ? Math.abs(y - radius * 0.4 + smile * 0.2 * radius * ((x / radius / 0.5) ** 2 - 1))
      : Infinity;
    const inside = Math.max(
      pen / 2 - Math.abs(Math.hypot(x, y) - radius),
      pen * 1.2 - eye,
      pen / 2 - mouth,
    );
    return 240 - 200 * coverage(inside);
  });
}
