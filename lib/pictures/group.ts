/** Puts pieces of ink together to digits, and digits into the order of reading. */

import type { Box, Component, Labelled } from "./components.ts";

/** The pieces of a digit, and the box around them. */
export interface Group extends Box {
  /** The pieces. */
  readonly parts: readonly Component[];
}

/**
 * The box around boxes.
 *
 * @param boxes at least one
 * @returns the smallest that holds them
 */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x)), y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Pixels between two intervals; below 0, how far they overlap. */
function gap(a: number, sizeA: number, b: number, sizeB: number): number {
  return Math.max(a, b) - Math.min(a + sizeA, b + sizeB);
}

/** The longer side. */
function size(box: Box): number {
  return Math.max(box.width, box.height);
}

/** A piece of a digit is at most this far from the rest, as a part of the digit's size. */
const NEAR = 0.1, ABOVE = 0.25;

/** A piece at most this far from the rest may belong to it, if the network then is sure. */
const ALMOST = 0.15;

/** At most so many pieces are looked at, the largest: the rest is specks. */
const MOST = 400;

/** A digit is at most so much larger than its largest piece. */
const LARGER = 1.6;

/** A piece smaller than this part of the usual size is no digit by itself. */
const FRAGMENT = 0.6;

/**
 * Joins pieces into digits: pieces above each other, such as a five and its bar, and fragments that
 * nearly touch, such as strokes of a pen that skipped.
 *
 * @param labelled the pieces
 * @returns the digits, without an order
 */
export function joinParts(labelled: Labelled): Group[] {
  // Small pieces look for the nearest larger group, the largest pieces first.
  const pieces = labelled.components.toSorted((a, b) => size(b) - size(a)).slice(0, MOST);
  const usual = usualSize(pieces);
  const edges = edgePoints(labelled, pieces);
  const groups: Group[] = pieces.map((part) => ({ ...around([part]), parts: [part] }));
  const joined: Group[] = [];
  for (const piece of groups) {
    let best = -1, least = Infinity;
    joined.forEach((other, i) => {
      const together = around([piece, other]);
      if (size(together) > LARGER * Math.max(usual, size(other))) return;
      const across = gap(piece.x, piece.width, other.x, other.width);
      const down = gap(piece.y, piece.height, other.y, other.height);
      const reach = ABOVE * usual;
      if (Math.max(across, down) > reach) return;
      const distance = pointDistance(piece, other, edges);
      const stacked = -across >= 0.4 * Math.min(piece.width, other.width) && distance <= reach;
      const fragment = size(piece) < FRAGMENT * usual && distance <= NEAR * usual;
      if ((stacked || fragment) && distance < least) least = distance, best = i;
    });
    if (best < 0) joined.push(piece);
    else {
      const parts = [...joined[best].parts, ...piece.parts];
      joined[best] = { ...around(parts), parts };
    }
  }
  return joined;
}

/**
 * Other ways to make a digit of pieces: with what nearly touches it, such as a five's bar that lies far
 * to the right, and the largest piece alone, without specks beside it.
 *
 * @param group the pieces of one digit, as {@linkcode joinParts} joined them
 * @param groups all of them
 * @param labelled the pieces
 * @returns none, one or two ways
 */
export function otherWays(group: Group, groups: readonly Group[], labelled: Labelled): Group[] {
  const edges = edgePoints(labelled, groups.flatMap(({ parts }) => parts));
  const near = groups.filter((other) =>
    other !== group && pointDistance(group, other, edges) <= ALMOST * size(group)
  );
  const ways = near.length > 0 ? [[group, ...near].flatMap(({ parts }) => parts)] : [];
  const largest = group.parts.reduce((a, b) => b.area > a.area ? b : a);
  const rest = group.parts.filter((part) => part !== largest);
  const isOutside = (part: Box) =>
    Math.max(
      gap(part.x, part.width, largest.x, largest.width),
      gap(part.y, part.height, largest.y, largest.height),
    ) >= 0;
  if (rest.length > 0 && rest.every(isOutside)) ways.push([largest]); // a face without eyes is a 0
  return ways.map((parts) => ({ ...around(parts), parts }))
    .filter((way) => size(way) <= LARGER * size(group));
}

