import type { RollbackOptions } from "@stopgap/deployer";

import type { Command } from "../command.js";
import { withDeployer } from "../connection/with-deployer.js";
import { usageError } from "../errors/cli-error.js";
import { positiveIntegerOption } from "../options/cli-option.js";
import type { GivenOptions } from "../options/given-options.js";
import { sharedOptions } from "../options/shared-options.js";
import { rehearseOption } from "../options/rehearse-option.js";
import { formatRehearsal, rehearsalDocument } from "../output/rehearsal.js";
import { formatDuration } from "../output/duration.js";
import { resultLine } from "../output/result-line.js";

const stepsOption = positiveIntegerOption({
  flags: "--steps <n>",
  description: "how many deployments back",
  twin: "STOPGAP_STEPS",
  shownDefault: "1",
});

const toOption = positiveIntegerOption({
  flags: "--to <id>",
  description: "to this deployment",
  twin: "STOPGAP_ROLLBACK_TO",
});

/** `stopgap rollback` */
export const rollbackCommand: Command = {
  name: "rollback",
  summary: "make an earlier deployment active again",
  options: [stepsOption, toOption, rehearseOption],
  run: async (invocation) => {
    const { context, options } = invocation;
    const env = options.value(sharedOptions.env);
    const target = rollbackTarget(options);
    const start = context.now();
    const isRehearsal = options.value(rehearseOption);
    const { found, rehearsal, address } = await withDeployer(
      invocation,
      async (deployer, { address }) => {
        if (!isRehearsal) return { found: await deployer.rollback(env, target), address };
        const rehearsal = await deployer.rehearse({ env, rollback: target });
        return { found: rehearsal, rehearsal, address };
      },
    );
    const duration = context.now() - start;
    const steps = target.toId === undefined ? (target.steps ?? 1) : null;
    const outcome = {
      deployment_id: found.deploymentId,
      previous_deployment_id: found.previousDeploymentId,
    };
    return {
      document: {
        command: "rollback",
        target: address,
        env,
        steps,
        to_id: target.toId ?? null,
        ...outcome,
        duration_ms: Math.round(duration),
        ...(rehearsal ? { rehearsal: rehearsalDocument(rehearsal) } : {}),
      },
      text: (style) =>
        [
          ...(rehearsal ? formatRehearsal(rehearsal, style) : []),
          resultLine(
            rehearsal ? "rehearsed a rollback" : "rolled back",
            {
              env,
              target_deployment_id: found.deploymentId,
              steps: steps ?? undefined,
              to_id: target.toId,
              from_deployment_id: found.previousDeploymentId,
              target: address,
              duration: formatDuration(duration),
            },
            style,
          ),
        ].join("\n"),
    };
  },
};

/** One of the two options; an argument beats the environment. */
function rollbackTarget(options: GivenOptions): RollbackOptions {
  const steps = options.value(stepsOption);
  const toId = options.value(toOption);
  if (steps === undefined) return toId === undefined ? {} : { toId };
  if (toId === undefined) return { steps };
  const [stepsOrigin, toOrigin] = [stepsOption, toOption].map(
    (each) => options.given(each)?.origin,
  );
  if (stepsOrigin === toOrigin) throw usageError("--steps and --to exclude each other");
  return stepsOrigin === "argument" ? { steps } : { toId };
}
