import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { whenGone } from "../app/when-gone.js";
import type { Databases } from "../databases/databases.js";
import { GatewayError } from "../errors/gateway-error.js";
import { migrateInTurn, migrationFields } from "../fleets/migrate-in-turn.js";
import type { DatabaseIdentity, TenantDatabase } from "../registry/registry.js";
import { storedSchema, versionOf } from "../tenants/stored-schema.js";

/** `POST /v2/migrate`: migrates a database, or all of a schema, to the stored schema. */
export const v2MigrateRoute: Route = (app, { archives, registry, databases, tenants }) => {
  app.post(
    "/v2/migrate",
    {
      schema: {
        summary: "Migrate a database, or all databases of a schema, to the stored schema",
        tags: ["tenants"],
        body: Type.Object(
          {
            platform: Type.String({ minLength: 1 }),
            schema_name: Type.String({ minLength: 1 }),
            database_id: Type.Optional(
              Type.String({ minLength: 1, description: "Default: all databases of the schema" }),
            ),
            force: Type.Optional(Type.Boolean()),
            accept: Type.Optional(Type.Array(Type.String())),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            platform: Type.String(),
            schema_name: Type.String(),
            ...migrationFields,
          }),
        },
      },
    },
    async (request, reply) => {
      const signal = whenGone(reply);
      const { platform, schema_name: schemaName, force = false, accept = [] } = request.body;
      const { database_id: databaseId } = request.body;
      await request.requirePlatform(platform, databaseId);
      const stored = await storedSchema(registry, platform, schemaName);
      const found =
        databaseId === undefined
          ? await registry.databases(platform, schemaName)
          : [await findDatabase(databases, platform, { kind: "schema", schemaName, databaseId })];
      const { declared } = await archives.declare(await registry.readArchive(stored), signal);
      const options = { version: versionOf(stored), force, accept, signal };
      return {
        platform,
        schema_name: schemaName,
        ...(await migrateInTurn(tenants, found, declared, options)),
      };
    },
  );
};

/** Version 2 says 400 where there is no such database. */
async function findDatabase(
  databases: Databases,
  platform: string,
  identity: DatabaseIdentity,
): Promise<TenantDatabase> {
  try {
    return await databases.find(platform, identity);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "database_not_found") throw error;
    throw new GatewayError("invalid_request", error.message, {}, { cause: error });
  }
}
