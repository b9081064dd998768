/**
 * Calls a reader's function, which may throw, wait for ever, or loop for ever.
 *
 * Nothing stops a loop on its own thread. So the function's source runs first in a worker, which can
 * be stopped; only when it came to an end there is it called here, where the names that it uses from
 * its notebook exist.
 */

/** What became of a call. */
export type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

/** What took longer than its time. */
export const ENDLESS: unique symbol = Symbol("endless");

/**
 * What a function gives for each case.
 *
 * @param f the function; it may be async
 * @param cases the arguments of each call, made anew for each run
 * @param seconds the time for all of them together
 * @returns an outcome a case, or {@linkcode ENDLESS}
 */
export async function outcomes(
  f: (...inputs: unknown[]) => unknown,
  cases: () => unknown[][],
  seconds: number,
): Promise<Outcome[] | typeof ENDLESS> {
  if (seconds < Infinity && await isEndless(f, cases(), seconds)) return ENDLESS;
  return await within(seconds, callEach(f, cases()));
}

/**
 * Waits for a promise, but not for ever.
 *
 * @param seconds how long
 * @param promise what to wait for
 * @returns what it gives, or {@linkcode ENDLESS}
 */
export async function within<T>(
  seconds: number,
  promise: T | PromiseLike<T>,
): Promise<T | typeof ENDLESS> {
  if (seconds === Infinity) return await promise;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<typeof ENDLESS>((resolve) => {
    timer = setTimeout(() => resolve(ENDLESS), 1000 * seconds);
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    clearTimeout(timer);
  }
}

async function callEach(
  f: (...inputs: unknown[]) => unknown,
  cases: unknown[][],
): Promise<Outcome[]> {
  const results: Outcome[] = [];
  for (const inputs of cases) {
    try {
      results.push({ value: await f(...inputs) });
    } catch (thrown) {
      results.push({ thrown });
    }
  }
  return results;
}

/** In the worker: says that it is there, calls the function on each case, says that it is done. */
const WATCHED = `
globalThis.console = new Proxy({}, { get: () => () => {} });
const revive = (x) => x?.source ? (0, eval)("(" + x.source + ")") : x.value;
onmessage = async ({ data: { source, cases } }) => {
  try {
    const f = (0, eval)("(" + source + ")");
    for (const inputs of cases) await f(...inputs.map(revive));
  } catch {}
  postMessage("done");
};
postMessage("ready");
`;

/** Whether a function does not end in time. Where no worker can tell, it is taken for one that ends. */
async function isEndless(
  f: (...inputs: unknown[]) => unknown,
  cases: unknown[][],
  seconds: number,
): Promise<boolean> {
  const send = (x: unknown) => typeof x === "function" ? { source: String(x) } : { value: x };
  let worker: Worker | undefined;
  try {
    worker = new Worker(`data:text/javascript,${encodeURIComponent(WATCHED)}`, { type: "module" });
    await nextMessage(worker);
    worker.postMessage({ source: String(f), cases: cases.map((inputs) => inputs.map(send)) });
    return await within(seconds, nextMessage(worker)) === ENDLESS;
  } catch {
    return false;
  } finally {
    worker?.terminate();
  }
}

function nextMessage(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault(); // an error nobody handles would end the program
      reject(event);
    };
  });
}
