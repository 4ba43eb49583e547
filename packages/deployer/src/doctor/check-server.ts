import { type Finding, fine } from "./finding.js";
import type { Surroundings } from "./surroundings.js";

const oldest = 14;
const newest = 18;

/** PostgreSQL's version. */
export function checkServer({ versionNumber }: Pick<Surroundings, "versionNumber">): Finding {
  const major = Math.floor(versionNumber / 10_000);
  const found = `PostgreSQL ${major}`;
  if (major < oldest) {
    return {
      check: "server",
      env: null,
      status: "problem",
      found: `${found}; Stopgap needs ${oldest} or later`,
      remedy: `Upgrade the server to PostgreSQL ${oldest} to ${newest}.`,
    };
  }
  if (major <= newest) return fine("server", found);
  return {
    check: "server",
    env: null,
    status: "warning",
    found: `${found}; Stopgap is made for ${oldest} to ${newest}`,
    remedy: `Use a server of PostgreSQL ${oldest} to ${newest}.`,
  };
}
