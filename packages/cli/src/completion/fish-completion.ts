import type { CompletionOption, CompletionPlace, CompletionWord } from "./completion-tree.js";

/** The script for fish. */
export function fishCompletion(places: readonly CompletionPlace[]): string {
  const [start] = places;
  return [
    "# Completion of stopgap for fish: stopgap completion fish | source",
    "complete -c stopgap -f",
    ...(start?.options ?? []).map((option) => optionLine("", option)),
    ...places.flatMap(({ path, words, options }) => [
      ...words.map((word) => wordLine(conditionOf(path, words), word)),
      ...(path === ""
        ? []
        : options
            .filter((option) => start?.options.includes(option) !== true)
            .map((option) => optionLine(conditionOf(path, words), option))),
    ]),
    "",
  ].join("\n");
}

/** When a place is where one is: its words were given, and none that leads on. */
function conditionOf(path: string, next: readonly CompletionWord[]): string {
  const seen = path
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => `__fish_seen_subcommand_from ${word}`);
  const gone = next.map(({ word }) => word).join(" ");
  const all = [...seen, ...(gone === "" ? [] : [`not __fish_seen_subcommand_from ${gone}`])];
  return ` -n '${all.join("; and ")}'`;
}

function wordLine(condition: string, { word, description }: CompletionWord): string {
  return `complete -c stopgap${condition} -a ${word}${describe(description)}`;
}

function optionLine(condition: string, option: CompletionOption): string {
  const { word, short, value, description } = option;
  const letter = short === null ? "" : ` -s ${short.slice(1)}`;
  return `complete -c stopgap${condition} -l ${word.slice(2)}${letter}${valueOf(value)}${describe(description)}`;
}

function valueOf(value: CompletionOption["value"]): string {
  if (value === "none") return "";
  if (value === "file") return " -r -F";
  return value === "other" ? " -x" : ` -x -a '${value.join(" ")}'`;
}

function describe(description: string): string {
  return description === "" ? "" : ` -d '${description.replaceAll(/['\\]/g, "\\$&")}'`;
}
