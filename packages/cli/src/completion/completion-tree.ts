import type { Command, CommandGroup } from "../command.js";
import type { CliOption } from "../options/cli-option.js";
import { sharedOptions } from "../options/shared-options.js";

/** A word that can come next, and what it means. */
export interface CompletionWord {
  readonly word: string;
  readonly description: string;
}

/** What a shell can offer for the value of an option. */
export interface CompletionOption extends CompletionWord {
  /** Such as `-q`; null where there is none. */
  readonly short: string | null;
  readonly value: "none" | "file" | "other" | readonly string[];
}

/** What can follow a word, or several, such as `db start`; `""` is the beginning. */
export interface CompletionPlace {
  readonly path: string;
  readonly words: readonly CompletionWord[];
  readonly options: readonly CompletionOption[];
}

/** All places of a command line, for the scripts that complete it. */
export function completionPlaces(
  tree: readonly (Command | CommandGroup)[],
): readonly CompletionPlace[] {
  const shared = Object.values(sharedOptions).map(completionOption);
  const words = (commands: readonly (Command | CommandGroup)[]): readonly CompletionWord[] =>
    commands.map(({ name, summary }) => ({ word: name, description: summary }));
  const place = (path: string, command: Command): CompletionPlace => ({
    path,
    words: (command.choices ?? []).map((word) => ({ word, description: "" })),
    options: [...(command.options ?? []).map(completionOption), ...shared],
  });
  return [
    { path: "", words: words(tree), options: shared },
    ...tree.flatMap((each) =>
      "commands" in each
        ? [
            { path: each.name, words: words(each.commands), options: shared },
            ...each.commands.map((command) => place(`${each.name} ${command.name}`, command)),
          ]
        : [place(each.name, each)],
    ),
  ];
}

/** The options that take a value, anywhere. */
export function valueOptions(places: readonly CompletionPlace[]): readonly CompletionOption[] {
  const all = places.flatMap(({ options }) => options).filter(({ value }) => value !== "none");
  return [...new Map(all.map((option) => [option.word, option])).values()];
}

function completionOption({ flags, description, choices }: CliOption<unknown>): CompletionOption {
  const [, short = null] = /^(-\w), /.exec(flags) ?? [];
  const word = /--[\w-]+/.exec(flags)?.[0] ?? "";
  return { word, short, description, value: valueOf(flags, choices) };
}

function valueOf(flags: string, choices: readonly string[] | undefined): CompletionOption["value"] {
  if (choices !== undefined) return choices;
  if (/<(file|folder)>/.test(flags)) return "file";
  return flags.includes("<") ? "other" : "none";
}
