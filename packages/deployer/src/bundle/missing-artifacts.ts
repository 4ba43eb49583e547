import type { BundledArtifact, ProjectBundle } from "@stopgap/compiler/project";
import type { SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";

/** The artifacts of a bundle that the database does not have, each once. */
export async function missingArtifacts(
  client: SqlClient,
  { artifacts }: ProjectBundle,
): Promise<readonly BundledArtifact[]> {
  const hashes = await ask<readonly string[]>(
    client,
    "select to_json(stopgap.missing_artifacts($1))::text as answer",
    [artifacts.map(({ hash }) => hash)],
  );
  const missing = new Set(hashes);
  const distinct = new Map(artifacts.map((artifact) => [artifact.hash, artifact]));
  return [...distinct.values()].filter(({ hash }) => missing.has(hash));
}
