import type { BundledArtifact, ProjectBundle } from "@stopgap/compiler/project";
import type { SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";

/**
 * The artifacts of a bundle that the database does not have, each once.
 *
 * @param checkBytes - Also those whose stored bytes are not what their hash says. Default false.
 */
export async function missingArtifacts(
  client: SqlClient,
  { artifacts }: ProjectBundle,
  checkBytes = false,
): Promise<readonly BundledArtifact[]> {
  const hashes = await ask<readonly string[]>(
    client,
    "select to_json(stopgap.missing_artifacts($1, $2))::text as answer",
    [artifacts.map(({ hash }) => hash), checkBytes],
  );
  const missing = new Set(hashes);
  const distinct = new Map(artifacts.map((artifact) => [artifact.hash, artifact]));
  return [...distinct.values()].filter(({ hash }) => missing.has(hash));
}
