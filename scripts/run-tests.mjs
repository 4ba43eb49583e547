import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { run } from "./run.mjs";
import { root } from "./set-up.mjs";

const resultsFile = join(root, ".cache", "test-results.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${resultsFile}`];

/** Runs Vitest once for the whole workspace, and counts. A file that could not be loaded counts as one failure. */
export function runTests(args) {
  rmSync(resultsFile, { force: true });
  const succeeded = run("vitest", ["run", ...reporters, ...args]);
  try {
    const results = JSON.parse(readFileSync(resultsFile, "utf8"));
    const unloaded = results.testResults.filter(
      ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
    );
    const failed = results.numFailedTests + unloaded.length;
    return { passed: results.numPassedTests, failed, succeeded, files: results.testResults };
  } catch {
    return { passed: 0, failed: 1, succeeded: false, files: [] };
  }
}
