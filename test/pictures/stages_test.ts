import assert from "node:assert/strict";
import { components } from "../../lib/pictures/components.ts";
import { gaps, inLines, joinParts, otherWays } from "../../lib/pictures/group.ts";
import { evenLight } from "../../lib/pictures/light.ts";
import { removeLines } from "../../lib/pictures/lines.ts";
import { boxMean, type Plane, quantile } from "../../lib/pictures/plane.ts";
import { polarity } from "../../lib/pictures/polarity.ts";
import { reduced, resize } from "../../lib/pictures/resize.ts";
import { waysToSplit } from "../../lib/pictures/split.ts";
import { noiseOf, threshold } from "../../lib/pictures/threshold.ts";
import {
  confusionTable,
  digitTable,
  interval,
  kindTable,
  lineScore,
  meanOverSources,
} from "../../lib/pictures/scores.ts";
import { normal, random } from "../../lib/random.ts";
import { painted } from "./paper.ts";

/** A plane from rows of characters: `#` is 1, a blank or a dot 0. */
function plane(...rows: string[]): Plane {
  const width = rows[0].length;
  return {
    width,
    height: rows.length,
    values: Float32Array.from(rows.join(""), (c) => c === "#" ? 1 : 0),
  };
}

function filled(width: number, height: number, value: (x: number, y: number) => number): Plane {
  return {
    width,
    height,
    values: Float32Array.from(
      { length: width * height },
      (_, p) => value(p % width, Math.floor(p / width)),
    ),
  };
}

Deno.test("boxMean() is the mean of the square around each pixel, as far as it is inside", () => {
  const next = random(1);
  const { width, height, values } = filled(7, 5, () => next());
  for (const radius of [1, 2, 9]) {
    const means = boxMean({ width, height, values }, radius).values;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0, count = 0;
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
          for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
            sum += values[v * width + u], count++;
          }
        }
        assert.ok(Math.abs(means[y * width + x] - sum / count) < 1e-5);
      }
    }
  }
});

Deno.test("resize() keeps the mean of a picture that shrinks, and whole pixels of one that grows", () => {
  const picture = painted(90, 31, (x, y) => [x * 2, y * 8, (x * y) % 256, 255]);
  const { width, height, values } = resize(picture, 10, 40);
  assert.deepEqual([width, height], [40, 14]);
  for (const channel of [0, 1, 2]) {
    let before = 0, after = 0;
    for (let i = 0; i < 90 * 31; i++) before += picture.data[4 * i + channel] / 255 / (90 * 31);
    for (let i = 0; i < width * height; i++) after += values[4 * i + channel] / (width * height);
    assert.ok(Math.abs(before - after) < 1e-4, `channel ${channel}`);
  }
  const large = resize(painted(3, 2, (x) => [100 * x, 0, 0]), 9, 100);
  assert.deepEqual([large.width, large.height], [9, 6]);
  assert.ok(Math.abs(large.values[4 * 4] - 100 / 255) < 1e-6);
  assert.deepEqual([...reduced(plane("##..", "##..", "#..."), 2).values], [1, 0, 0.5, 0]);
});

Deno.test("polarity() knows thick ink, ink at the border and ink in shadow", () => {
  const disc = filled(60, 40, (x, y) => Math.hypot(x - 30, y - 20) < 17 ? 0.1 : 0.9);
  const corner = filled(60, 40, (x, y) => x < 30 && y < 4 ? 0.1 : 0.9 - 0.4 * y / 40);
  for (const dark of [disc, corner]) {
    assert.ok(polarity(dark) < 0);
    assert.ok(polarity({ ...dark, values: dark.values.map((v) => 1 - v) }) > 0);
  }
  assert.equal(polarity(filled(9, 9, () => 0.5)), 0);
});

