import { isNewer, type SqlClient, version as ownVersion } from "@stopgap/sql";

import { ask } from "../database.js";
import { type Finding, fine } from "./finding.js";
import type { Surroundings } from "./surroundings.js";

/** Whether Stopgap is installed, all of it, and in the version of this package. */
export async function checkInstallation(
  client: SqlClient,
  { installation }: Pick<Surroundings, "installation">,
): Promise<Finding> {
  const check = { check: "installation", env: null } as const;
  const install = "stopgap init --database-only --db <url>";
  if (installation === null) {
    const found = "Stopgap is not installed in this database";
    return { ...check, status: "problem", found, remedy: install };
  }
  if (!installation.hasDeployments) {
    const found = "the schema stopgap, or what should be in it, is missing";
    const remedy = installation.isExtension ? "create extension stopgap;" : install;
    return { ...check, status: "problem", found, remedy };
  }
  if (!installation.mayUse) return fine("installation", "installed; this role may not see more");
  const version = await ask<string>(client, "select to_json(plts.version())::text as answer", []);
  if (isNewer(version, ownVersion)) {
    return {
      ...check,
      status: "problem",
      found: `the database has Stopgap ${version}, this is ${ownVersion}`,
      remedy: `npm install --save-dev @stopgap/cli@${version}`,
    };
  }
  if (isNewer(ownVersion, version)) {
    const found = `the database has Stopgap ${version}, this is ${ownVersion}`;
    const update = "alter extension plts update; alter extension stopgap update;";
    return {
      ...check,
      status: "warning",
      found,
      remedy: installation.isExtension ? update : install,
    };
  }
  return fine("installation", `Stopgap ${version}`);
}
