import type { Diff, FunctionChange } from "@stopgap/deployer";

import type { Command } from "../command.js";
import { checkAnswer, type Shape } from "../connection/check-answer.js";
import { withDeployer } from "../connection/with-deployer.js";
import { exitCodes } from "../errors/exit-code.js";
import { flagOption } from "../options/cli-option.js";
import { fromSchemaOption } from "../options/from-schema-option.js";
import { sharedOptions } from "../options/shared-options.js";
import { describeCounts } from "../output/counts.js";
import { resultLine } from "../output/result-line.js";
import { shortHash } from "../output/short-hash.js";
import type { Style } from "../output/style.js";
import { formatTable } from "../output/table.js";

const exitCodeOption = flagOption({
  flags: "--exit-code",
  description: "end with 3 when there is a difference",
  twin: "STOPGAP_EXIT_CODE",
});

/** `stopgap diff` */
export const diffCommand: Command = {
  name: "diff",
  summary: "what a deploy would change",
  options: [fromSchemaOption, exitCodeOption],
  run: async (invocation) => {
    const { options } = invocation;
    const env = options.value(sharedOptions.env);
    const fromSchema = options.value(fromSchemaOption);
    const found = await withDeployer(invocation, (deployer) => deployer.diff(env, fromSchema));
    checkAnswer("stopgap.diff", found, shape);
    const isDifferent = found.functions.some(({ change }) => change !== "unchanged");
    return {
      document: { command: "diff", env, from_schema: fromSchema, diff: found },
      text: (style) => formatDiff(found, style),
      exitCode:
        isDifferent && options.value(exitCodeOption) ? exitCodes.difference : exitCodes.done,
    };
  },
};

const shape: Shape = { summary: ["object"], functions: ["array"] };

function formatDiff(found: Diff, style: Style): string {
  const { env, source_schema: schema, active_deployment_id: id, summary, functions } = found;
  const heading = resultLine("diff", { env, from_schema: schema, active_deployment_id: id }, style);
  const changes = functions.filter(({ change }) => change !== "unchanged");
  const table = changes.length === 0 ? [] : ["", formatTable(changes, columns(style), style)];
  return [heading, ...table, "", describeCounts(summary)].join("\n");
}

const signs = {
  added: "+",
  changed: "~",
  "changed (dependency)": "^",
  recompiled: "*",
  removed: "-",
  unchanged: "=",
} as const;

function columns(style: Style): Parameters<typeof formatTable<FunctionChange>>[1] {
  const looks = {
    added: style.green,
    changed: style.yellow,
    "changed (dependency)": style.yellow,
    recompiled: style.cyan,
    removed: style.red,
    unchanged: style.dim,
  };
  const look = (text: string, { change }: FunctionChange): string => looks[change](text);
  return [
    { title: " ", cell: ({ change }) => signs[change], look },
    { title: "function", cell: ({ fn_name: name }) => name, look },
    { title: "change", cell: ({ change }) => change, look },
    { title: "live", cell: (row) => shortHash(row.active_artifact_hash), look: style.dim },
    { title: "new", cell: (row) => shortHash(row.candidate_artifact_hash), look: style.dim },
  ];
}
