import type { DescribedDeployment, EnvironmentStatus } from "@stopgap/deployer";

import type { Command } from "../command.js";
import { checkAnswer, type Shape } from "../connection/check-answer.js";
import { withDeployer } from "../connection/with-deployer.js";
import { sharedOptions } from "../options/shared-options.js";
import { resultLine } from "../output/result-line.js";
import { shortHash } from "../output/short-hash.js";
import type { Style } from "../output/style.js";
import { formatFacts, formatTable } from "../output/table.js";
import { formatTimestamp } from "../output/timestamp.js";

/** `stopgap status` */
export const statusCommand: Command = {
  name: "status",
  summary: "what is live in an environment",
  run: async (invocation) => {
    const env = invocation.options.value(sharedOptions.env);
    const found = await withDeployer(invocation, (deployer) => deployer.status(env));
    if (found !== null) checkAnswer("stopgap.status", found, shape);
    return {
      document: { command: "status", env, status: found },
      text: (style) =>
        found === null ? `status env=${env} none` : formatStatus(env, found, style),
    };
  },
};

const shape: Shape = {
  active_deployment_id: ["number", "null"],
  active_deployment: ["object", "null"],
};

function formatStatus(env: string, found: EnvironmentStatus, style: Style): string {
  const deployment = found.active_deployment;
  const heading = resultLine("status", { env, deployment_id: found.active_deployment_id }, style);
  const facts: [string, string][] = [["live schema", found.live_schema ?? "none yet"]];
  if (deployment === null) return [heading, "", formatFacts(facts, style)].join("\n");
  facts.push(
    ["deployment", `${deployment.id}${deployment.label === null ? "" : ` (${deployment.label})`}`],
    ["source schema", deployment.source_schema ?? "-"],
    ["deployed", `${formatTimestamp(deployment.created_at)} by ${deployment.created_by}`],
    ["active since", formatTimestamp(found.updated_at)],
  );
  return [heading, "", formatFacts(facts, style), "", formatFunctions(deployment, style)].join(
    "\n",
  );
}

function formatFunctions({ manifest }: DescribedDeployment, style: Style): string {
  const functions = manifest.functions;
  if (functions.length === 0) return style.dim("no functions");
  return formatTable(
    functions,
    [
      { title: "function", cell: ({ fn_name: name }) => name },
      { title: "path", cell: ({ function_path: path }) => path ?? "-" },
      { title: "kind", cell: ({ kind }) => kind },
      { title: "artifact", cell: ({ artifact_hash: hash }) => shortHash(hash), look: style.dim },
    ],
    style,
  );
}
