import type { Diff, FunctionChange } from "@stopgap/deployer";

import type { Answer } from "../../command.js";
import { checkAnswer, type Shape } from "../../connection/check-answer.js";
import { withDeployer } from "../../connection/with-deployer.js";
import type { Invocation } from "../../invocation.js";
import { sharedOptions } from "../../options/shared-options.js";
import { describeCounts } from "../../output/counts.js";
import { resultLine } from "../../output/result-line.js";
import { changeLook, changeSigns } from "../../output/change.js";
import { shortHash } from "../../output/short-hash.js";
import type { Style } from "../../output/style.js";
import { formatTable } from "../../output/table.js";
import { differenceCode } from "./exit-code-option.js";

/** What a deploy of a schema would change. */
export async function diffFromSchema(invocation: Invocation, fromSchema: string): Promise<Answer> {
  const env = invocation.options.value(sharedOptions.env);
  const found = await withDeployer(invocation, (deployer) => deployer.diff(env, fromSchema));
  checkAnswer("stopgap.diff", found, shape);
  return {
    document: { command: "diff", env, from_schema: fromSchema, diff: found },
    text: (style) => formatDiff(found, style),
    exitCode: differenceCode(found.functions, invocation.options),
  };
}

const shape: Shape = { summary: ["object"], functions: ["array"] };

function formatDiff(found: Diff, style: Style): string {
  const { env, source_schema: schema, active_deployment_id: id, summary, functions } = found;
  const heading = resultLine("diff", { env, from_schema: schema, active_deployment_id: id }, style);
  const changes = functions.filter(({ change }) => change !== "unchanged");
  const table = changes.length === 0 ? [] : ["", formatTable(changes, columns(style), style)];
  return [heading, ...table, "", describeCounts(summary)].join("\n");
}

function columns(style: Style): Parameters<typeof formatTable<FunctionChange>>[1] {
  const look = (text: string, { change }: FunctionChange): string =>
    changeLook(change, style)(text);
  return [
    { title: " ", cell: ({ change }) => changeSigns[change], look },
    { title: "function", cell: ({ fn_name: name }) => name, look },
    { title: "change", cell: ({ change }) => change, look },
    { title: "live", cell: (row) => shortHash(row.active_artifact_hash), look: style.dim },
    { title: "new", cell: (row) => shortHash(row.candidate_artifact_hash), look: style.dim },
  ];
}
