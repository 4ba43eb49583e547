import { type CompletionPlace, valueOptions } from "./completion-tree.js";

/** The script for bash, which needs nothing but bash. */
export function bashCompletion(places: readonly CompletionPlace[]): string {
  const taking = valueOptions(places);
  const paths = places.map(({ path }) => path).filter((path) => path !== "");
  return `# Completion of stopgap for bash: eval "$(stopgap completion bash)"
_stopgap() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  local path="" next i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${taking.map(({ word }) => word).join("|")}) ((i++)) ;;
      -*) ;;
      *)
        next="\${path:+$path }\${COMP_WORDS[i]}"
        case "$next" in
          ${paths.map(quoted).join("|")}) path="$next" ;;
        esac
        ;;
    esac
  done
  case "$previous" in
${taking.map(({ word, value }) => `    ${word}) ${valueReply(value)} return ;;`).join("\n")}
  esac
  local words=""
  case "$path" in
${places.map((place) => `    ${quoted(place.path)}) words=${quoted(wordsOf(place))} ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _stopgap stopgap
`;
}

function wordsOf({ words, options }: CompletionPlace): string {
  const long = options.map(({ word }) => word);
  return [...words.map(({ word }) => word), ...long, "--help"].join(" ");
}

function valueReply(value: ReturnType<typeof valueOptions>[number]["value"]): string {
  if (value === "file") return 'COMPREPLY=($(compgen -f -- "$current"));';
  if (value === "other" || value === "none") return "COMPREPLY=();";
  return `COMPREPLY=($(compgen -W ${quoted(value.join(" "))} -- "$current"));`;
}

function quoted(text: string): string {
  return `"${text}"`;
}
