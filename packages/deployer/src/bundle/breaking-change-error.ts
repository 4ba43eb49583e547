import { describeReason } from "../contract/compare-contracts.js";
import { DeployerError } from "../errors.js";
import type { BundleFunctionChange } from "../contract/function-compatibility.js";

/** A deploy would break callers of functions, which nobody has accepted. Nothing has happened. */
export class BreakingChangeError extends DeployerError {
  override readonly name = "BreakingChangeError";
  /** The functions whose callers would break, with all reasons, in the order of their paths. */
  readonly functions: readonly BundleFunctionChange[];

  constructor(functions: readonly BundleFunctionChange[]) {
    const paths = functions.map(({ function_path: path }) => path);
    super("breaking_change", `the deploy would break callers of ${paths.join(", ")}`, {
      detail: functions.flatMap(describe).join("\n"),
      hint: "Keep what callers rely on, or accept the breaking change of each path.",
    });
    this.functions = functions;
  }
}

function describe({ function_path: path, reasons }: BundleFunctionChange): readonly string[] {
  return reasons
    .filter(({ compatibility }) => compatibility === "breaking")
    .map((reason) => `${path}: ${describeReason(reason)}`);
}