/** Ink of a like size has at least this part of a digit's. */
const ALIKE = 0.35;

/**
 * Measures from each group to the nearest other ink of a like size.
 *
 * @param groups the pieces of digits
 * @param labelled all pieces
 * @returns distances as parts of each group's size, 1 at most
 */
export function gaps(groups: readonly Group[], labelled: Labelled): number[] {
  const pieces = labelled.components.toSorted((a, b) => size(b) - size(a)).slice(0, MOST);
  const edges = edgePoints(labelled, pieces);
  return groups.map((group) => {
    const own = new Set(group.parts), long = size(group);
    let least = 1;
    for (const piece of pieces) {
      if (size(piece) < ALIKE * long) break; // they are sorted
      const boxes = Math.max(
        gap(group.x, group.width, piece.x, piece.width),
        gap(group.y, group.height, piece.y, piece.height),
      );
      if (own.has(piece) || boxes >= least * long) continue;
      const other = { ...around([piece]), parts: [piece] };
      least = Math.min(least, pointDistance(group, other, edges) / long);
    }
    return least;
  });
}

/** The longer side of the larger pieces: of those that together hold half of all sides. */
function usualSize(components: readonly Component[]): number {
  const sizes = components.map(size).sort((a, b) => b - a);
  const total = sizes.reduce((sum, length) => sum + length, 0);
  let sum = 0;
  for (const length of sizes) if ((sum += length) * 2 >= total) return length;
  return 0;
}

/** Points on the edge of each piece `[x, y, x, y, …]`, some 100 at most. */
function edgePoints(
  { width, labels, components }: Labelled,
  pieces: readonly Component[],
): number[][] {
  const points: number[][] = components.map(() => []);
  for (const { label, x, y, width: w, height: h } of pieces) {
    const all = points[label - 1];
    for (let row = y; row < y + h; row++) {
      for (let column = x; column < x + w; column++) {
        const at = row * width + column;
        if (labels[at] !== label) continue;
        const inner = column > x && labels[at - 1] === label && labels[at + 1] === label &&
          row > y && labels[at - width] === label && labels[at + width] === label;
        if (!inner) all.push(column, row);
      }
    }
    const step = Math.ceil(all.length / 200) | 1; // odd, since left and right edges take turns
    if (step > 1) points[label - 1] = all.filter((_, i) => Math.floor(i / 2) % step === 0);
  }
  return points;
}

/** The least distance between the pieces of two groups, in pixels. */
function pointDistance(a: Group, b: Group, edges: readonly number[][]): number {
  let least = Infinity;
  for (const { label } of a.parts) {
    for (const other of b.parts) {
      const p = edges[label - 1], q = edges[other.label - 1];
      for (let i = 0; i < p.length; i += 2) {
        for (let j = 0; j < q.length; j += 2) {
          least = Math.min(least, (p[i] - q[j]) ** 2 + (p[i + 1] - q[j + 1]) ** 2);
        }
      }
    }
  }
  return Math.sqrt(least);
}

/**
 * Puts digits in the order of reading: lines from top to bottom, each from left to right.
 *
 * @param boxes the digits
 * @returns the lines
 */
export function inLines<T extends Box>(boxes: readonly T[]): T[][] {
  const lines: T[][] = [];
  for (const digit of [...boxes].sort((a, b) => a.x - b.x)) {
    // The line whose last digit overlaps most in height: lines may climb or fall.
    let best: T[] | undefined, most = 0.3;
    for (const line of lines) {
      const last = line[line.length - 1];
      const overlap = -gap(last.y, last.height, digit.y, digit.height) /
        Math.min(last.height, digit.height);
      if (overlap > most) most = overlap, best = line;
    }
    if (best) best.push(digit);
    else lines.push([digit]);
  }
  const middle = (line: T[]) =>
    line.reduce((sum, { y, height }) => sum + y + height / 2, 0) / line.length;
  return lines.sort((a, b) => middle(a) - middle(b));
}
