import type { Command, CommandGroup } from "../command.js";
import { bashCompletion } from "../completion/bash-completion.js";
import { completionPlaces } from "../completion/completion-tree.js";
import { fishCompletion } from "../completion/fish-completion.js";
import { zshCompletion } from "../completion/zsh-completion.js";
import { usageError } from "../errors/cli-error.js";

const scripts = new Map([
  ["bash", bashCompletion],
  ["zsh", zshCompletion],
  ["fish", fishCompletion],
]);

/**
 * `stopgap completion`
 *
 * @param tree - All commands, this one too.
 */
export function completionCommand(tree: () => readonly (Command | CommandGroup)[]): Command {
  return {
    name: "completion",
    summary: "print what lets a shell complete stopgap",
    words: [{ name: "<shell>", description: "bash, zsh or fish" }],
    choices: [...scripts.keys()],
    run: ({ words: [shell = ""] }) => {
      const script = scripts.get(shell)?.(completionPlaces(tree()));
      if (script === undefined) {
        throw usageError(`<shell> is ${[...scripts.keys()].join(" or ")}, not '${shell}'`);
      }
      return Promise.resolve({
        document: { command: "completion", shell, script },
        text: () => script.trimEnd(),
      });
    },
  };
}
