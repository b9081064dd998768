/** The notebook that the program runs in, if it does. */

/** The method that Jupyter's Deno kernel asks an object for its pictures and texts. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** Sends a message to the notebook. */
export type Broadcast = (type: string, content: Record<string, unknown>) => Promise<void>;

/** The functions that Deno's kernel gives to the cells of a notebook. */
export interface Jupyter {
  /** Sends a message to the notebook. */
  readonly broadcast: Broadcast;
}

/**
 * Deno's kernel, seen from a cell.
 *
 * @returns the kernel's own `Deno.jupyter`, or nothing outside of a notebook
 */
export function notebook(): Jupyter | undefined {
  if (isOutside) return undefined;
  try {
    return (Deno as unknown as { jupyter?: Jupyter }).jupyter;
  } catch { // outside of the kernel it is there too, and throws when it is read, which takes 14 µs
    isOutside = true;
    return undefined;
  }
}

let isOutside = false;
