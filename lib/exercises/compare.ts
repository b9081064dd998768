/** Comparison of answers, whatever they were written with. */

/** Numbers in a row, and the shape that they have. */
interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** An answer with more parts than this does not count: no exercise asks for as many. */
const MOST_PARTS = 100_000;

/** Nor is one that is nested deeper. It may hold itself. */
const MOST_AXES = 6;

/**
 * The greatest error allowed by default, as a share of the largest number: the precision of
 * float32.
 */
const ROUNDING = 1e-6;

/** Whole numbers are exact but for the last bits of float64. */
const EXACT = 1e-12;

/** Thousands set apart, as the book prints them: 47,040,016. Blanks and underscores do as well. */
const WITH_THOUSANDS = /^[+-]?[1-9]\d{0,2}(?:[,_'\s]\d{3})+(?:\.\d+)?$/;

/** A comma that sets no thousands apart is a decimal point in half of the world. */
const DECIMAL_COMMA = /^([+-]?\d+),(\d+)$/;

/** A unit after a number, such as "s", "steps" or "percentage points". */
const UNIT = /(?<=[\d.%])\s*\p{L}[\p{L}\s]*$/u;

/** A fraction of two numbers, such as "1/3". */
const FRACTION = /^([+-]?[\d.]+)\s*\/\s*([\d.]+)$/;

/**
 * Tells whether an answer is what was expected. Numbers may be off by a share of the largest one
 * expected. Arrays, typed arrays, volumes of the reference and tensors count alike, axes of length 1
 * do not count, and a number may come as text, "47,040,016", "11.35 %", "470.4 s" or "1/3"; words are
 * the same in capitals and in brackets.
 *
 * @param answer anything
 * @param expected a number, numbers, a text or a truth value
 * @param tolerance the share; by default 1e-6, or 0 if all expected numbers are whole
 * @returns whether they are the same
 */
export function same(answer: unknown, expected: unknown, tolerance?: number): boolean {
  if (typeof expected === "string") {
    return typeof answer === "string" && bare(answer) === expected.toLowerCase();
  }
  const a = numbersIn(answer), b = numbersIn(expected);
  if (!a || !b) return Object.is(answer, expected);
  return a.shape.join() === b.shape.join() && farOff(a.data, b.data, tolerance).length === 0;
}

/**
 * Finds the numbers that are wrong in an answer of which at least half is right.
 *
 * @param answer anything
 * @param expected numbers
 * @param tolerance as for {@linkcode same}
 * @returns their places, each with an index for every axis, such as `[1, 0]`; undefined if the
 *   shapes differ or more than half is wrong
 */
export function wrongPlaces(
  answer: unknown,
  expected: unknown,
  tolerance?: number,
): number[][] | undefined {
  const a = numbersIn(answer), b = numbersIn(expected);
  if (!a || !b || a.shape.join() !== b.shape.join()) return undefined;
  const wrong = farOff(a.data, b.data, tolerance);
  if (2 * wrong.length > b.data.length) return undefined;
  return wrong.map((i) =>
    b.shape.map((length, axis) => {
      const inner = b.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
      return Math.floor(i / inner) % length;
    })
  );
}

/** The indices of the numbers that are too far from what was expected. */
function farOff(given: readonly number[], expected: readonly number[], tolerance?: number) {
  const share = tolerance ?? (expected.every(Number.isInteger) ? EXACT : ROUNDING);
  const largest = expected.reduce(
    (max, x) => Number.isFinite(x) ? Math.max(max, Math.abs(x)) : max,
    0,
  );
  return [...expected.keys()].filter((i) =>
    !Object.is(given[i], expected[i]) && !(Math.abs(given[i] - expected[i]) <= share * largest)
  );
}

/**
 * Tells whether an answer is what was expected, rounded or cut off too early.
 *
 * @param answer anything
 * @param expected a number or numbers
 * @returns whether more digits are all that it lacks
 */
export function isRounded(answer: unknown, expected: unknown): boolean {
  const a = numbersIn(answer), b = numbersIn(expected);
  if (!a || !b || a.shape.join() !== b.shape.join() || b.data.every(Number.isInteger)) return false;
  return b.data.every((x, i) => a.data[i] === x || isShorter(a.data[i], x));
}

/**
 * Tells whether one number is the other with some digits cut or rounded off, and keeps at least
 * two.
 */
function isShorter(short: number, long: number): boolean {
  const [digits, exponent = "0"] = String(Math.abs(short)).split("e");
  const decimals = digits.split(".")[1]?.length ?? 0;
  if (digits.replace(".", "").replace(/^0+/, "").length < 2) return false;
  const unit = 10 ** (Number(exponent) - decimals), trace = 1e-9 * unit; // trace: of rounding
  const missing = Math.abs(long) - Math.abs(short);
  return Math.sign(short) === Math.sign(long) && missing >= -unit / 2 - trace &&
    missing < unit - trace;
}

/** A word without what stands around it: "(c)" and "c." are meant as "c". */
function bare(text: string): string {
  return text.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").toLowerCase();
}

/**
 * Returns the shape of an answer without the axes of length 1: `[]` for a number.
 *
 * @param answer anything
 * @returns the lengths, or undefined if it is not made of numbers
 */
export function shapeOf(answer: unknown): readonly number[] | undefined {
  return numbersIn(answer)?.shape;
}

function numbersIn(answer: unknown): Numbers | undefined {
  const numbers = gather(answer, { parts: 0 }, 0);
  return numbers && { ...numbers, shape: numbers.shape.filter((length) => length !== 1) };
}

function gather(answer: unknown, seen: { parts: number }, depth: number): Numbers | undefined {
  if (++seen.parts > MOST_PARTS || depth > MOST_AXES) return undefined;
  if (typeof answer === "number" || typeof answer === "bigint") {
    return { shape: [], data: [Number(answer)] };
  }
  if (typeof answer === "string") {
    const list = readList(answer);
    if (list) return gather(list, seen, depth);
    const number = readNumber(answer);
    return Number.isNaN(number) ? undefined : { shape: [], data: [number] };
  }
  if (Array.isArray(answer)) return gatherEach(answer, seen, depth);
  if (ArrayBuffer.isView(answer) && "length" in answer) {
    return gatherEach(answer as unknown as ArrayLike<unknown>, seen, depth);
  }
  if (isVolume(answer)) {
    const data = gatherEach(answer.dataSync?.() ?? answer.data ?? [], seen, depth)?.data;
    if (data?.length !== answer.shape.reduce((product, length) => product * length, 1)) {
      return undefined; // it holds more numbers than its shape says, or fewer
    }
    return { shape: [...answer.shape], data };
  }
  return undefined;
}

/** Parses numbers in brackets that were put in quotation marks; undefined if they are none. */
function readList(text: string): unknown[] | undefined {
  if (!text.trim().startsWith("[")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parses a number as people write it, with its unit or without; NaN if it is not one. */
function readNumber(text: string): number {
  const [, written, percent] =
    text.trim().replace("−", "-").replace(UNIT, "").match(/^(.+?)\s*(%?)$/s) ?? [];
  if (written === undefined) return NaN;
  const [, above, below] = written.match(FRACTION) ?? [];
  if (above !== undefined) return Number(above) / Number(below);
  const number = Number(
    WITH_THOUSANDS.test(written)
      ? written.replaceAll(/[,_'\s]/g, "")
      : written.replace(DECIMAL_COMMA, "$1.$2"),
  );
  return percent ? number / 100 : number;
}

function gatherEach(
  list: ArrayLike<unknown>,
  seen: { parts: number },
  depth: number,
): Numbers | undefined {
  const shapes = new Set<string>(), data: number[] = [];
  let inner: readonly number[] = [];
  for (let i = 0; i < list.length; i++) {
    const part = gather(list[i], seen, depth + 1);
    if (!part) return undefined;
    for (const number of part.data) data.push(number);
    inner = part.shape;
    shapes.add(inner.join());
  }
  return shapes.size > 1 ? undefined : { shape: [list.length, ...inner], data };
}

/**
 * Tells whether an answer has a shape and numbers: a volume of the reference has them in `data`, a
 * tensor of tfjs gives them on request.
 *
 * @param answer anything
 * @returns whether it has both, fitting or not
 */
export function isVolume(answer: unknown): answer is {
  shape: readonly number[];
  data?: ArrayLike<number>;
  dataSync?: () => ArrayLike<number>;
} {
  return typeof answer === "object" && answer !== null && "shape" in answer &&
    Array.isArray(answer.shape) && ("data" in answer || "dataSync" in answer);
}
