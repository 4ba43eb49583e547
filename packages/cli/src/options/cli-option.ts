import { usageError } from "../errors/cli-error.js";

/** What was given for an option, before it is understood. */
export interface GivenValue {
  /** A text; for an option without an argument, true. */
  readonly raw: string | true;
  /** What gave it: `--steps` or `STOPGAP_STEPS`. */
  readonly name: string;
  readonly origin: "argument" | "environment";
}

/** An option of a command, with its twin in the environment. An argument beats the environment. */
export interface CliOption<Value> {
  /** As in the help: `-q, --quiet` or `--label <text>`. */
  readonly flags: string;
  readonly description: string;
  /** The environment variable that says the same. Empty counts as not set. */
  readonly twin: string;
  /** The name that the same had before. The twin beats it. */
  readonly formerTwin?: string;
  /** What its value can be, where there are only a few. */
  readonly choices?: readonly string[];
  /** Whether it may be given more than once: its values are put together with commas. */
  readonly isRepeatable?: boolean;
  /** The default, as the help shows it. */
  readonly shownDefault?: string;
  /** Understands what was given, or says what applies when nothing was. */
  readonly read: (given: GivenValue | undefined) => Value;
}

type Description = Omit<CliOption<unknown>, "read">;

/** An option with a text. */
export function textOption(description: Description): CliOption<string | undefined> {
  return { ...description, read: (given) => given && text(given) };
}

/** An option with a text that is never missing. */
export function textOptionOr(
  fallback: string,
  description: Omit<Description, "shownDefault">,
): CliOption<string> {
  return {
    ...description,
    shownDefault: fallback,
    read: (given) => (given ? text(given) : fallback),
  };
}

/** An option that must be given. */
export function requiredTextOption(description: Description): CliOption<string> {
  return {
    ...description,
    read: (given) => {
      if (given) return text(given);
      throw usageError(`${description.flags} is missing`, `Give it, or set ${description.twin}.`);
    },
  };
}

/** An option with some words, separated by commas. */
export function listOption(description: Description): CliOption<readonly string[]> {
  return {
    ...description,
    read: (given) =>
      given
        ? text(given)
            .split(",")
            .map((word) => word.trim())
            .filter((word) => word !== "")
        : [],
  };
}

/** An option with one of a few words. */
export function choiceOption<Choice extends string>(
  choices: readonly Choice[],
  description: Description,
): CliOption<Choice | undefined> {
  return {
    ...description,
    choices,
    read: (given) => {
      if (!given) return undefined;
      const choice = choices.find((each) => each === given.raw);
      if (choice !== undefined) return choice;
      throw usageError(`${given.name} is ${choices.join(" or ")}, not '${String(given.raw)}'`);
    },
  };
}

/** An option with a whole number from 1 to what JavaScript holds exactly. */
export function positiveIntegerOption(description: Description): CliOption<number | undefined> {
  return {
    ...description,
    read: (given) => given && readPositiveInteger(given.name, String(given.raw)),
  };
}

/** An option with a whole number from 0 to what JavaScript holds exactly. */
export function wholeNumberOption(description: Description): CliOption<number | undefined> {
  return {
    ...description,
    read: (given) => {
      if (!given) return undefined;
      const number = /^\d+$/.test(String(given.raw)) ? Number(given.raw) : Number.NaN;
      if (Number.isSafeInteger(number)) return number;
      throw usageError(`${given.name} is a whole number from 0, not '${String(given.raw)}'`);
    },
  };
}

/**
 * Reads a whole number from 1 to what JavaScript holds exactly.
 *
 * @param name - What gave it, for the error.
 * @throws {CliError} `usage`
 */
export function readPositiveInteger(name: string, raw: string): number {
  const number = /^\d+$/.test(raw) ? Number(raw) : Number.NaN;
  if (number >= 1 && Number.isSafeInteger(number)) return number;
  throw usageError(`${name} is a whole number from 1, not '${raw}'`);
}

const words = new Map([
  ...["1", "true", "yes", "on"].map((word) => [word, true] as const),
  ...["0", "false", "no", "off"].map((word) => [word, false] as const),
]);

/** An option without an argument. Its twin says `1`, `true`, `yes` or `on`, or the opposite. */
export function flagOption(description: Description): CliOption<boolean> {
  return {
    ...description,
    read: (given) => {
      if (!given) return false;
      if (given.raw === true) return true;
      const word = words.get(given.raw.toLowerCase());
      if (word !== undefined) return word;
      throw usageError(`${given.name} is 1 or 0, not '${given.raw}'`);
    },
  };
}

function text(given: GivenValue): string {
  const found = String(given.raw);
  if (found !== "") return found;
  throw usageError(`${given.name} is empty`);
}
