import type { Deployer } from "@stopgap/deployer";

import type { Answer, Command } from "../command.js";
import type { Connection } from "../connection/connect.js";
import type { DatabaseTarget } from "../connection/database-target.js";
import { namedDatabase } from "../connection/with-database.js";
import { withDeployer } from "../connection/with-deployer.js";
import { usageError } from "../errors/cli-error.js";
import type { Invocation } from "../invocation.js";
import { requiredTextOption } from "../options/cli-option.js";
import { formatDuration } from "../output/duration.js";
import { resultLine } from "../output/result-line.js";
import { labelOption } from "./deploy/deploy-options.js";

const fromOption = requiredTextOption({
  flags: "--from <env>",
  description: "the environment whose active deployment is taken",
  twin: "STOPGAP_PROMOTE_FROM",
});

const toOption = requiredTextOption({
  flags: "--to <env>",
  description: "the environment where it becomes live",
  twin: "STOPGAP_PROMOTE_TO",
});

/** `stopgap promote` */
export const promoteCommand: Command = {
  name: "promote",
  summary: "make what is live in one environment live in another one, byte for byte",
  options: [fromOption, toOption, labelOption],
  run: async (invocation) => {
    const { context, options } = invocation;
    const from = options.value(fromOption);
    const to = options.value(toOption);
    const label = options.value(labelOption) ?? null;
    if (from === to) throw usageError("--from and --to name the same environment");
    const target = await databaseOfBoth(invocation, from, to);
    const promote = async (deployer: Deployer, { address }: Connection): Promise<Answer> => {
      const start = context.now();
      const { deploymentId, previousDeploymentId } = await deployer.promote(from, to, label);
      const duration = context.now() - start;
      return {
        document: {
          command: "promote",
          target: address,
          from,
          to,
          label,
          deployment_id: deploymentId,
          previous_deployment_id: previousDeploymentId,
          duration_ms: Math.round(duration),
        },
        text: (style) =>
          resultLine(
            "promoted",
            {
              from,
              to,
              deployment_id: deploymentId,
              previous_deployment_id: previousDeploymentId,
              target: address,
              duration: formatDuration(duration),
            },
            style,
          ),
      };
    };
    return withDeployer(invocation, promote, target);
  },
};

/** Both environments must be in one database: what is promoted are its artifacts. */
async function databaseOfBoth(
  invocation: Invocation,
  from: string,
  to: string,
): Promise<DatabaseTarget> {
  const [source, target] = [
    await namedDatabase(invocation, from),
    await namedDatabase(invocation, to),
  ];
  const isSame =
    source.kind === "url" && target.kind === "url"
      ? source.url === target.url
      : source.kind === target.kind;
  if (isSame) return target;
  throw usageError(
    `${from} and ${to} are in different databases: ${source.namedBy} and ${target.namedBy}`,
    "Deploy the project to the other database with --env.",
  );
}
