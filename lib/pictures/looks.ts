/** Other ways to look at a picture in which nothing is surely a digit at first sight. */

import type { Box } from "./components.ts";
import { type Candidate, type Finding, findInk, type FindOptions } from "./find.ts";
import type { Picture } from "./plane.ts";

/**
 * A sheet of paper covers at least this part of the picture, and of the box around it. What is darker than
 * the rest must be a larger part, or else it is thick ink, and the light in it a hole.
 */
const LEAST_SHEET = 0.08, LEAST_DARK = 0.4, LEAST_SOLID = 0.5;

/** Ink around a larger part of the picture than this is a frame, or a dark table, and what is in it no hole. */
const MOST_HOLED = 0.7;

/** This part of a sheet's box is left out at each side: there the sheet's edge may be. */
const RIM = 0.03;

/**
 * Looks again: with dark for light, at the sheet of paper that lies in the picture, and from nearer.
 *
 * @param picture the picture
 * @param first what was found at first
 * @param options as of the first look
 * @yields what is found
 */
export function* otherLooks(
  picture: Picture,
  first: Finding,
  options: FindOptions,
): Generator<Finding> {
  const holes = boxes(first).filter(({ width, height }) =>
    width * height < MOST_HOLED * picture.width * picture.height
  );
  const second = withoutHoles(findInk(picture, { ...options, inverted: true }), holes);
  yield second;
  for (const look of [first, second]) {
    const sheet = sheetIn(look);
    if (!sheet) continue;
    const seen = findInk(part(picture, sheet), options);
    yield { ...moved(seen, sheet), notes: ["read on a sheet in the picture", ...seen.notes] };
  }
  if (first.scale <= 1 || options.many) return;
  yield findInk(picture, { ...options, close: true });
  yield withoutHoles(findInk(picture, { ...options, inverted: true, close: true }), holes);
}

/** The boxes of all ink, in pixels of the picture. */
function boxes({ stages, scale }: Finding): Box[] {
  return stages.pieces.components.map(({ x, y, width, height }) => ({
    x: x * scale,
    y: y * scale,
    width: width * scale,
    height: height * scale,
  }));
}

/** Without what lies within ink that was found before: there the paper shows through a scribble. */
function withoutHoles(finding: Finding, holes: readonly Box[]): Finding {
  const isFree = ({ box: { x, y, width, height } }: Candidate) =>
    !holes.some((hole) =>
      x >= hole.x - 1 && y >= hole.y - 1 && x + width <= hole.x + hole.width + 1 &&
      y + height <= hole.y + hole.height + 1
    );
  return {
    ...finding,
    candidates: finding.candidates.filter(isFree),
    otherWays: finding.otherWays.filter(isFree),
  };
}

/** The box of what is large and solid and yet not all of the picture, without its rim. */
function sheetIn({ stages: { pieces }, lightOnDark, scale }: Finding): Box | undefined {
  const least = (lightOnDark ? LEAST_SHEET : LEAST_DARK) * pieces.labels.length;
  const solid = pieces.components.filter((part) =>
    part.area >= least && part.area >= LEAST_SOLID * part.width * part.height
  );
  if (solid.length === 0) return undefined;
  const sheet = solid.reduce((a, b) => b.area > a.area ? b : a);
  const rim = Math.ceil(RIM * Math.max(sheet.width, sheet.height));
  const box = {
    x: Math.round((sheet.x + rim) * scale),
    y: Math.round((sheet.y + rim) * scale),
    width: Math.floor((sheet.width - 2 * rim) * scale),
    height: Math.floor((sheet.height - 2 * rim) * scale),
  };
  return box.width > 0 && box.height > 0 ? box : undefined;
}

function part({ width, data }: Picture, box: Box): Picture {
  const some = new Uint8Array(4 * box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = 4 * ((box.y + y) * width + box.x);
    some.set(data.subarray(from, from + 4 * box.width), 4 * y * box.width);
  }
  return { width: box.width, height: box.height, data: some };
}

/** A finding in a part of a picture, in the picture's own pixels. */
function moved(finding: Finding, { x, y }: Box): Finding {
  const there = (candidate: Candidate): Candidate => ({
    ...candidate,
    box: { ...candidate.box, x: candidate.box.x + x, y: candidate.box.y + y },
    ways: candidate.ways.map((way) => way.map(there)),
  });
  return {
    ...finding,
    candidates: finding.candidates.map(there),
    otherWays: finding.otherWays.map(there),
  };
}
