import { resolve } from "node:path";

import { packExtension } from "@stopgap/sql";

import type { Command } from "../../command.js";
import { listOption } from "../../options/cli-option.js";
import { resultLine } from "../../output/result-line.js";

const upgradeFromOption = listOption({
  flags: "--upgrade-from <versions>",
  description: "earlier versions whose files are not in the folder any more, separated by commas",
  twin: "STOPGAP_UPGRADE_FROM",
});

/** `stopgap extension pack` */
export const extensionPackCommand: Command = {
  name: "pack",
  summary: "write the files for `create extension plts` and `create extension stopgap`",
  words: [{ name: "<folder>", description: "such as a server's extension folder" }],
  options: [upgradeFromOption],
  run: async ({ context, options, words: [folder = ""] }) => {
    const packed = await packExtension(resolve(context.folder, folder), {
      upgradeFrom: options.value(upgradeFromOption),
    });
    const { version, files } = packed;
    return {
      document: { command: "extension pack", folder: packed.folder, version, files },
      text: (style) =>
        [
          ...files.map((file) => `${style.green("+")} ${file}`),
          resultLine("packed", { version, files: files.length, folder: packed.folder }, style),
        ].join("\n"),
    };
  },
};
