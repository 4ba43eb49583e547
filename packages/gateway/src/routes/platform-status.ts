import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import type { GatewayContext } from "../app/gateway-context.js";
import { whenGone } from "../app/when-gone.js";
import { asGatewayError } from "../errors/as-gateway-error.js";
import { errorBody, errorBodySchema } from "../errors/error-body.js";
import { targetDatabases, targetFields, tenantOfTarget } from "../fleets/function-targets.js";
import { runFleet } from "../fleets/run-fleet.js";
import type { TenantStatus } from "../functions/tenant-functions.js";
import type { TenantDatabase } from "../registry/registry.js";

const orNull = { text: Type.Union([Type.String(), Type.Null()]) };

const statusSchema = Type.Object({
  database: Type.String(),
  server: Type.String(),
  tenant_id: Type.Optional(orNull.text),
  schema_name: Type.Optional(Type.String()),
  database_id: Type.Optional(Type.String()),
  schema_checksum: Type.Optional(orNull.text),
  schema_version: Type.Optional(orNull.text),
  applied_at: Type.Optional(orNull.text),
  is_current: Type.Optional(
    Type.Boolean({ description: "Whether it has the stored schema as it is now" }),
  ),
  active_deployment_id: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  label: Type.Optional(orNull.text),
  deployed_at: Type.Optional(orNull.text),
  function_count: Type.Optional(Type.Integer()),
  error: Type.Optional(errorBodySchema),
});

/** `GET /platform/{platform}/status`: what is live in each database. */
export const platformStatusRoute: Route = (app, context) => {
  const { settings, registry, databases, functions } = context;
  app.get(
    "/platform/:platform/status",
    {
      schema: {
        summary: "What schema and which TypeScript functions each database has",
        tags: ["tenants"],
        params: Type.Object({ platform: Type.String() }),
        querystring: Type.Object(targetFields, { additionalProperties: false }),
        response: {
          200: Type.Object({
            platform: Type.String(),
            databases: Type.Array(statusSchema),
            count: Type.Integer(),
          }),
        },
      },
    },
    async (request, reply) => {
      const signal = whenGone(reply);
      const { platform } = request.params;
      await request.requirePlatform(platform, tenantOfTarget(request.query));
      const targets = await targetDatabases(registry, databases, platform, request.query);
      const stored = await storedChecksums(context, platform, targets, signal);
      const outcomes = await runFleet(targets, (database) => functions.status(database, signal), {
        canaries: 0,
        parallelism: settings.fleetParallelism,
        maxFailures: Number.POSITIVE_INFINITY,
        signal,
      });
      const found = outcomes.map((outcome) => ({
        ...placeOf(outcome.member),
        ...(outcome.status === "done" ? describe(outcome.member, outcome.result, stored) : {}),
        ...(outcome.status === "failed" ? { error: errorBody(asGatewayError(outcome.error)) } : {}),
      }));
      return { platform, databases: found, count: found.length };
    },
  );
};

/** By the names of schemas, what a database that has the stored one says of it. */
async function storedChecksums(
  { registry, archives }: GatewayContext,
  platform: string,
  databases: readonly TenantDatabase[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const names = new Set(
    databases.flatMap(({ identity }) => (identity.kind === "schema" ? identity.schemaName : [])),
  );
  const checksums = new Map<string, string>();
  for (const name of names) {
    const stored = await registry.findSchema(platform, name);
    if (!stored) continue;
    const { checksum } = await archives.unpack(await registry.readArchive(stored), signal);
    checksums.set(name, checksum);
  }
  return checksums;
}

function placeOf({ name, server, identity }: TenantDatabase) {
  return {
    database: name,
    server,
    ...(identity.kind === "tenant"
      ? { tenant_id: identity.tenantId }
      : { schema_name: identity.schemaName, database_id: identity.databaseId }),
  };
}

function describe(
  { identity }: TenantDatabase,
  { schema, functions }: TenantStatus,
  stored: ReadonlyMap<string, string>,
) {
  const current = identity.kind === "schema" ? stored.get(identity.schemaName) : undefined;
  const active = functions?.active_deployment;
  return {
    schema_checksum: schema?.checksum ?? null,
    schema_version: schema?.version ?? null,
    applied_at: schema?.appliedAt.toISOString() ?? null,
    ...(current === undefined ? {} : { is_current: schema?.checksum === current }),
    active_deployment_id: functions?.active_deployment_id ?? null,
    label: active?.label ?? null,
    deployed_at: functions?.updated_at ?? null,
    function_count: active?.manifest.function_count ?? 0,
  };
}
