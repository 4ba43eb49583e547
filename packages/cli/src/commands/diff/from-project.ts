import { type BundleDiff, type BundleFunctionChange, describeReason } from "@stopgap/deployer";

import type { Answer } from "../../command.js";
import { withDeployer } from "../../connection/with-deployer.js";
import type { Invocation } from "../../invocation.js";
import { sharedOptions } from "../../options/shared-options.js";
import { changeLook, changeSigns } from "../../output/change.js";
import { describeCounts } from "../../output/counts.js";
import { resultLine } from "../../output/result-line.js";
import { shortHash } from "../../output/short-hash.js";
import type { Style } from "../../output/style.js";
import { formatTable } from "../../output/table.js";
import { visible } from "../../output/visible.js";
import { withBuiltProject } from "../../project/with-built-project.js";
import { differenceCode } from "./exit-code-option.js";

/** What a deploy of the project would change, and what that means to callers. */
export function diffFromProject(invocation: Invocation): Promise<Answer> {
  return withBuiltProject(invocation, async ({ bundle }) => {
    const env = invocation.options.value(sharedOptions.env);
    const found = await withDeployer(invocation, (deployer) => deployer.diffBundle(env, bundle));
    return {
      document: { command: "diff", env, from_schema: null, diff: found },
      text: (style) => formatDiff(env, found, style),
      exitCode: differenceCode(found.functions, invocation.options),
    };
  });
}

function formatDiff(env: string, found: BundleDiff, style: Style): string {
  const { active_deployment_id: id, summary, functions } = found;
  const heading = resultLine("diff", { env, active_deployment_id: id }, style);
  const changes = functions.filter(({ change }) => change !== "unchanged");
  const table = changes.length === 0 ? [] : ["", formatTable(changes, columns(style), style)];
  const reasons = changes.flatMap((change) => formatReasons(change, style));
  return [
    heading,
    ...table,
    ...(reasons.length === 0 ? [] : ["", ...reasons]),
    "",
    describeCounts(summary),
  ].join("\n");
}

function columns(style: Style): Parameters<typeof formatTable<BundleFunctionChange>>[1] {
  const look = (text: string, { change }: BundleFunctionChange): string =>
    changeLook(change, style)(text);
  return [
    { title: " ", cell: ({ change }) => changeSigns[change], look },
    { title: "function", cell: ({ function_path: path }) => path, look },
    { title: "change", cell: ({ change }) => change, look },
    {
      title: "callers",
      cell: ({ compatibility }) => compatibility,
      look: (text, { compatibility }) => compatibilityLook(compatibility, style)(text),
    },
    { title: "live", cell: (row) => shortHash(row.active_artifact_hash), look: style.dim },
    { title: "new", cell: (row) => shortHash(row.candidate_artifact_hash), look: style.dim },
  ];
}

function compatibilityLook(
  compatibility: BundleFunctionChange["compatibility"],
  style: Style,
): (text: string) => string {
  switch (compatibility) {
    case "breaking":
      return style.red;
    case "widening":
      return style.yellow;
    case "safe":
    case "unchanged":
      return style.dim;
  }
}

function formatReasons(
  { function_path: path, reasons }: BundleFunctionChange,
  style: Style,
): readonly string[] {
  return reasons.map(
    (reason) =>
      `${path}: ${compatibilityLook(reason.compatibility, style)(reason.compatibility)}: ${visible(describeReason(reason))}`,
  );
}
