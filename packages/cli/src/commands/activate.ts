import type { Command } from "../command.js";
import { withDeployer } from "../connection/with-deployer.js";
import { readPositiveInteger } from "../options/cli-option.js";
import { sharedOptions } from "../options/shared-options.js";
import { rehearseOption } from "../options/rehearse-option.js";
import { formatRehearsal, rehearsalDocument } from "../output/rehearsal.js";
import { formatDuration } from "../output/duration.js";
import { resultLine } from "../output/result-line.js";

/** `stopgap activate` */
export const activateCommand: Command = {
  name: "activate",
  summary: "make a kept deployment active, earlier or later",
  words: [{ name: "<id>", description: "the deployment, as `stopgap deployments` lists it" }],
  options: [rehearseOption],
  run: async (invocation) => {
    const { context, options, words } = invocation;
    const env = options.value(sharedOptions.env);
    const id = readPositiveInteger("<id>", words[0] ?? "");
    const start = context.now();
    const isRehearsal = options.value(rehearseOption);
    const { found, rehearsal, address } = await withDeployer(
      invocation,
      async (deployer, { address }) => {
        if (!isRehearsal) return { found: await deployer.activate(env, id), address };
        const rehearsal = await deployer.rehearse({ env, activate: id });
        return { found: rehearsal, rehearsal, address };
      },
    );
    const duration = context.now() - start;
    return {
      document: {
        command: "activate",
        target: address,
        env,
        deployment_id: found.deploymentId,
        previous_deployment_id: found.previousDeploymentId,
        duration_ms: Math.round(duration),
        ...(rehearsal ? { rehearsal: rehearsalDocument(rehearsal) } : {}),
      },
      text: (style) =>
        [
          ...(rehearsal ? formatRehearsal(rehearsal, style) : []),
          resultLine(
            rehearsal ? "rehearsed an activation" : "activated",
            {
              env,
              deployment_id: found.deploymentId,
              previous_deployment_id: found.previousDeploymentId,
              target: address,
              duration: formatDuration(duration),
            },
            style,
          ),
        ].join("\n"),
    };
  },
};
