import type { Command } from "../command.js";
import { checkAnswer, type Shape } from "../connection/check-answer.js";
import { withDeployer } from "../connection/with-deployer.js";
import { flagOption } from "../options/cli-option.js";
import { sharedOptions } from "../options/shared-options.js";
import { formatPruned } from "../output/pruned.js";
import { resultLine } from "../output/result-line.js";

const dryRunOption = flagOption({
  flags: "--dry-run",
  description: "only tell what would be removed",
  twin: "STOPGAP_DRY_RUN",
});

const shape: Shape = { dropped: ["array"], skipped_with_dependents: ["array"] };

/** `stopgap prune` */
export const pruneCommand: Command = {
  name: "prune",
  summary: "remove live functions that the active deployment does not have",
  options: [dryRunOption],
  run: async (invocation) => {
    const { options } = invocation;
    const env = options.value(sharedOptions.env);
    const dryRun = options.value(dryRunOption);
    const found = await withDeployer(invocation, (deployer) => deployer.prune(env, { dryRun }));
    checkAnswer("stopgap.prune", found, shape);
    const { dropped, skipped_with_dependents: skipped } = found;
    return {
      document: { command: "prune", env, dry_run: dryRun, prune: found },
      text: (style) =>
        [
          ...formatPruned(found, dryRun, style),
          resultLine(
            "pruned",
            { env, dry_run: dryRun, dropped: dropped.length, skipped: skipped.length },
            style,
          ),
        ].join("\n"),
    };
  },
};