Deno.test("evenLight() leaves no trace of slow changes and of a shadow's edge", () => {
  for (
    const light of [
      (x: number) => 1 - 0.7 * x / 200,
      (x: number, y: number) => x + y < 190 ? 1 : 0.4,
      (_: number, y: number) => y < 110 ? 0.9 : 0.3,
    ]
  ) {
    const { ink } = evenLight(filled(200, 150, light), 60);
    assert.ok(ink.values.every((value) => Math.abs(value) < 0.08), `${Math.max(...ink.values)}`);
  }
  const stroke = filled(200, 150, (x) => (x < 100 ? 1 : 0.5) * (x > 40 && x < 55 ? 0.25 : 1));
  const { ink } = evenLight(stroke, 60);
  assert.ok(Math.abs(ink.values[70 * 200 + 48] - 0.75) < 0.02);
  assert.ok(Math.abs(ink.values[70 * 200 + 150]) < 0.02);
});

Deno.test("evenLight() takes for paper what a closing by brute force leaves", () => {
  const next = random(4, 0), radius = 6, inner = 30, side = inner + 2 * radius;
  const bright = (x: number, y: number) => x <= radius || y <= radius || x >= side - 1 - radius;
  const wide = filled(
    side,
    side,
    (x, y) => bright(x, y) || y >= side - 1 - radius ? 1 : 0.1 + 0.9 * next(),
  );
  const extreme = ({ values }: Plane, choose: (...numbers: number[]) => number) =>
    filled(side, side, (x, y) => {
      const near: number[] = [];
      for (let v = Math.max(0, y - radius); v <= Math.min(side - 1, y + radius); v++) {
        for (let u = Math.max(0, x - radius); u <= Math.min(side - 1, x + radius); u++) {
          near.push(values[v * side + u]);
        }
      }
      return choose(...near);
    });
  const cut = ({ values }: Plane) =>
    filled(inner, inner, (x, y) => values[(y + radius) * side + x + radius]);
  const closed = cut(extreme(extreme(wide, Math.max), Math.min));
  assert.deepEqual(evenLight(cut(wide), 2 * radius).paper, closed);
});

Deno.test("quantile() is what stands there among sorted values, equal ones too", () => {
  const next = random(5, 0);
  for (const count of [1, 2, 3, 10, 1_000]) {
    for (const steps of [1, 5, 1e6]) {
      const values = Float32Array.from({ length: count }, () => Math.floor(steps * next()));
      for (const share of [0, 0.3, 0.5, 1]) {
        const place = Math.round(share * (count - 1));
        assert.equal(quantile(values, share), values.toSorted()[place]);
      }
    }
  }
});

Deno.test("noiseOf() measures noise, and not ink", () => {
  const next = random(3);
  const noisy = filled(120, 120, (x) => (x % 40 < 6 ? 0.8 : 0) + 0.05 * normal(next));
  assert.ok(Math.abs(noiseOf(noisy) - 0.05) < 0.01, `${noiseOf(noisy)}`);
  assert.equal(noiseOf(filled(50, 50, (x) => x / 50)).toFixed(4), "0.0000");
});

Deno.test("threshold() takes what lies inside a picture for its ink, not what is darker at its border", () => {
  const ink = filled(60, 40, (x, y) => x < 10 ? 1 : x >= 30 && x < 36 && y > 4 && y < 36 ? 0.4 : 0);
  const { strength, labelled } = threshold(ink, { smooth: false, weak: true });
  assert.equal(strength.toFixed(2), "0.40");
  assert.deepEqual(labelled.components.map(({ x }) => x), [0, 30]);
});

Deno.test("components() joins pixels that touch, at corners too", () => {
  const ink = plane("#..#..#", "#..#..#", "###...#", "......#", "#..####");
  const { labels, components: found } = components(Uint8Array.from(ink.values), ink);
  assert.deepEqual(found.map(({ area }) => area), [7, 8, 1]);
  assert.equal(new Set(labels).size, 4);
  const { x, y, width, height } = found[1];
  assert.deepEqual([x, y, width, height], [3, 0, 4, 5]);
});

