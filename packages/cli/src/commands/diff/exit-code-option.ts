import type { FunctionChange } from "@stopgap/deployer";

import { exitCodes, type ExitCode } from "../../errors/exit-code.js";
import { flagOption } from "../../options/cli-option.js";
import type { GivenOptions } from "../../options/given-options.js";

export const exitCodeOption = flagOption({
  flags: "--exit-code",
  description: "end with 3 when there is a difference",
  twin: "STOPGAP_EXIT_CODE",
});

/** What a comparison ends with. */
export function differenceCode(
  functions: readonly Pick<FunctionChange, "change">[],
  options: GivenOptions,
): ExitCode {
  const isDifferent = functions.some(({ change }) => change !== "unchanged");
  return isDifferent && options.value(exitCodeOption) ? exitCodes.difference : exitCodes.done;
}
