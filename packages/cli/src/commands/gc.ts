import type { GarbageResult } from "@stopgap/deployer";

import type { Command } from "../command.js";
import { checkAnswer, type Shape } from "../connection/check-answer.js";
import { withDeployer } from "../connection/with-deployer.js";
import { flagOption, wholeNumberOption } from "../options/cli-option.js";
import { formatDuration } from "../output/duration.js";
import { resultLine } from "../output/result-line.js";
import type { Style } from "../output/style.js";
import { visible } from "../output/visible.js";

const keepOption = wholeNumberOption({
  flags: "--keep <n>",
  description: "how many of the last deployments of each environment stay",
  twin: "STOPGAP_KEEP",
  shownDefault: "20",
});

const dryRunOption = flagOption({
  flags: "--dry-run",
  description: "only tell what would be removed",
  twin: "STOPGAP_DRY_RUN",
});

const shape: Shape = { environments: ["array"], versions: ["object"], artifacts: ["object"] };

/** `stopgap gc` */
export const gcCommand: Command = {
  name: "gc",
  summary: "remove old deployments of all environments, and code that nothing uses",
  options: [keepOption, dryRunOption],
  run: async (invocation) => {
    const { context, options } = invocation;
    const keep = options.value(keepOption);
    const dryRun = options.value(dryRunOption);
    const start = context.now();
    const { found, target } = await withDeployer(invocation, async (deployer, { address }) => ({
      found: await deployer.collectGarbage({ keep, dryRun }),
      target: address,
    }));
    const duration = context.now() - start;
    checkAnswer("stopgap.collect_garbage", found, shape);
    return {
      document: {
        ...{ command: "gc", target, dry_run: dryRun, gc: found },
        duration_ms: Math.round(duration),
      },
      text: (style) =>
        [
          ...formatGarbage(found, style),
          resultLine(
            "collected",
            {
              keep: found.keep,
              dry_run: dryRun,
              deployments: found.environments.flatMap(({ removed }) => removed).length,
              versions: found.versions.removed,
              artifacts: found.artifacts.removed,
              bytes: found.artifacts.removed_bytes,
              target,
              duration: formatDuration(duration),
            },
            style,
          ),
        ].join("\n"),
    };
  },
};

function formatGarbage(found: GarbageResult, style: Style): string[] {
  const verb = found.dry_run ? "would remove" : "removed";
  return [
    ...found.environments.flatMap(({ env, removed, kept }) => [
      ...(removed.length === 0
        ? []
        : [`${style.red("-")} ${verb} deployments ${removed.join(", ")} of ${visible(env)}`]),
      ...kept
        .filter(({ reasons }) => reasons.includes("pinned"))
        .map(
          ({ deployment_id: id, pinned_until: until = "" }) =>
            `${style.dim("=")} kept deployment ${id} of ${visible(env)}: pinned until ${until}`,
        ),
    ]),
    ...Object.entries(found.versions.dependents).map(
      ([name, users]) =>
        `${style.yellow("!")} kept ${visible(name)}: used by ${visible(users.join(", "))}`,
    ),
    ...(found.versions.is_complete
      ? []
      : [`${style.yellow("!")} there is more to remove: run it again`]),
  ];
}