Deno.test("removeLines() takes a line and leaves what crosses it", () => {
  const [width, height] = [120, 80];
  const stroke = (x: number, y: number) => Math.abs(x - 60 - (y - 40) / 3) < 3 && y > 10 && y < 70;
  const ruled = (x: number, y: number) => Math.abs(y - 40 - x / 30) < 1 || Math.abs(y - 15) < 1;
  const mask = filled(width, height, (x, y) => stroke(x, y) || ruled(x, y) ? 1 : 0).values;
  const { mask: left, lines } = removeLines(Uint8Array.from(mask), width, height);
  assert.equal(lines, 2);
  let lost = 0, stayed = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (stroke(x, y) && !left[y * width + x]) lost++;
      if (!stroke(x, y) && left[y * width + x]) stayed++;
    }
  }
  assert.ok(lost < 10, `${lost} pixels of the stroke are lost`);
  assert.ok(stayed < 30, `${stayed} pixels of the lines stayed`);
  const alone = filled(width, height, (x, y) => stroke(x, y) ? 1 : 0).values;
  assert.equal(removeLines(Uint8Array.from(alone), width, height).lines, 0);
});

Deno.test("removeLines() leaves a long stroke of a letter, and takes a line to the picture's edge", () => {
  const [width, height] = [100, 100];
  const upright = (from: number) =>
    filled(width, height, (x, y) => {
      const slanted = Math.abs(x - 75 + y / 2) < 2 && y > 10 && y < 90;
      return slanted || (Math.abs(x - 30) < 2 && y >= from && y < 90) ? 1 : 0;
    }).values;
  const inside = Uint8Array.from(upright(10));
  assert.deepEqual(removeLines(inside, width, height), { mask: inside, lines: 0 });
  assert.equal(removeLines(Uint8Array.from(upright(0)), width, height).lines, 1);
});

Deno.test("joinParts() joins a five's bar and fragments, and not two digits", () => {
  const small = plane(
    "..######..................",
    "..........................",
    "..##........##....##......",
    "..####......##....##......",
    ".....##.....##....##......",
    ".....##.....##............",
    "..####......##....##......",
    "............##....##......",
  );
  const five = filled(
    4 * small.width,
    4 * small.height,
    (x, y) => small.values[Math.floor(y / 4) * small.width + Math.floor(x / 4)],
  );
  const mask = Uint8Array.from(five.values);
  const groups = joinParts(components(mask, five));
  assert.deepEqual(
    groups.map(({ x, width, parts }) => [x, width, parts.length]).sort((a, b) => a[0] - b[0]),
    [[8, 24, 2], [48, 8, 1], [72, 8, 2]],
  );
});

Deno.test("otherWays() joins what nearly touches, and leaves out specks beside a digit, not within it", () => {
  const areas = (pixels: (x: number, y: number) => number) => {
    const ink = filled(120, 100, pixels);
    const labelled = components(Uint8Array.from(ink.values), ink);
    const groups = joinParts(labelled);
    const largest = groups.reduce((a, b) => b.width * b.height > a.width * a.height ? b : a);
    return otherWays(largest, groups, labelled)
      .map(({ parts }) => parts.map(({ area }) => area).sort((a, b) => b - a));
  };
  const box =
    (left: number, top: number, width: number, height: number) => (x: number, y: number) =>
      x >= left && x < left + width && y >= top && y < top + height;
  const body = box(20, 30, 40, 50), bar = box(66, 26, 30, 8), speck = box(62, 76, 4, 4);
  const ring = (x: number, y: number) => body(x, y) && !box(25, 35, 30, 40)(x, y);
  const eye = box(37, 60, 8, 8);
  assert.deepEqual(areas((x, y) => body(x, y) || bar(x, y) ? 1 : 0), [[2000, 240]]);
  const beam = box(66, 26, 60, 8); // with it a digit would be twice as wide as it is high
  assert.deepEqual(areas((x, y) => body(x, y) || beam(x, y) ? 1 : 0), []);
  assert.deepEqual(areas((x, y) => body(x, y) || speck(x, y) ? 1 : 0), [[2000]]);
  assert.deepEqual(areas((x, y) => ring(x, y) || eye(x, y) ? 1 : 0), []);
});

