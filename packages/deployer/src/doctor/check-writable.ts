import { type Finding, fine } from "./finding.js";
import { identifier } from "./identifier.js";
import type { Surroundings } from "./surroundings.js";

/** Whether anything can be written. */
export function checkWritable({ isStandby, isReadOnly, login, database }: Surroundings): Finding {
  const about = { check: "writable", env: null } as const;
  if (isStandby) {
    return {
      ...about,
      status: "warning",
      found: "this is a standby: functions can be called, and nothing can be deployed",
      remedy: "stopgap doctor --db <url of the primary>",
    };
  }
  if (!isReadOnly) return fine("writable", "reads and writes");
  return {
    ...about,
    status: "problem",
    found: "transactions of this session are read-only",
    remedy: `alter role ${identifier(login)} in database ${identifier(database)} set default_transaction_read_only = off;`,
  };
}
