import { type Static, Type } from "typebox";

import { asGatewayError } from "../errors/as-gateway-error.js";
import { errorBody, errorBodySchema } from "../errors/error-body.js";
import type { TenantDatabase } from "../registry/registry.js";
import { migratedFields } from "../tenants/tenant-answer.js";
import type { FleetOutcome } from "./run-fleet.js";

/** What became of one database of a fleet that was migrated. */
export const databaseResultSchema = Type.Object({
  database: Type.String(),
  status: Type.Enum(["migrated", "unchanged", "planned", "failed", "skipped"], {
    description: "`skipped`: it was not begun, and nothing has happened to it",
  }),
  ...Type.Partial(Type.Object(migratedFields)).properties,
  plan: Type.Optional(
    Type.Object(
      {
        steps: Type.Array(Type.Object({}, { additionalProperties: true })),
        blocked: Type.Array(Type.Object({}, { additionalProperties: true })),
        notes: Type.Array(Type.String()),
      },
      { description: "Of a dry run" },
    ),
  ),
  error: Type.Optional(errorBodySchema),
});

/** One of {@link databaseResultSchema}. */
export type DatabaseResult = Static<typeof databaseResultSchema>;

/** The result for an outcome. */
export function databaseResult<Result>(
  outcome: FleetOutcome<TenantDatabase, Result>,
  describe: (result: Result) => Omit<DatabaseResult, "database">,
): DatabaseResult {
  const database = outcome.member.name;
  switch (outcome.status) {
    case "done":
      return { database, ...describe(outcome.result) };
    case "failed":
      return { database, status: "failed", error: errorBody(asGatewayError(outcome.error)) };
    case "skipped":
      return { database, status: "skipped" };
  }
}