Deno.test("inLines() reads lines that climb, from top to bottom", () => {
  const box = (x: number, y: number, name: string) => ({ x, y, width: 10, height: 20, name });
  const boxes = [
    box(40, 2, "3"),
    box(0, 10, "1"),
    box(20, 6, "2"),
    box(2, 50, "4"),
    box(30, 44, "5"),
  ];
  assert.deepEqual(inLines(boxes).map((line) => line.map(({ name }) => name).join("")), [
    "123",
    "45",
  ]);
});

Deno.test("waysToSplit() cuts where ink is thin, and leaves narrow ink alone", () => {
  const pair = plane(
    "####....####",
    "#..#....#..#",
    "#..######..#",
    "#..#....#..#",
    "####....####",
  );
  const [[left, right]] = waysToSplit(pair);
  assert.equal(left.x, 0);
  assert.ok(left.plane.width >= 4 && left.plane.width <= 8);
  assert.equal(right.x + right.plane.width, 12);
  const uneven = plane(
    "####..######",
    "#..#..#....#",
    "#..####....#",
    "#..#..#....#",
    "####..######",
  );
  assert.equal(waysToSplit(uneven)[0][0].plane.width, 5); // the bridge is beside the middle
  assert.deepEqual(waysToSplit(plane("##", "##", "##", "##")), []);
  const leaning = plane(
    "..#......#..",
    "..#......#..",
    ".#......#...",
    ".#.....#....",
    "#......#....",
    "#.....#.....",
  );
  const isWhole = ({ plane: { values } }: { plane: Plane }) =>
    values.reduce((sum, value) => sum + value) === 6;
  assert.ok(waysToSplit(leaning).some((parts) => parts.length === 2 && parts.every(isWhole)));
});

Deno.test("gaps() are those to ink of a like size, by the digit's own", () => {
  const ink = plane(
    "#...#.......",
    "#...#.......",
    "#...#.......",
    "#...#....#..",
    "#...#.......",
  );
  const labelled = components(Uint8Array.from(ink.values), ink);
  const groups = labelled.components.map((part) => ({ ...part, parts: [part] }));
  assert.deepEqual(gaps(groups, labelled).map((gap) => Number(gap.toFixed(3))), [0.8, 0.8, 1]);
});

Deno.test("interval() is Wilson's, and means over sources weigh sources alike", () => {
  const [low, high] = interval(8, 10);
  assert.ok(Math.abs(low - 0.4902) < 1e-3 && Math.abs(high - 0.9433) < 1e-3, `${low} ${high}`);
  assert.deepEqual(interval(0, 4)[0], 0);
  assert.deepEqual(interval(4, 4)[1], 1);
  const scored = (source: string, label: string, text: string) => ({
    ...{ kind: "photo", source, label, text },
    sure: true,
  });
  const all = [
    ...Array(9).fill(scored("a", "3", "3")),
    scored("b", "3", "5"),
    scored("b", "4", "4"),
  ];
  assert.equal(meanOverSources(all), 0.75);
  assert.match(String(kindTable(all)), /photo +11 +10 +90\.9 %/);
  assert.deepEqual(lineScore([...all, scored("c", "12\n34\n5", "12\n35\n5")]), [2, 3]);
});

Deno.test("pictures of one digit are counted by digit, and their mistakes from the most frequent on", () => {
  const scored = (label: string, text: string) => ({
    ...{ kind: "photo", source: "a", sure: true, label, text },
  });
  const all = [
    scored("7", "1"),
    scored("3", "5"),
    scored("3", "5"),
    scored("3", "3"),
    scored("3", ""),
    scored("12", "17"),
  ];
  const counts = digitTable(all).rows.map(([digit, pictures, right]) => [digit, pictures, right]);
  assert.deepEqual(counts, [["3", 4, 1], ["7", 1, 0]]);
  assert.deepEqual(confusionTable(all).rows, [
    ["3", "5", 2],
    ["7", "1", 1],
    ["3", "no digit", 1],
  ]);
});
