import { resolve } from "node:path";

import type { Command } from "../../command.js";
import { checkAnswers } from "../../connection/check-answer.js";
import { withDeployer } from "../../connection/with-deployer.js";
import { choiceOption, textOptionOr } from "../../options/cli-option.js";
import { resultLine } from "../../output/result-line.js";
import { formatPackages, packageShape } from "./package-table.js";

const fromOption = textOptionOr(".", {
  flags: "--from <folder>",
  description: "where the packages are installed, or below",
  twin: "STOPGAP_VENDOR_ADD_FROM",
});

const typesOption = choiceOption(["auto", "none"], {
  flags: "--types <which>",
  description: "auto: those that a package has; none: what is imported is any",
  twin: "STOPGAP_TYPES",
  shownDefault: "auto",
});

/** `stopgap vendor add` */
export const vendorAddCommand: Command = {
  name: "add",
  summary: "bundle packages that are installed here, and let functions import them",
  words: [{ name: "<package...>", description: "such as kysely, or drizzle-orm/pg-core" }],
  options: [fromOption, typesOption],
  run: async (invocation) => {
    const { context, options, reporter, words } = invocation;
    const specifiers = words.flatMap((word) => word ?? []);
    const from = resolve(context.folder, options.value(fromOption));
    const withoutTypes = options.value(typesOption) === "none";
    const { added, warnings } = await withDeployer(invocation, (deployer, { address }) => {
      reporter.step(`adding ${specifiers.join(", ")} to ${address}`);
      return deployer.addPackages(specifiers, { from, withoutTypes });
    });
    checkAnswers("plts.add_packages", added, packageShape);
    for (const warning of warnings) reporter.note(`warning: ${warning}`);
    return {
      document: { command: "vendor add", from, packages: added, warnings },
      text: (style) =>
        [
          formatPackages(added, style),
          resultLine("added", { packages: added.length, warnings: warnings.length }, style),
        ].join("\n"),
    };
  },
};
