import { writeStateRow } from "../tracking/applied-state.js";
import { writeChangelog } from "../tracking/write-changelog.js";
import type { SchemaRun } from "./schema-run.js";

/** Commits what a run has done, does something outside of any transaction, and lets the run go on in a new one. */
export async function commitSoFar<Result>(
  run: SchemaRun,
  work: () => Promise<Result>,
): Promise<Result> {
  await writeChangelog(run, run.takeEntries());
  if (run.mode === "create") {
    // The next run finds a database that is still new.
    await writeStateRow(run, { checksum: null, modulesChecksum: null, version: null });
  }
  return run.transaction.outside(work);
}
