import { type CompletionPlace, type CompletionWord, valueOptions } from "./completion-tree.js";

/** The script for zsh, for its completion system (`compinit`). */
export function zshCompletion(places: readonly CompletionPlace[]): string {
  const taking = valueOptions(places);
  const paths = places.map(({ path }) => path).filter((path) => path !== "");
  return `#compdef stopgap
# Completion of stopgap for zsh: eval "$(stopgap completion zsh)", after compinit
_stopgap() {
  local current_path="" next
  local -i i
  local -a candidates
  for ((i = 2; i < CURRENT; i++)); do
    case "\${words[i]}" in
      (${taking.map(({ word }) => word).join("|")}) ((i++)) ;;
      (-*) ;;
      (*)
        next="\${current_path:+$current_path }\${words[i]}"
        case "$next" in
          (${paths.map((path) => `"${path}"`).join("|")}) current_path="$next" ;;
        esac
        ;;
    esac
  done
  case "\${words[CURRENT - 1]}" in
${taking.map(({ word, value }) => `    (${word}) ${valueReply(value)}; return ;;`).join("\n")}
  esac
  case "$current_path" in
${places.map((place) => `    ("${place.path}") candidates=(${candidatesOf(place)}) ;;`).join("\n")}
  esac
  _describe "stopgap" candidates
}
compdef _stopgap stopgap
`;
}

function candidatesOf({ words, options }: CompletionPlace): string {
  return [...words, ...options, { word: "--help", description: "help" }].map(candidate).join(" ");
}

function candidate({ word, description }: CompletionWord): string {
  const text = description === "" ? word : `${word}:${description.replaceAll(":", "\\:")}`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function valueReply(value: ReturnType<typeof valueOptions>[number]["value"]): string {
  if (value === "file") return "_files";
  if (value === "other" || value === "none") return "_message value";
  return `compadd ${value.join(" ")}`;
}
