import type { ListedDeployment } from "@stopgap/deployer";

import type { Command } from "../command.js";
import { checkAnswers, type Shape } from "../connection/check-answer.js";
import { withDeployer } from "../connection/with-deployer.js";
import { shortMessage } from "../diagnostics/compile-failure.js";
import { positiveIntegerOption } from "../options/cli-option.js";
import { sharedOptions } from "../options/shared-options.js";
import { formatCounts } from "../output/counts.js";
import { resultLine } from "../output/result-line.js";
import type { Style } from "../output/style.js";
import { formatTable } from "../output/table.js";
import { formatTimestamp } from "../output/timestamp.js";
import { visible } from "../output/visible.js";

const limitOption = positiveIntegerOption({
  flags: "--limit <n>",
  description: "how many at most",
  twin: "STOPGAP_LIMIT",
  shownDefault: "50",
});

const beforeOption = positiveIntegerOption({
  flags: "--before <id>",
  description: "only those before this one",
  twin: "STOPGAP_BEFORE",
});

/** `stopgap deployments` */
export const deploymentsCommand: Command = {
  name: "deployments",
  summary: "the deployments of an environment, newest first",
  options: [limitOption, beforeOption],
  run: async (invocation) => {
    const { options } = invocation;
    const env = options.value(sharedOptions.env);
    const page = { limit: options.value(limitOption), beforeId: options.value(beforeOption) };
    const found = await withDeployer(invocation, (deployer) => deployer.deployments(env, page));
    checkAnswers("stopgap.deployments", found, shape);
    return {
      document: { command: "deployments", env, count: found.length, deployments: found },
      text: (style) => formatDeployments(env, found, style),
    };
  },
};

const shape: Shape = { id: ["number"], status: ["string"], manifest: ["object"] };

function formatDeployments(env: string, found: readonly ListedDeployment[], style: Style): string {
  const heading = resultLine("deployments", { env, count: found.length }, style);
  if (found.length === 0) return heading;
  const table = formatTable(
    found,
    [
      { title: "id", cell: ({ id }) => id.toString(), align: "right" },
      {
        title: "status",
        cell: ({ status }) => status,
        look: (text, { status }) => lookOf(status, style)(text),
      },
      { title: "label", cell: ({ label }) => label ?? "-" },
      { title: "source", cell: ({ source_schema: schema }) => schema ?? "-" },
      {
        title: "functions",
        cell: ({ manifest }) => manifest.function_count.toString(),
        align: "right",
      },
      { title: "changes", cell: ({ manifest }) => formatCounts(manifest.summary) },
      { title: "created", cell: ({ created_at: time }) => formatTimestamp(time) },
      { title: "by", cell: ({ created_by: role }) => role },
    ],
    style,
  );
  const failures = found.flatMap(({ id, manifest: { error } }) =>
    error ? [`${style.red(`${id} failed:`)} ${visible(shortMessage(error.message))}`] : [],
  );
  return [heading, "", table, ...(failures.length === 0 ? [] : ["", ...failures])].join("\n");
}

function lookOf(status: string, style: Style): (text: string) => string {
  if (status === "active") return style.green;
  return status === "failed" ? style.red : style.dim;
}
