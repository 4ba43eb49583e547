import { DeployError, DeployerError } from "@stopgap/deployer";
import { LocalError } from "@stopgap/local";
import { InstallError } from "@stopgap/sql";
import { describe, expect, it } from "vitest";

import { CliError, usageError } from "../../src/errors/cli-error.js";
import { describeFailure } from "../../src/errors/failure.js";

const raised = (fields: Readonly<Record<string, string>>): Error =>
  Object.assign(new Error(fields["message"]), { severity: "ERROR", ...fields });

describe("an error ends the command with", () => {
  it.each([
    ["2 for wrong usage", usageError("no"), 2, "usage"],
    ["11 for what PostgreSQL refuses (SG-L04)", raised({ code: "42501" }), 11, "refused"],
    ["10 for an end of the server", raised({ code: "57P01" }), 10, "connection_lost"],
    [
      "10 for a lost connection",
      new Error("Connection terminated unexpectedly"),
      10,
      "connection_lost",
    ],
    [
      "11 for a refused installation",
      new InstallError("engine_missing", "no", "do"),
      11,
      "engine_missing",
    ],
    [
      "10 for a local server that does not run",
      new LocalError("not_running", "no"),
      10,
      "not_running",
    ],
    [
      "1 for a local server that does not start",
      new LocalError("start_failed", "no"),
      1,
      "start_failed",
    ],
    ["1 for whatever else", new TypeError("no"), 1, "unexpected"],
    ["1 for what is no error", "no", 1, "unexpected"],
  ])("%s", (_what, error, exitCode, code) => {
    expect(describeFailure(error, false)).toMatchObject({ exitCode, code });
  });

  it("130 when it was interrupted, whatever came of that", () => {
    const error = raised({ code: "57014", message: "canceling statement due to user request" });
    expect(describeFailure(error, true)).toMatchObject({ exitCode: 130, code: "interrupted" });
  });

  it("13 for TypeScript errors, which it takes out of the detail", () => {
    const place = { severity: "error", code: "TS2339", message: "no", line: 1, column: 2 };
    const detail = JSON.stringify([{ ...place, code: 2339, phase: "semantic" }]);
    const error = new DeployError(7, "no", { sqlstate: "42601", detail });
    expect(describeFailure(error, false)).toMatchObject({
      code: "deploy_failed",
      exitCode: 13,
      sqlstate: "42601",
      deploymentId: 7,
      detail: undefined,
      diagnosed: [{ diagnostics: [place] }],
    });
  });

  it.each([
    ["call_failed", 11],
    ["refused", 11],
    ["not_installed", 11],
    ["connection_lost", 10],
    ["unreadable_answer", 12],
  ] as const)("that of the deployer's %s: %d", (code, exitCode) => {
    const error = new DeployerError(code, "no", { sqlstate: "P0001" });
    expect(describeFailure(error, false)).toMatchObject({ code, exitCode, sqlstate: "P0001" });
  });

  it("keeps what PostgreSQL says beside its message", () => {
    const error = raised({ code: "P0001", message: "no", detail: "[1, 2]", hint: "do" });
    expect(describeFailure(error, false)).toMatchObject({ detail: "[1, 2]", hint: "do" });
  });

  it("keeps the cause", () => {
    const cause = new TypeError("no");
    expect(describeFailure(cause, false).cause).toBe(cause);
    const known = new CliError("x", 11, "y");
    expect(describeFailure(known, false)).toBe(known);
  });
});
