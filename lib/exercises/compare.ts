/** When two answers are the same, whatever they were written with. */

/** Numbers in a row, and the shape that they have. */
interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** An answer that holds more parts than this is none: no exercise asks for as many. */
const MOST_PARTS = 100_000;

/** Nor is one that is nested deeper. It may hold itself. */
const MOST_AXES = 6;

/**
 * Whether an answer is what was expected. Numbers may be off by a share of the largest one
 * expected. Arrays, typed arrays, volumes of the reference and tensors count alike, axes of length
 * 1 do not count, and a number may come as text; words are the same in capitals.
 *
 * @param answer anything
 * @param expected a number, numbers, a text or a truth value
 * @param tolerance the share; 1e-6 by default
 * @returns whether they are the same
 */
export function same(answer: unknown, expected: unknown, tolerance = 1e-6): boolean {
  if (typeof expected === "string") {
    return typeof answer === "string" && answer.trim().toLowerCase() === expected.toLowerCase();
  }
  const a = numbersIn(answer), b = numbersIn(expected);
  if (!a || !b) return Object.is(answer, expected);
  if (a.shape.join() !== b.shape.join()) return false;
  const largest = b.data.reduce(
    (max, x) => Number.isFinite(x) ? Math.max(max, Math.abs(x)) : max,
    0,
  );
  return b.data.every((x, i) =>
    Object.is(a.data[i], x) || Math.abs(a.data[i] - x) <= tolerance * largest
  );
}

/**
 * The shape of an answer without the axes of length 1: `[]` for a number.
 *
 * @param answer anything
 * @returns the lengths, or undefined where it is not made of numbers
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
    const number = Number(answer);
    return answer.trim() === "" || Number.isNaN(number) ? undefined : { shape: [], data: [number] };
  }
  if (Array.isArray(answer)) return gatherEach(answer, seen, depth);
  if (ArrayBuffer.isView(answer) && "length" in answer) {
    return gatherEach(answer as unknown as ArrayLike<unknown>, seen, depth);
  }
  if (isVolume(answer)) {
    const data = gatherEach(answer.dataSync?.() ?? answer.data ?? [], seen, depth)?.data;
    return data && { shape: [...answer.shape], data };
  }
  return undefined;
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

/** A volume of the reference has its numbers in `data`, a tensor of tfjs gives them on request. */
function isVolume(answer: unknown): answer is {
  shape: readonly number[];
  data?: ArrayLike<number>;
  dataSync?: () => ArrayLike<number>;
} {
  return typeof answer === "object" && answer !== null && "shape" in answer &&
    Array.isArray(answer.shape) && ("data" in answer || "dataSync" in answer);
}
