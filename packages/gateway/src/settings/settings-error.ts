import { GatewayError } from "../errors/gateway-error.js";

/** One thing that is wrong with an environment. */
export interface SettingProblem {
  readonly variable: string;
  /** What was found. Never a secret. */
  readonly problem: string;
  /** What to write instead. */
  readonly remedy: string;
}

/** The settings are wrong: all that is, at once. */
export class SettingsError extends GatewayError {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[], options?: ErrorOptions) {
    const lines = problems.map(
      ({ variable, problem, remedy }) => `${variable} ${problem}; ${remedy}`,
    );
    super("invalid_settings", lines.join("\n"), {}, options);
    this.problems = problems;
  }
}
