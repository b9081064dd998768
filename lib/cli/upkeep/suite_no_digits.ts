/** Pictures without a digit, of nine kinds: what a reader must not take for one. */

import { handDrawn, LETTERS } from "../../dataset/no_digits.ts";
import type { Path } from "../../dataset/pen.ts";
import { normal, type Random } from "../../random.ts";
import type { Picture } from "../../pictures/plane.ts";
import { coverage, paint } from "./suite_drawing.ts";

/** The picture's side, in pixels. */
const SIZE = 300;

/**
 * Letters of other alphabets and signs, which no network of ours was trained to refuse. Those that people
 * also write for digits are left out, since nothing but their meaning tells them apart: ß, Θ, З, Э, Ч, Б, Ь,
 * the Hangul ㅇ, the Katakana ア, 日, 口, !, ? and $, among others.
 */
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
  d: "52,0 52,100 | 52,58 36,40 12,46 4,72 16,96 38,94 52,76",
  Ä: "0,100 35,20 70,100 | 15,70 55,70 | 20,0 20,5 | 50,0 50,5",
  // Greek
  Γ: "0,100 0,0 55,0",
  Λ: "0,100 35,0 70,100",
  Π: "0,0 0,100 | 65,0 65,100 | 0,0 65,0",
  Ω: "0,100 20,100 5,60 10,20 35,0 60,20 65,60 50,100 70,100",
  ε: "55,10 25,0 5,20 30,45 5,70 25,100 58,92",
  λ: "5,0 20,5 60,100 | 33,40 5,100",
  μ: "0,100 0,30 | 0,70 15,90 40,85 50,60 50,30 | 50,60 55,90 65,92",
  π: "0,35 70,30 | 20,35 12,100 | 50,33 52,90 62,100",
  ω: "8,30 0,60 10,95 28,95 35,60 42,95 60,95 70,60 60,30",
  // Cyrillic
  Д: "10,75 20,0 55,0 60,75 | 0,100 0,75 70,75 70,100",
  И: "0,0 0,100 65,0 65,100",
  Ц: "0,0 0,85 60,85 60,0 | 60,85 70,85 70,100",
  Ш: "0,0 0,100 70,100 70,0 | 35,0 35,100",
  Ю: "0,0 0,100 | 0,50 25,50 | 25,50 30,10 50,0 70,15 75,50 68,88 48,100 28,88 25,50",
  Я: "60,100 60,0 20,5 5,25 18,48 60,50 | 35,50 0,100",
  Ы: "0,0 0,100 40,95 48,75 38,55 0,52 | 70,0 70,100",
  // Hebrew
  א: "0,0 70,100 | 60,0 55,30 30,45 | 5,100 8,70 28,45",
  ש: "0,0 8,90 70,80 75,0 | 38,5 35,85",
  ה: "0,0 65,0 65,100 | 5,35 5,100",
  ת: "5,0 60,0 65,100 | 15,0 15,90 0,100",
  // Chinese, Japanese, Korean
  大: "0,35 80,35 | 40,0 40,35 5,100 | 40,38 80,100",
  小: "40,0 40,95 30,88 | 15,40 0,70 | 62,40 80,70",
  中: "5,25 75,25 75,65 5,65 5,25 | 40,0 40,100",
  山: "0,40 0,100 75,100 75,40 | 38,0 38,100",
  目: "5,0 65,0 65,100 5,100 5,0 | 5,33 65,33 | 5,66 65,66",
  王: "5,0 70,0 | 10,48 65,48 | 0,100 75,100 | 38,0 38,100",
  文: "40,0 40,20 | 0,25 80,25 | 60,28 10,100 | 20,40 75,100",
  水: "40,0 40,100 28,90 | 0,35 30,35 5,80 | 75,20 50,45 80,90",
  女: "35,0 15,55 60,100 | 60,30 45,70 5,100 | 0,35 80,35",
  手: "60,0 15,12 | 10,35 70,35 | 0,60 80,60 | 45,8 45,90 30,100",
  キ: "5,25 70,15 | 0,60 75,50 | 30,0 45,100",
  サ: "0,30 80,30 | 20,0 20,60 | 60,0 60,50 35,100",
  メ: "60,0 40,50 0,100 | 15,30 70,80",
  가: "0,0 35,0 30,50 5,80 | 60,0 60,100 | 60,45 78,45",
  // Signs
  "=": "0,35 70,35 | 0,65 70,65",
  "*": "35,10 35,90 | 0,30 70,70 | 70,30 0,70",
  "<": "60,0 0,50 60,100",
  "~": "0,60 15,35 35,45 50,60 70,40",
  "√": "0,55 15,50 30,100 60,0 90,0",
  "✓": "0,55 25,100 80,0",
  "∞": "0,50 12,30 30,35 60,65 78,70 90,50 78,30 60,35 30,65 12,70 0,50",
  "€": "65,10 40,0 15,25 10,50 15,75 40,100 65,90 | 0,42 45,42 | 0,60 45,60",
  "¥": "0,0 35,45 70,0 | 35,45 35,100 | 10,55 60,55 | 10,72 60,72",
  "±": "35,5 35,70 | 0,38 70,38 | 0,95 70,95",
  "♪": "60,20 30,0 30,85 15,100 5,88 20,78 30,85",
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
