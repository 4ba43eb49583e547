import type { Drift, MissingVersion, VerifiedFunction, VerifiedSchema } from "@stopgap/deployer";

import { shortHash } from "./short-hash.js";
import type { Style } from "./style.js";
import { visible } from "./visible.js";

/** What is wrong with what is live. */
export interface Problems {
  readonly schema: VerifiedSchema | null;
  readonly functions: readonly VerifiedFunction[];
  readonly unexpected: readonly string[];
  readonly versions: readonly MissingVersion[];
}

/** A line for each thing that is wrong; what is right is left out. */
export function formatProblems(problems: Problems, style: Style): readonly string[] {
  const { schema, functions, unexpected, versions } = problems;
  return [
    ...(schema === null ? [] : formatVerified("the live schema", schema, style)),
    ...functions.flatMap((each) => formatVerified(each.fn_name, each, style)),
    ...unexpected.map((name) => `${style.yellow("unexpected")}  ${visible(name)}`),
    ...versions.map(
      ({ fn_name: name, deployment_id: id }) =>
        `${style.red("missing")}     ${visible(name)} of deployment ${id}`,
    ),
  ];
}

function formatVerified(
  name: string,
  { status, drift }: VerifiedSchema,
  style: Style,
): readonly string[] {
  if (status === "ok") return [];
  const sign = style.red(status.padEnd("unexpected".length));
  if (drift.length === 0) return [`${sign}  ${visible(name)}`];
  return drift.map((each) => `${sign}  ${visible(name)}: ${formatDrift(each)}`);
}

function formatDrift({ what, expected, found }: Drift): string {
  if (what === "artifact") {
    const state = found === null ? "is gone" : "is not what its hash says";
    return `its code ${formatValue(expected)} ${state}`;
  }
  return `${what} is ${formatValue(found)}, not ${formatValue(expected)}`;
}

function formatValue(value: unknown): string {
  if (value === null) return "none";
  if (typeof value === "string") {
    return value.startsWith("sha256:") ? shortHash(value) : visible(value);
  }
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value.length === 0 ? "none" : visible(value.join(", "));
}
