/**
 * Makes digits hard to read, each cause at four strengths, drawn from a digit of 28 × 28 pixels: a
 * picture of 300 × 300 with a digit 160 pixels large, which one thing is wrong with.
 */

import { SIDE } from "../../dataset/mod.ts";
import { normal, type Random } from "../../random.ts";
import type { Picture } from "../../pictures/plane.ts";
import { type Colour, coverage, paint, type Shape, shapeOf, writtenWith } from "./suite_drawing.ts";

/** The picture's side, and pixels of the picture per pixel of a digit, if nothing is wrong. */
const SIZE = 300, ZOOM = 8;

/** Paper and ink, if nothing is wrong. */
const PAPER = 240, INK = 45;

/** A picture that was drawn. */
export interface Drawn {
  /** The picture. */
  readonly picture: Picture;
  /** Quality of the JPEG that it goes through, from 1 to 100; none by default. */
  readonly jpeg?: number;
}

/** Draws digits, usually one, with a cause at a strength from 0 to 3. */
export interface Cause {
  /** The number of digits, for each strength; one by default. */
  readonly count?: readonly number[];
  /** Draws them. */
  readonly draw: (digits: readonly Uint8Array[], strength: number, next: Random) => Drawn;
}

/** The parts of one digit's picture. Every part has a default: nothing is wrong. */
interface Scene {
  readonly shape?: Shape;
  readonly zoom?: number;
  /** The digit's middle, in pixels from the picture's. */
  readonly shift?: readonly [number, number];
  /** Returns the place of a pixel of the picture in the upright scene. */
  readonly warp?: (x: number, y: number) => readonly [number, number];
  /** The soft edge of strokes, in pixels of the picture. */
  readonly softness?: number;
  /** The colour at a place with so much ink. */
  readonly colour?: (
    ink: number,
    x: number,
    y: number,
  ) => readonly [number, number, number] | Colour;
}

function scene(digit: Uint8Array, next: Random, parts: Scene): Picture {
  const { shape = shapeOf(digit), zoom = ZOOM, softness = 1 } = parts;
  const [right, down] = parts.shift ?? [20 * (2 * next() - 1), 20 * (2 * next() - 1)];
  const colour = parts.colour ?? ((ink) => grey(PAPER + (INK - PAPER) * ink));
  return paint(SIZE, SIZE, (column, row) => {
    const [x, y] = parts.warp?.(column, row) ?? [column, row];
    const u = (x + 0.5 - SIZE / 2 - right) / zoom + 14, v = (y + 0.5 - SIZE / 2 - down) / zoom + 14;
    const [red, green, blue, alpha = 255] = colour(
      coverage(shape(u, v) * zoom / softness),
      column,
      row,
    );
    return [red, green, blue, alpha];
  });
}

function grey(value: number): [number, number, number] {
  return [value, value, value];
}

/** A colour between paper and ink. */
function mix(
  paper: readonly number[],
  ink: readonly number[],
  share: number,
): [number, number, number] {
  const [red, green, blue] = paper.map((value, i) => value + (ink[i] - value) * share);
  return [red, green, blue];
}

/** One digit, with a scene that depends on the strength. */
function one(parts: (strength: number, next: Random, digit: Uint8Array) => Scene): Cause {
  return {
    draw: ([digit], strength, next) => ({
      picture: scene(digit, next, parts(strength, next, digit)),
    }),
  };
}

/** Light that differs from place to place: what paper and ink are multiplied with. */
function lit(light: (x: number, y: number) => number): Scene {
  return {
    colour: (ink, x, y) => grey((PAPER + (INK - PAPER) * ink) * light(x, y)),
  };
}

/** Something on the paper beside the digit: so much ink of its own, so dark. */
function beside(other: (x: number, y: number) => number, darkness: number): Scene {
  return {
    colour: (ink, x, y) => grey(PAPER + (INK - PAPER) * Math.max(ink, darkness * other(x, y))),
  };
}

/** A direction, and how far along it a pixel is, 0 in the picture's middle. */
function along(next: Random): (x: number, y: number) => number {
  const angle = 2 * Math.PI * next(), cos = Math.cos(angle), sin = Math.sin(angle);
  return (x, y) => (x - SIZE / 2) * cos + (y - SIZE / 2) * sin;
}

/** Returns the part of a pixel that a line of a width covers, by its distance from the middle of the line. */
function line(distance: number, width: number): number {
  return coverage(width / 2 - Math.abs(distance));
}

