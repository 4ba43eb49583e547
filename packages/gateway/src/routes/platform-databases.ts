import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { GatewayError } from "../errors/gateway-error.js";

const answerSchema = Type.Object({
  platform: Type.String(),
  databases: Type.Array(
    Type.Object({
      id: Type.String({ description: "The database_id, or the tenant_id" }),
      database_name: Type.String(),
      schema_name: Type.Union([Type.String(), Type.Null()], {
        description: "Null for a database that POST /register has made",
      }),
      created_at: Type.String({ format: "date-time" }),
    }),
  ),
  count: Type.Integer(),
});

/** `GET /platform/{platform}/databases`: the databases of a platform, by name, or those of one schema. */
export const platformDatabasesRoute: Route = (app, { registry }) => {
  app.get(
    "/platform/:platform/databases",
    {
      schema: {
        summary: "List the databases of a platform",
        tags: ["platforms"],
        params: Type.Object({ platform: Type.String() }),
        querystring: Type.Object({ schema: Type.Optional(Type.String()) }),
        response: { 200: answerSchema },
      },
    },
    async (request) => {
      const { platform } = request.params;
      await request.requirePlatform(platform);
      if (!(await registry.findPlatform(platform)))
        throw new GatewayError("invalid_request", `Platform '${platform}' is not registered`);
      const found = await registry.databases(platform, request.query.schema);
      const databases = found.map(({ name, identity, createdAt }) => ({
        id: identity.kind === "schema" ? identity.databaseId : (identity.tenantId ?? "main"),
        database_name: name,
        schema_name: identity.kind === "schema" ? identity.schemaName : null,
        created_at: createdAt.toISOString(),
      }));
      return { platform, databases, count: databases.length };
    },
  );
};
