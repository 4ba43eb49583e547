import type { Deployer, DeployResult, DescribedDeployment, Pruned } from "@stopgap/deployer";

import type { Answer } from "../../command.js";
import { checkAnswer, unreadableAnswer } from "../../connection/check-answer.js";
import { withDeployer } from "../../connection/with-deployer.js";
import { withFunctionSource } from "../../diagnostics/compile-failure.js";
import type { Invocation } from "../../invocation.js";
import { sharedOptions } from "../../options/shared-options.js";
import { formatDuration } from "../../output/duration.js";
import type { JsonDocument } from "../../output/json.js";
import { formatPruned } from "../../output/pruned.js";
import { resultLine } from "../../output/result-line.js";
import type { Style } from "../../output/style.js";
import { rehearseOption } from "../../options/rehearse-option.js";
import { deployedCounts } from "./deployed-counts.js";
import { rehearseDeploy } from "./rehearse-deploy.js";
import { labelOption, pruneOption } from "./deploy-options.js";

/** Makes the functions of a schema live. */
export function deployFromSchema(invocation: Invocation, fromSchema: string): Promise<Answer> {
  const { context, options, reporter } = invocation;
  const env = options.value(sharedOptions.env);
  const request = {
    env,
    fromSchema,
    label: options.value(labelOption) ?? null,
    prune: options.value(pruneOption),
  };
  return withDeployer(invocation, async (deployer, { client, address }) => {
    reporter.step(`deploying ${fromSchema} to ${env} at ${address}`);
    const start = context.now();
    const explain = async (error: unknown): Promise<never> => {
      throw await withFunctionSource(error, client, fromSchema);
    };
    if (options.value(rehearseOption)) {
      const asked = { ...request, sourceRoot: null, target: address };
      return rehearseDeploy(deployer, request, asked).catch(explain);
    }
    const result = await deployer.deploy(request).catch(explain);
    const duration = context.now() - start;
    checkAnswer("stopgap.try_deploy", result, { deploymentId: ["number"], summary: ["object"] });
    const manifest = await manifestOf(deployer, result.deploymentId);
    const done = { ...request, ...result, manifest, target: address, duration };
    return { document: documentOf(done), text: (style) => formatDeploy(done, style) };
  });
}

type Manifest = DescribedDeployment["manifest"];

interface Done extends DeployResult {
  readonly env: string;
  readonly fromSchema: string;
  readonly label: string | null;
  readonly prune: boolean;
  readonly manifest: Manifest;
  readonly target: string;
  /** In milliseconds. */
  readonly duration: number;
}

/** What a deployment says of itself, whether or not another one is active by now. */
async function manifestOf(deployer: Deployer, id: number): Promise<Manifest> {
  const found = await deployer.deployment(id);
  const what = "stopgap.describe_deployment";
  if (found === null) throw unreadableAnswer(what, `deployment ${id} is not there`);
  checkAnswer(what, found, { id: ["number"], manifest: ["object"] });
  checkAnswer(what, found.manifest, { functions: ["array"], prune: ["object"] });
  return found.manifest;
}

function modulePathsOf({ functions }: Manifest): readonly string[] {
  return [...new Set(functions.flatMap(({ module_path: path }) => path ?? []))].sort();
}

function documentOf(done: Done): JsonDocument {
  const { manifest } = done;
  const modulePaths = modulePathsOf(manifest);
  return {
    command: "deploy",
    target: done.target,
    env: done.env,
    from_schema: done.fromSchema,
    label: done.label,
    source_root: null,
    module_count: modulePaths.length,
    module_paths: modulePaths,
    function_count: manifest.functions.length,
    function_paths: manifest.functions.flatMap(({ function_path: path }) => path ?? []).sort(),
    deployment_id: done.deploymentId,
    previous_deployment_id: done.previousDeploymentId,
    summary: done.summary,
    prune: done.prune,
    pruned: prunedBy(manifest),
    duration_ms: Math.round(done.duration),
  };
}

function formatDeploy(done: Done, style: Style): string {
  const line = resultLine(
    "deployed",
    {
      env: done.env,
      from_schema: done.fromSchema,
      deployment_id: done.deploymentId,
      prune: done.prune,
      module_count: modulePathsOf(done.manifest).length,
      function_count: done.manifest.functions.length,
      previous_deployment_id: done.previousDeploymentId,
      ...deployedCounts(done.summary),
      target: done.target,
      duration: formatDuration(done.duration),
    },
    style,
  );
  return [...formatPruned(prunedBy(done.manifest), false, style), line].join("\n");
}

function prunedBy({ prune }: Manifest): Pruned {
  return {
    dropped: prune?.dropped ?? [],
    skipped_with_dependents: prune?.skipped_with_dependents ?? [],
    ...(prune?.dependents && { dependents: prune.dependents }),
  };
}
