import type { PinUntil } from "@stopgap/deployer";

import type { Command } from "../command.js";
import { withDeployer } from "../connection/with-deployer.js";
import { usageError } from "../errors/cli-error.js";
import { flagOption, readPositiveInteger, textOption } from "../options/cli-option.js";
import type { GivenOptions } from "../options/given-options.js";
import { resultLine } from "../output/result-line.js";

const untilOption = textOption({
  flags: "--until <time>",
  description: "keep it until this time, such as 2030-01-31 or 2030-01-31T09:30Z",
  twin: "STOPGAP_UNTIL",
  shownDefault: "for good",
});

const removeOption = flagOption({
  flags: "--remove",
  description: "keep it no longer than others",
  twin: "STOPGAP_REMOVE",
});

/** `stopgap pin` */
export const pinCommand: Command = {
  name: "pin",
  summary: "keep a deployment from garbage collection",
  words: [{ name: "<id>", description: "the deployment, as `stopgap deployments` lists it" }],
  options: [untilOption, removeOption],
  run: async (invocation) => {
    const { options, words } = invocation;
    const id = readPositiveInteger("<id>", words[0] ?? "");
    const until = readUntil(options);
    const { found, target } = await withDeployer(invocation, async (deployer, { address }) => ({
      found: await deployer.pin(id, until),
      target: address,
    }));
    return {
      document: { command: "pin", target, ...found },
      text: (style) =>
        resultLine(
          found.pinned_until === null ? "unpinned" : "pinned",
          {
            env: found.env,
            deployment_id: found.deployment_id,
            until: found.pinned_until ?? undefined,
            target,
          },
          style,
        ),
    };
  },
};

function readUntil(options: GivenOptions): PinUntil {
  const given = options.given(untilOption);
  if (options.value(removeOption)) {
    if (given?.origin !== "argument") return null;
    // An argument beats the environment.
    if (options.given(removeOption)?.origin === "argument") {
      throw usageError("--until and --remove exclude each other");
    }
  }
  const text = options.value(untilOption);
  if (given === undefined || text === undefined) return "infinity";
  const time = /^\d{4}-\d\d-\d\d(?:T.*)?$/.test(text) ? new Date(text) : undefined;
  if (time !== undefined && !Number.isNaN(time.getTime())) return time;
  throw usageError(
    `${given.name} is a time in ISO 8601, not '${text}'`,
    "Such as 2030-01-31, which begins in UTC, or 2030-01-31T09:30+02:00.",
  );
}
