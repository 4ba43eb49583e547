import type { DeployBundleResult } from "@stopgap/deployer";

import type { Answer } from "../../command.js";
import { withDeployer } from "../../connection/with-deployer.js";
import type { Invocation } from "../../invocation.js";
import { sharedOptions } from "../../options/shared-options.js";
import { formatDuration } from "../../output/duration.js";
import type { JsonDocument } from "../../output/json.js";
import { formatPruned } from "../../output/pruned.js";
import { resultLine } from "../../output/result-line.js";
import type { Style } from "../../output/style.js";
import type { BuiltProject } from "../../project/build-project.js";
import { gitState } from "../../project/git-state.js";
import { withBuiltProject } from "../../project/with-built-project.js";
import { acceptBreakingOption, forceOption, labelOption, pruneOption } from "./deploy-options.js";
import { rehearseOption } from "../../options/rehearse-option.js";
import { deployedCounts } from "./deployed-counts.js";
import { rehearseDeploy } from "./rehearse-deploy.js";

/** Makes the functions of the project live. */
export function deployFromProject(invocation: Invocation): Promise<Answer> {
  const { context, options, reporter } = invocation;
  const start = context.now();
  return withBuiltProject(invocation, async ({ bundle }, opened) => {
    const env = options.value(sharedOptions.env);
    return withDeployer(invocation, async (deployer, { address }) => {
      reporter.step(`deploying to ${env} at ${address}`);
      const request = {
        env,
        label: options.value(labelOption) ?? null,
        prune: options.value(pruneOption),
        force: options.value(forceOption),
      };
      const deploy = { ...request, bundle, acceptBreaking: options.value(acceptBreakingOption) };
      if (options.value(rehearseOption)) {
        const { sourceRoot } = opened;
        const asked = { ...request, fromSchema: null, sourceRoot, target: address };
        return rehearseDeploy(deployer, deploy, asked);
      }
      const result = await deployer.deployBundle({
        ...deploy,
        git: await gitState(opened.root),
        sourceRoot: opened.sourceRoot,
      });
      const duration = context.now() - start;
      const { sourceRoot } = opened;
      const done = { ...request, ...result, bundle, sourceRoot, target: address, duration };
      return { document: documentOf(done), text: (style) => formatDeploy(done, style) };
    });
  });
}

interface Done extends DeployBundleResult, Pick<BuiltProject, "bundle"> {
  readonly env: string;
  readonly sourceRoot: string;
  readonly label: string | null;
  readonly prune: boolean;
  readonly target: string;
  /** In milliseconds. */
  readonly duration: number;
}

function modulePathsOf({ bundle }: Done): readonly string[] {
  return [...new Set(bundle.functions.map(({ modulePath }) => modulePath))].sort();
}

function documentOf(done: Done): JsonDocument {
  const { bundle } = done;
  const modulePaths = modulePathsOf(done);
  return {
    command: "deploy",
    target: done.target,
    env: done.env,
    from_schema: null,
    label: done.label,
    source_root: done.sourceRoot,
    module_count: modulePaths.length,
    module_paths: modulePaths,
    function_count: bundle.functions.length,
    function_paths: bundle.functions.map(({ path }) => path),
    deployment_id: done.deploymentId,
    previous_deployment_id: done.previousDeploymentId,
    is_unchanged: done.isUnchanged,
    summary: done.summary,
    artifacts: { sent: done.sentArtifacts, known: done.knownArtifacts },
    prune: done.prune,
    pruned: {
      dropped: done.pruned.dropped,
      skipped_with_dependents: done.pruned.skipped_with_dependents,
      ...(done.pruned.dependents && { dependents: done.pruned.dependents }),
    },
    duration_ms: Math.round(done.duration),
  };
}

function formatDeploy(done: Done, style: Style): string {
  const line = resultLine(
    done.isUnchanged ? "unchanged" : "deployed",
    {
      env: done.env,
      deployment_id: done.deploymentId,
      prune: done.prune,
      module_count: modulePathsOf(done).length,
      function_count: done.bundle.functions.length,
      previous_deployment_id: done.previousDeploymentId,
      ...deployedCounts(done.summary),
      artifacts_sent: done.sentArtifacts,
      target: done.target,
      duration: formatDuration(done.duration),
    },
    style,
  );
  return [...formatPruned(done.pruned, false, style), line].join("\n");
}
