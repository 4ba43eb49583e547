import { run } from "./run.mjs";

/** Everything that needs no database. */
export const checks = ["build", "eslint", "prettier", "typecheck"];

/** Runs Nx targets in all packages, from the cache where nothing has changed, and returns whether all succeeded. */
export function runTargets(targets) {
  return run("nx", ["run-many", "-t", ...targets, "--output-style=static"]);
}
