import type { Deployer, Rehearsal, RehearseOptions } from "@stopgap/deployer";

import type { Answer } from "../../command.js";
import { formatDuration } from "../../output/duration.js";
import { formatPruned } from "../../output/pruned.js";
import { formatRehearsal, rehearsalDocument } from "../../output/rehearsal.js";
import { resultLine } from "../../output/result-line.js";
import { deployedCounts } from "./deployed-counts.js";

/** What a deploy was asked for, as its answer repeats it. */
interface RehearsedDeploy {
  readonly env: string;
  readonly fromSchema: string | null;
  readonly sourceRoot: string | null;
  readonly label: string | null;
  readonly prune: boolean;
  readonly target: string;
}

/** Does all of a deploy and rolls it back. */
export async function rehearseDeploy(
  deployer: Deployer,
  options: RehearseOptions,
  asked: RehearsedDeploy,
): Promise<Answer> {
  const rehearsal = await deployer.rehearse(options);
  const { summary, pruned, previousDeploymentId, durationMs } = rehearsal;
  const paths = deployedPaths(rehearsal);
  const modules = [...new Set(paths.map(modulePathOf))].sort();
  return {
    document: {
      command: "deploy",
      target: asked.target,
      env: asked.env,
      from_schema: asked.fromSchema,
      label: asked.label,
      source_root: asked.sourceRoot,
      module_count: modules.length,
      module_paths: modules,
      function_count: paths.length,
      function_paths: paths,
      deployment_id: null,
      previous_deployment_id: previousDeploymentId,
      summary,
      prune: asked.prune,
      pruned: {
        dropped: pruned?.dropped ?? [],
        skipped_with_dependents: pruned?.skipped_with_dependents ?? [],
        ...(pruned?.dependents && { dependents: pruned.dependents }),
      },
      duration_ms: Math.round(durationMs),
      rehearsal: rehearsalDocument(rehearsal),
    },
    text: (style) =>
      [
        ...formatRehearsal(rehearsal, style),
        ...(pruned ? formatPruned(pruned, true, style) : []),
        resultLine(
          "rehearsed",
          {
            env: asked.env,
            from_schema: asked.fromSchema ?? undefined,
            previous_deployment_id: previousDeploymentId,
            ...(summary ? deployedCounts(summary) : {}),
            target: asked.target,
            duration: formatDuration(durationMs),
          },
          style,
        ),
      ].join("\n"),
  };
}

function deployedPaths({ plan }: Rehearsal): readonly string[] {
  return (plan?.functions ?? [])
    .filter(({ change }) => change !== "removed")
    .map(({ function_path: path }) => path);
}

/** Functions of a schema are in one module, which is called `legacy`. */
function modulePathOf(path: string): string {
  return path.startsWith("api.legacy.") ? "legacy" : path.replace(/\.[^.]*$/, "");
}
