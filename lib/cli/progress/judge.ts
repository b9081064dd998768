/** Judges the answers in a reader's notebook. */

import { exercises, exercisesOf, type Status } from "../../exercises/mod.ts";
import { findDigits } from "../../dataset/mod.ts";
import { definitionOf, exercisesIn, isUntouched } from "./cells.ts";
import { evaluate } from "./evaluate.ts";
import type { Said } from "./recorder.ts";

/** The state of an exercise. */
export interface Result {
  /** The exercise, such as `02-3`. */
  readonly id: string;
  /** "not run" if the answer could not be judged. */
  readonly status: "solved" | "wrong" | "open" | "not run";
  /** A hint, or the reason that the answer was not run; "" if there is nothing to say. */
  readonly message: string;
}

/** Options of {@linkcode judge}. */
export interface JudgeOptions {
  /** Lends an empty folder below this project's `runs/`. */
  readonly lend: <T>(work: (folder: string) => Promise<T>) => Promise<T>;
  /** The time limit of an answer, with the cells that it needs, in seconds. */
  readonly seconds: number;
  /** Ends the answers at work when it is aborted; what is returned then is incomplete. */
  readonly signal?: AbortSignal;
}

const STATUS: Readonly<Record<Status, Result["status"]>> = {
  right: "solved",
  wrong: "wrong",
  open: "open",
};

/** An answer may be wrong because it was computed on the built-in digits. */
const NO_MNIST = "it needs MNIST in data/mnist, where `deno task data` puts it";

/** The book that a copy was made of may have been another version. */
const NO_SUCH = "there is no such exercise";

/** Of several cells for an exercise, the one that got furthest counts. */
const ORDER: readonly Result["status"][] = ["solved", "wrong", "not run", "open"];

/**
 * Judges every answer in a notebook, each in a process of its own.
 *
 * @param cells the texts of the notebook's code cells, in order
 * @param options how
 * @returns one result per exercise of the notebooks that the cells belong to; empty if no cell checks
 *   an answer
 */
export async function judge(cells: readonly string[], options: JudgeOptions): Promise<Result[]> {
  const found = cells.flatMap((cell, place) => {
    const ids = exercisesIn(cell);
    return ids.length > 0 ? [{ ids, place, untouched: isUntouched(cell) }] : [];
  });
  const results: Result[] = [];
  const left = found.filter(({ untouched }) => !untouched).values();
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, async () => {
    for (const { ids, place } of left) {
      if (options.signal?.aborted) break;
      results.push(...await answersIn(cells, place, ids, options));
    }
  }));
  const notebooks = new Set(found.flatMap(({ ids }) => ids.map((id) => id.slice(0, 2))));
  const known = [...notebooks].toSorted().flatMap(exercisesOf).map(({ id }) => id);
  const there = new Set(found.flatMap(({ ids }) => ids));
  return [...new Set([...known, ...there])].map((id) =>
    results.filter((result) => result.id === id)
      .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))[0] ??
      untried(id, there.has(id))
  );
}

/** The result of an exercise without an answer. */
function untried(id: string, hasCell: boolean): Result {
  if (!isKnown(id)) return { id, status: "not run", message: NO_SUCH };
  return { id, status: "open", message: hasCell ? "" : "the notebook has no cell for it" };
}

function isKnown(id: string): boolean {
  return exercises.some((exercise) => exercise.id === id);
}

/**
 * Runs a cell with answers, and with it what it needs from the cells above. What that is, the errors
 * say: "x is not defined" adds the nearest cell that declares x.
 */
async function answersIn(
  cells: readonly string[],
  place: number,
  ids: readonly string[],
  { lend, seconds, signal }: JudgeOptions,
): Promise<Result[]> {
  const texts = new Map([[place, cells[place]]]); // what runs, by the place of its cell
  const names = new Map<number, string>(); // and the name that it runs for
  for (;;) {
    const inOrder = new Map([...texts].sort(([a], [b]) => a - b));
    const evaluation = await lend((folder) => evaluate(inOrder, folder, seconds, signal));
    const verdicts = evaluation.verdicts.filter(({ id }) => ids.includes(id));
    const { thrown, stopped } = evaluation;
    const missing = stopped ? undefined : missingName(thrown ?? { place, error: said(verdicts) });
    const definition = missing && definitionOf(missing.name, cells, missing.place, texts);
    if (!definition) {
      const needsMnist = [...texts.values()].some((text) => text.includes("findDigits("));
      const onOtherDigits = needsMnist && !await hasMnist();
      const failure = stopped ?? (thrown && { ...thrown, what: `fails: ${thrown.error}` });
      return ids.map((id) => {
        const { status, message } = resultOf(id, place, verdicts, failure, names, !!stopped);
        if (status === "wrong" && onOtherDigits) {
          return { id, status: "not run", message: NO_MNIST };
        }
        return { id, status, message };
      });
    }
    texts.set(definition.place, definition.text);
    names.set(definition.place, missing.name);
  }
}

/** Returns the state of an answer, in a cell that ran as far as it can. */
function resultOf(
  id: string,
  place: number,
  verdicts: readonly Said[],
  failure: { readonly place: number; readonly what: string } | undefined,
  names: ReadonlyMap<number, string>,
  stopped: boolean,
): Omit<Result, "id"> {
  const own = verdicts.filter((verdict) => verdict.id === id);
  const verdict = own.find(({ status }) => status === "right") ?? own.at(-1);
  const notRun = (message: string) => ({ status: "not run", message }) as const;
  if (!isKnown(id)) return notRun(NO_SUCH);
  if (failure && failure.place !== place) {
    return notRun(`the cell that defines ${names.get(failure.place)} ${failure.what}`);
  }
  if (verdict) {
    const { status, message } = verdict;
    return { status: STATUS[status], message: status === "wrong" ? message : "" };
  }
  if (stopped) return notRun(`the cell ${failure!.what}`);
  if (failure) return { status: "wrong", message: `The cell ${failure.what}` };
  return notRun("the cell ended before its check");
}

/** All that was said of some answers. */
function said(verdicts: readonly Said[]): string {
  return verdicts.map(({ message }) => message).join("\n");
}

/** The name whose lack an error tells of, and the cell that uses it. */
function missingName(
  { place, error }: { readonly place: number; readonly error: string },
): { name: string; place: number } | undefined {
  const [, name] = error.match(/ReferenceError: ([\w$]+) is not defined/) ?? [];
  return name === undefined ? undefined : { name, place };
}

let mnist: Promise<boolean> | undefined;

/** Tells whether MNIST is where the answers' processes find it. */
async function hasMnist(): Promise<boolean> {
  mnist ??= findDigits({ mnistDir: "" }).then(({ source }) => source === "mnist");
  return await mnist;
}
