/** Shared by all commands: parsing options, folders, exit codes, error messages. */

import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { dirname, fromFileUrl, join, relative, resolve } from "@std/path";
import { UserError } from "../errors.ts";
import { printable } from "./terminal.ts";

export { Command, InvalidArgumentError, Option };

/** Exit codes: 1 if the work failed, 2 if the command was misused. */
const FAILED = 1, USAGE = 2;

/**
 * Creates a command that ends with our exit codes and answers a wrong option with one sentence.
 *
 * @param name what the user types after `deno task`
 * @param description one sentence for `--help`
 * @returns the command, without options yet
 */
export function command(name: string, description: string): Command {
  return new Command(`deno task ${name}`)
    .description(description)
    .allowExcessArguments(false)
    .configureOutput({ getOutHasColors: () => false, getErrHasColors: () => false }) // reads variables
    .showHelpAfterError(`(deno task ${name} --help lists the options)`)
    .exitOverride()
    .hook("preAction", refuseEmpty);
}

/** Refuses an option without a value, as `--out "$FOLDER"` is if there is no such variable. */
function refuseEmpty(command: Command): void {
  const empty = command.options.find((option) =>
    command.getOptionValue(option.attributeName()) === ""
  );
  if (empty) {
    command.error(`error: option '${empty.flags}' argument '' is invalid. It must not be empty.`);
  }
}

/**
 * Creates a parser for an option that takes a whole number.
 *
 * @param least the smallest value allowed
 * @param most the largest value allowed
 * @returns the parser
 */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/**
 * Creates a parser for an option that takes a positive number.
 *
 * @param most the largest value allowed
 * @returns the parser
 */
export function positiveNumber(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const isDecimal = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
    if (isDecimal && value > 0 && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number over 0 and at most ${most}.`);
  };
}

/**
 * Creates a parser for an option that takes one of some words. `Option.choices` would list them all in
 * the line of `--help` that explains the option.
 *
 * @param words the words
 * @returns the parser
 */
export function oneOf(words: readonly string[]): (text: string) => string {
  return (text) => {
    if (words.includes(text)) return text;
    throw new InvalidArgumentError(`Allowed choices are ${words.join(", ")}.`);
  };
}

/** This project's folder, where Deno runs its tasks. */
const PROJECT = join(dirname(fromFileUrl(import.meta.url)), "..", "..");

/**
 * Goes to the folder in which the user typed the task, so that paths mean what they mean to the user.
 * Deno runs tasks in the project's folder and names the other one in INIT_CWD.
 */
function goWhereTyped(): void {
  const folder = Deno.env.get("INIT_CWD");
  if (folder !== undefined) Deno.chdir(folder);
}

/**
 * Names a file or folder of this project as the user finds it.
 *
 * @param parts the path from the project's folder
 * @returns the path from the folder in which the user typed the task, such as `../runs/cnn`
 */
export function inProject(...parts: readonly string[]): string {
  return relative(Deno.cwd(), join(PROJECT, ...parts));
}

/**
 * Takes a path from the folder in which the user typed the task, for a command that stays in the
 * project's folder. It must be allowed to read INIT_CWD.
 *
 * @param path the path as it was typed
 * @returns the path from the project's folder
 */
export function asTyped(path: string): string {
  return relative(Deno.cwd(), resolve(Deno.env.get("INIT_CWD") ?? ".", path)) || ".";
}

/**
 * Runs a command on the program's arguments and ends the program.
 *
 * @param command the command, with its action
 * @param options `whereTyped`: whether it takes paths from the folder in which the user typed it, for
 *   which it must be allowed to read INIT_CWD; otherwise it stays in the project's folder
 */
export async function run(
  command: Command,
  options: { readonly whereTyped?: boolean } = {},
): Promise<never> {
  try {
    if (options.whereTyped) goWhereTyped();
    const args = Deno.args[0] === "--" ? Deno.args.slice(1) : Deno.args; // the way npm passes options on
    await command.parseAsync(args, { from: "user" });
    Deno.exit();
  } catch (error) {
    // Commander has printed its own message, or the help that was asked for.
    if (error instanceof CommanderError) Deno.exit(error.exitCode === 0 ? 0 : USAGE);
    console.error(told(error));
    Deno.exit(FAILED);
  }
}

/** The user's error or the system's as one sentence; an error of ours whole, with its stack trace. */
function told(error: unknown): unknown {
  return error instanceof UserError
    ? printable(`error: ${error.message}`)
    : toldBySystem(error) ?? error;
}

/** The sentence for what the system refused, such as to print onto a full disk; undefined if it did not. */
function toldBySystem(error: unknown): string | undefined {
  const isSystems = error instanceof Error && "code" in error &&
    /^E[A-Z\d]+$/.test(`${error.code}`);
  if (!isSystems) return undefined;
  const [, why, where = "standard output"] = /^(.*?)(?: \(os error \d+\))?(?:: (\w+ '.*'))?$/s.exec(
    error.message,
  )!;
  return `error: Cannot go on: ${why} (${where})`;
}

/**
 * Does what can fail for what the user typed alone: a value that makes no sense is then the user's
 * error, not ours.
 *
 * @param check what to do
 * @returns what it gives
 * @throws {UserError} if it throws a RangeError
 */
export function refuseAsUser<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof RangeError ? new UserError(error.message, { cause: error }) : error;
  }
}
