import { diagnose, type Finding } from "@stopgap/deployer";

import type { Command } from "../command.js";
import { withDatabase } from "../connection/with-database.js";
import { exitCodes } from "../errors/exit-code.js";
import { flagOption } from "../options/cli-option.js";
import { sharedOptions } from "../options/shared-options.js";
import { resultLine } from "../output/result-line.js";
import type { Style } from "../output/style.js";
import { visible } from "../output/visible.js";

const exitCodeOption = flagOption({
  flags: "--exit-code",
  description: "end with 3 when there is a problem",
  twin: "STOPGAP_EXIT_CODE",
});

/** `stopgap doctor` */
export const doctorCommand: Command = {
  name: "doctor",
  summary: "look for all that keeps Stopgap from working well, and say what mends it",
  options: [exitCodeOption],
  run: async (invocation) => {
    const { options } = invocation;
    const { all, target } = await withDatabase(invocation, ({ client, address }) =>
      // A pooler shows what it does to sessions where there are two.
      withDatabase(invocation, async (second) => ({
        all: await diagnose(client, { second: second.client }),
        target: address,
      })),
    );
    const isAsked = options.given(sharedOptions.env) !== undefined;
    const env = isAsked ? options.value(sharedOptions.env) : null;
    const findings = all.filter((each) => env === null || each.env === null || each.env === env);
    const counts = {
      problems: count(findings, "problem"),
      warnings: count(findings, "warning"),
      ok: count(findings, "ok"),
    };
    return {
      document: { command: "doctor", target, env, ...counts, findings },
      text: (style) =>
        [
          ...findings.flatMap((finding) => formatFinding(finding, style)),
          resultLine("diagnosed", { target, env: env ?? undefined, ...counts }, style),
        ].join("\n"),
      exitCode:
        counts.problems > 0 && options.value(exitCodeOption)
          ? exitCodes.difference
          : exitCodes.done,
    };
  },
};

function count(findings: readonly Finding[], status: Finding["status"]): number {
  return findings.filter((finding) => finding.status === status).length;
}

function formatFinding({ check, env, status, found, remedy }: Finding, style: Style): string[] {
  const about = env === null ? check : `${check} of ${visible(env)}`;
  const line = `${lookOf(status, style)(status.padEnd("warning".length))}  ${about}: ${visible(found)}`;
  return remedy === null ? [line] : [line, `         ${style.dim("mend:")} ${visible(remedy)}`];
}

function lookOf(status: Finding["status"], style: Style): (text: string) => string {
  switch (status) {
    case "ok":
      return style.green;
    case "warning":
      return style.yellow;
    case "problem":
      return style.red;
  }
}
