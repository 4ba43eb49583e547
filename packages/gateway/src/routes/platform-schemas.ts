import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { GatewayError } from "../errors/gateway-error.js";

const answerSchema = Type.Object({
  platform: Type.String(),
  schemas: Type.Array(
    Type.Object({
      name: Type.String(),
      has_tables: Type.Boolean(),
      has_functions: Type.Boolean(),
      has_migrations: Type.Boolean(),
      has_seeders: Type.Boolean(),
    }),
  ),
  count: Type.Integer(),
});

/** `GET /platform/{platform}/schemas`: the schemas that are kept for a platform, by name. */
export const platformSchemasRoute: Route = (app, { registry }) => {
  app.get(
    "/platform/:platform/schemas",
    {
      schema: {
        summary: "List the schemas of a platform",
        tags: ["platforms"],
        params: Type.Object({ platform: Type.String() }),
        response: { 200: answerSchema },
      },
    },
    async (request) => {
      const { platform } = request.params;
      await request.requirePlatform(platform);
      if (!(await registry.findPlatform(platform))?.isRegistered)
        throw new GatewayError("invalid_request", `Platform '${platform}' is not registered`);
      const schemas = (await registry.schemas(platform)).map((each) => ({
        name: each.name,
        has_tables: each.hasTables,
        has_functions: each.hasFunctions,
        has_migrations: each.hasMigrations,
        has_seeders: each.hasSeeders,
      }));
      return { platform, schemas, count: schemas.length };
    },
  );
};
