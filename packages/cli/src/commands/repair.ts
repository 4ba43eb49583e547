import type { RepairResult } from "@stopgap/deployer";

import type { Command } from "../command.js";
import { checkAnswer, type Shape } from "../connection/check-answer.js";
import { withDeployer } from "../connection/with-deployer.js";
import { exitCodes } from "../errors/exit-code.js";
import { sharedOptions } from "../options/shared-options.js";
import { formatProblems } from "../output/drift.js";
import { formatDuration } from "../output/duration.js";
import { resultLine } from "../output/result-line.js";
import type { Style } from "../output/style.js";

const shape: Shape = { is_ok: ["boolean"], repaired: ["object"], remaining: ["object"] };

/** `stopgap repair` */
export const repairCommand: Command = {
  name: "repair",
  summary: "make what is live what was deployed",
  run: async (invocation) => {
    const { context, options } = invocation;
    const env = options.value(sharedOptions.env);
    const start = context.now();
    const { found, target } = await withDeployer(invocation, async (deployer, { address }) => ({
      found: await deployer.repair(env),
      target: address,
    }));
    const duration = context.now() - start;
    checkAnswer("stopgap.repair", found, shape);
    return {
      document: {
        ...{ command: "repair", target, env, repair: found },
        duration_ms: Math.round(duration),
      },
      text: (style) =>
        [
          ...formatRepair(found, style),
          resultLine(
            "repaired",
            {
              env,
              deployment_id: found.deployment_id,
              functions: found.repaired.functions.length,
              versions: found.repaired.versions.length,
              remaining: count(found.remaining),
              target,
              duration: formatDuration(duration),
            },
            style,
          ),
        ].join("\n"),
      exitCode: found.is_ok ? exitCodes.done : exitCodes.difference,
    };
  },
};

function count({ functions, unexpected, versions }: RepairResult["remaining"]): number {
  return functions.length + unexpected.length + versions.length;
}

function formatRepair({ env, repaired, remaining }: RepairResult, style: Style): string[] {
  const mended = formatProblems({ ...repaired, unexpected: [] }, style);
  const left = formatProblems({ ...remaining, schema: null }, style);
  const isDamaged = remaining.functions.some(({ drift }) =>
    drift.some(({ what }) => what === "artifact"),
  );
  return [
    ...mended.map((line) => `${style.green("mended")} ${line}`),
    ...left.map((line) => `${style.yellow("left")}   ${line}`),
    ...(isDamaged
      ? [
          `       ${style.dim("mend:")} stopgap deploy --env ${env} --force, or create the functions of a schema again`,
        ]
      : []),
  ];
}
