import { run, runQuietly } from "./run.mjs";

/** Everything that needs no database. */
export const checks = ["build", "eslint", "prettier", "typecheck"];

/** Runs Nx targets in all packages, from the cache where nothing has changed, and returns whether all succeeded. */
export function runTargets(targets) {
  return run("nx", nxArguments(targets));
}

/** Builds what goes into the database, says nothing unless that fails, and returns whether it succeeded. */
export function buildAssets() {
  return runQuietly("nx", nxArguments(["assets"]));
}

function nxArguments(targets) {
  return ["run-many", "-t", ...targets, "--output-style=static"];
}