/** The distance to the nearest of parallel lines. */
function nearest(place: number, spacing: number, first: number): number {
  const turns = (place - first) / spacing;
  return (turns - Math.round(turns)) * spacing;
}

/** The first column of a digit that has ink, and the one after the last. */
function columns(digit: Uint8Array): [first: number, end: number] {
  const inked = [...digit.keys()].filter((p) => digit[p] > 127).map((p) => p % SIDE);
  return [Math.min(...inked), Math.max(...inked) + 1];
}

/** Every cause, by its name. */
export const CAUSES: Readonly<Record<string, Cause>> = {
  "light on dark": one((s) => ({
    colour: (ink) => grey([15, 40, 80, 110][s] + [225, 170, 100, 60][s] * ink),
  })),
  "transparent": one((s) => ({
    colour: (ink) =>
      [
        [0, 0, 0, 255 * ink] as const,
        [90, 90, 200, 220 * ink] as const,
        [255, 255, 255, 255 * ink] as const,
        [255, 255, 255, 110 * ink] as const,
      ][s],
  })),
  "in a corner": one((s, next) => {
    const far = [40, 55, 65, 75][s];
    return { shift: [next() < 0.5 ? -far : far, next() < 0.5 ? -far : far] };
  }),
  "tiny": one((s, next) => ({
    zoom: [2, 1.3, 0.9, 0.6][s],
    shift: [100 * (2 * next() - 1), 100 * (2 * next() - 1)],
  })),
  "huge": one((s) => ({ zoom: [12, 13, 14, 15][s], shift: [0, 0] })),
  "thin pen": one((s, _, digit) => ({ shape: writtenWith(digit, [0.9, 0.6, 0.35, 0.2][s]) })),
  "thick pen": one((s, _, digit) => ({ shape: writtenWith(digit, [3.5, 4.2, 5, 6][s]) })),
  "faint": one((s) => ({ colour: (ink) => grey(PAPER - [80, 45, 25, 14][s] * ink) })),
  "ink as bright as paper": one((s) => {
    const part = [1, 0.6, 0.35, 0.2][s];
    const paper = [110, 160, 120], ink = [217, 116, 80]; // luma 0.30 R + 0.59 G + 0.11 B: 142 both
    return { colour: (share) => mix(paper, mix(paper, ink, part), share) };
  }),
  "edge of a shadow": one((s, next) => {
    const place = along(next), dark = [0.75, 0.55, 0.4, 0.3][s];
    return lit((x, y) => dark + (1 - dark) * Math.min(Math.max(place(x, y) / 4 + 0.5, 0), 1));
  }),
  "light that falls off": one((s, next) => {
    const place = along(next), dark = [0.65, 0.45, 0.3, 0.2][s];
    return lit((x, y) => dark + (1 - dark) * Math.min(Math.max(place(x, y) / 360 + 0.5, 0), 1));
  }),
  "ruled paper": one((s, next) => {
    const spacing = 45 + 20 * next(), first = spacing * next();
    return beside(
      (_, y) => line(nearest(y, spacing, first), [1.5, 2, 2.5, 3][s]),
      [0.3, 0.5, 0.7, 0.9][s],
    );
  }),
  "squared paper": one((s, next) => {
    const spacing = 35 + 15 * next(), [left, top] = [spacing * next(), spacing * next()];
    const width = [1.5, 1.5, 2, 2.5][s];
    return beside(
      (x, y) =>
        Math.max(line(nearest(x, spacing, left), width), line(nearest(y, spacing, top), width)),
      [0.25, 0.4, 0.6, 0.8][s],
    );
  }),
  "in a frame": one((s) => {
    const half = [140, 132, 124, 116][s], width = [2, 3, 5, 7][s];
    return {
      ...beside((x, y) => {
        const outer = Math.max(Math.abs(x - SIZE / 2), Math.abs(y - SIZE / 2));
        return line(outer - half, width);
      }, 1),
      shift: [0, 0],
    };
  }),
  "specks": one((s, next) => {
    const specks = Array.from({ length: [20, 60, 120, 220][s] }, () => ({
      x: SIZE * next(),
      y: SIZE * next(),
      radius: 0.7 + 1.3 * next(),
    }));
    const near = (x: number, y: number) => {
      let most = 0;
      for (const p of specks) {
        if (Math.abs(x - p.x) > 3 || Math.abs(y - p.y) > 3) continue;
        most = Math.max(most, coverage(p.radius - Math.hypot(x - p.x, y - p.y)));
      }
      return most;
    };
    return beside(near, 0.9);
  }),
  "show-through": one((s, next, digit) => {
    const back = shapeOf(digit), shift = 60 * (next() - 0.5);
    return beside(
      (x, y) =>
        coverage(back((SIZE / 2 + shift - x) / ZOOM + 14, (y - SIZE / 2 + shift) / ZOOM + 14) * 2),
      [0.1, 0.17, 0.25, 0.33][s],
    );
  }),
  "blurred": one((s) => ({ softness: [8, 16, 26, 40][s] })),
  "turned": one((s, next) => {
    const angle = [5, 10, 15, 20][s] * Math.PI / 180 * (next() < 0.5 ? -1 : 1);
    const cos = Math.cos(angle), sin = Math.sin(angle), middle = SIZE / 2;
    return {
      warp: (x, y) => [
        middle + (x - middle) * cos - (y - middle) * sin,
        middle + (x - middle) * sin + (y - middle) * cos,
      ],
    };
  }),
  "in perspective": one((s, next) => {
    const tilt = [0.1, 0.2, 0.3, 0.4][s] / SIZE, angle = 2 * Math.PI * next(), middle = SIZE / 2;
    const [a, b] = [tilt * Math.cos(angle), tilt * Math.sin(angle)];
    return {
      warp: (x, y) => {
        const depth = 1 + a * (x - middle) + b * (y - middle);
        return [middle + (x - middle) / depth, middle + (y - middle) / depth];
      },
    };
  }),
  "JPEG": {
    draw: ([digit], s, next) => ({ picture: scene(digit, next, {}), jpeg: [40, 20, 10, 4][s] }),
  },
  "noise of a camera": one((s, next) => {
    const deviation = [10, 20, 35, 50][s];
    return {
      colour: (ink) => {
        const value = PAPER - 20 + (INK - PAPER) * ink;
        return [
          value + deviation * normal(next),
          value + deviation * normal(next),
          value + deviation * normal(next),
        ];
      },
    };
  }),
  "faint in noise": one((s, next) => ({
    colour: (ink) => {
      const [darker, deviation] = [[110, 16], [80, 18], [65, 20], [55, 22]][s];
      return grey(PAPER - 40 - darker * ink + deviation * normal(next));
    },
  })),
  "on a dark table": one((s, next) => {
    const size = [0.9, 0.75, 0.65, 0.55][s], half = size * SIZE / 2, angle = 0.2 * (2 * next() - 1);
    const cos = Math.cos(angle), sin = Math.sin(angle), grain = 0.05 + 0.1 * next();
    return {
      zoom: size * ZOOM,
      shift: [0, 0],
      colour: (ink, column, row) => {
        const x = column - SIZE / 2, y = row - SIZE / 2;
        const beyond = Math.max(Math.abs(x * cos - y * sin), Math.abs(x * sin + y * cos)) - half;
        const table = 90 + 25 * Math.sin(grain * (x + 3 * y)) * Math.sin(grain * (2 * x - y));
        return grey(mix([table], [PAPER + (INK - PAPER) * ink], coverage(-beyond))[0]);
      },
    };
  }),
  "several digits": {
    count: [2, 3, 4, 6],
    draw: (digits, s, next) => {
      const zoom = 4, step = [24, 22, 20.5, 19][s];
      const shapes = digits.map(shapeOf);
      const shifts = digits.map(() => 3 * (next() - 0.5));
      const width = Math.round((step * digits.length + 30) * zoom);
      return {
        picture: paint(width, 200, (x, y) => {
          const ink = Math.max(
            ...shapes.map((shape, i) =>
              coverage(shape(x / zoom - 15 - step * i, (y - 44) / zoom + shifts[i]) * zoom)
            ),
          );
          return [...grey(PAPER + (INK - PAPER) * ink), 255];
        }),
      };
    },
  },
  "touching digits": {
    count: [2, 2, 3, 3],
    draw: (digits, s) => {
      const zoom = 5, overlap = [0, 1, 2, 3][s], shapes = digits.map(shapeOf);
      const extents = digits.map(columns), places = [0];
      for (let i = 1; i < digits.length; i++) {
        places.push(places[i - 1] + extents[i - 1][1] - extents[i][0] - overlap);
      }
      const width = Math.round((places[places.length - 1] + 48) * zoom);
      return {
        picture: paint(width, 240, (x, y) => {
          const ink = Math.max(
            ...shapes.map((shape, i) =>
              coverage(shape(x / zoom - 10 - places[i], y / zoom - 10) * zoom)
            ),
          );
          return [...grey(PAPER + (INK - PAPER) * ink), 255];
        }),
      };
    },
  },
};
