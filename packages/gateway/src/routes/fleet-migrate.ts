import { type Static, Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import type { GatewayContext } from "../app/gateway-context.js";
import { whenGone } from "../app/when-gone.js";
import { type DatabaseResult, databaseResultSchema } from "../fleets/database-results.js";
import { countResults, fleetCountFields, fleetRequestFields } from "../fleets/fleet-answer.js";
import { canariesFirst, tenantDatabases } from "../fleets/fleet-members.js";
import { type FleetSchema, migrateFleet } from "../fleets/migrate-fleet.js";
import type { TenantDatabase } from "../registry/registry.js";
import { requireRegistered, storedSchema, versionOf } from "../tenants/stored-schema.js";

const bodySchema = Type.Object(
  {
    platform: Type.String({ minLength: 1 }),
    schema_name: Type.Optional(
      Type.String({
        minLength: 1,
        description: "Only the databases of this schema. Default: those of all, each with its own",
      }),
    ),
    tenants_schema: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "The stored schema for the databases of tenants, which have theirs from requests; without, those are skipped",
      }),
    ),
    ...fleetRequestFields,
    force: Type.Optional(Type.Boolean()),
    accept: Type.Optional(Type.Array(Type.String())),
    dry_run: Type.Optional(Type.Boolean({ description: "Only tells what would be done" })),
  },
  { additionalProperties: false },
);

/** `POST /fleet/migrate`: migrates all databases of a platform, or of one of its schemas, to the stored schemas. */
export const fleetMigrateRoute: Route = (app, context) => {
  const { settings, tenants, stopping } = context;
  app.post(
    "/fleet/migrate",
    {
      schema: {
        summary: "Migrate all databases of a platform, canaries first, several at a time",
        tags: ["tenants"],
        body: bodySchema,
        response: {
          200: Type.Object({
            platform: Type.String(),
            dry_run: Type.Boolean(),
            ...fleetCountFields,
            results: Type.Array(databaseResultSchema),
            execution_time_ms: Type.Integer(),
          }),
        },
      },
    },
    async (request, reply) => {
      const start = performance.now();
      const signal = AbortSignal.any([whenGone(reply), stopping]);
      const { body, log } = request;
      const { platform, force = false, accept = [], dry_run: isDryRun = false } = body;
      await request.requirePlatform(platform);
      const { members, schemas, leftOut } = await fleetOf(context, body, signal);
      const { canary_databases: canaries = members.slice(0, 1).map(({ name }) => name) } = body;
      const migrated = await migrateFleet(tenants, {
        databases: canariesFirst(members, canaries),
        schemaOf: (database) => schemaOf(database, schemas),
        canaries: canaries.length,
        parallelism: body.parallelism ?? settings.fleetParallelism,
        maxFailures: body.max_failures ?? 1,
        isDryRun,
        options: { force, accept, signal },
        log,
      });
      const results = [...migrated, ...leftOut].sort((a, b) => (a.database < b.database ? -1 : 1));
      const counts = countResults(results);
      log.info({ platform, ...counts }, "a fleet was migrated");
      return {
        platform,
        dry_run: isDryRun,
        ...counts,
        results,
        execution_time_ms: Math.round(performance.now() - start),
      };
    },
  );
};

/** By the schema's name; null: those of tenants. */
type FleetSchemas = ReadonlyMap<string | null, FleetSchema>;

interface Fleet {
  readonly members: readonly TenantDatabase[];
  readonly schemas: FleetSchemas;
  /** Databases that have no stored schema, and none was named for them. */
  readonly leftOut: readonly DatabaseResult[];
}

async function fleetOf(
  { registry, archives }: GatewayContext,
  { platform, schema_name: schemaName, tenants_schema: tenantsSchema }: Static<typeof bodySchema>,
  signal: AbortSignal,
): Promise<Fleet> {
  await requireRegistered(registry, platform);
  const ofTenants = schemaName === undefined || tenantsSchema !== undefined;
  const tenants = ofTenants ? await tenantDatabases(registry, platform) : [];
  const members = (await registry.databases(platform, schemaName)).filter(
    ({ identity }) => identity.kind === "schema",
  );
  const names = new Set(
    members.map(({ identity }) => (identity.kind === "schema" ? identity.schemaName : "")),
  );
  if (schemaName !== undefined) names.add(schemaName);
  const read = async (name: string): Promise<FleetSchema> => {
    const stored = await storedSchema(registry, platform, name);
    const { declared } = await archives.declare(await registry.readArchive(stored), signal);
    return { declared, version: versionOf(stored) };
  };
  const schemas = new Map<string | null, FleetSchema>();
  for (const name of names) schemas.set(name, await read(name));
  if (tenantsSchema === undefined) return { members, schemas, leftOut: tenants.map(leaveOut) };
  schemas.set(null, schemas.get(tenantsSchema) ?? (await read(tenantsSchema)));
  const all = [...members, ...tenants].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { members: all, schemas, leftOut: [] };
}

function leaveOut({ name }: TenantDatabase): DatabaseResult {
  const message = "It has its schema from requests: name the stored one for it as tenants_schema";
  return { database: name, status: "skipped", error: { error: "schema_not_found", message } };
}

function schemaOf({ name, identity }: TenantDatabase, schemas: FleetSchemas): FleetSchema {
  const found = schemas.get(identity.kind === "schema" ? identity.schemaName : null);
  if (!found) throw new Error(`no schema was read for ${name}`);
  return found;
}
