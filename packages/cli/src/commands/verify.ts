import type { Command } from "../command.js";
import { checkAnswer, type Shape } from "../connection/check-answer.js";
import { withDeployer } from "../connection/with-deployer.js";
import { exitCodes } from "../errors/exit-code.js";
import { flagOption } from "../options/cli-option.js";
import { sharedOptions } from "../options/shared-options.js";
import { formatProblems } from "../output/drift.js";
import { resultLine } from "../output/result-line.js";
import { visible } from "../output/visible.js";

const exitCodeOption = flagOption({
  flags: "--exit-code",
  description: "end with 3 when something is not as it was deployed",
  twin: "STOPGAP_EXIT_CODE",
});

const shape: Shape = {
  is_ok: ["boolean"],
  summary: ["object"],
  schema: ["object"],
  functions: ["array"],
  unexpected: ["array"],
  left_over: ["array"],
  missing_versions: ["array"],
};

/** `stopgap verify` */
export const verifyCommand: Command = {
  name: "verify",
  summary: "compare what is live with what was deployed",
  options: [exitCodeOption],
  run: async (invocation) => {
    const { options } = invocation;
    const env = options.value(sharedOptions.env);
    const { found, target } = await withDeployer(invocation, async (deployer, { address }) => ({
      found: await deployer.verify(env),
      target: address,
    }));
    checkAnswer("stopgap.verify", found, shape);
    const { deployment_id: id, summary, left_over: leftOver, missing_versions: versions } = found;
    return {
      document: { command: "verify", target, env, verify: found },
      text: (style) =>
        [
          ...formatProblems({ ...found, versions }, style),
          ...leftOver.map((name) => `${style.dim("left over")}   ${visible(name)}`),
          resultLine(
            "verified",
            {
              env,
              deployment_id: id,
              ok: summary.ok,
              drifted: summary.drifted,
              missing: summary.missing,
              unexpected: summary.unexpected,
              left_over: summary.left_over,
              missing_versions: summary.missing_versions,
              target,
            },
            style,
          ),
        ].join("\n"),
      exitCode:
        !found.is_ok && options.value(exitCodeOption) ? exitCodes.difference : exitCodes.done,
    };
  },
};
