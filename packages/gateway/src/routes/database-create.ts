import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { whenGone } from "../app/when-gone.js";
import { storedSchema, versionOf } from "../tenants/stored-schema.js";
import { createdAnswer, createdFields } from "../tenants/tenant-answer.js";

/** `POST /database/create`: makes a database with a schema that the platform keeps here. */
export const databaseCreateRoute: Route = (app, { archives, registry, tenants }) => {
  app.post(
    "/database/create",
    {
      schema: {
        summary: "Make a database with a stored schema",
        tags: ["tenants"],
        body: Type.Object(
          {
            platform: Type.String({ minLength: 1 }),
            schema_name: Type.String({ minLength: 1 }),
            database_id: Type.String({ minLength: 1 }),
          },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({
            status: Type.Literal("created"),
            platform: Type.String(),
            schema_name: Type.String(),
            database_name: Type.String(),
            ...createdFields,
          }),
        },
      },
    },
    async (request, reply) => {
      const start = performance.now();
      const signal = whenGone(reply);
      const { platform, schema_name: schemaName, database_id: databaseId } = request.body;
      await request.requirePlatform(platform, databaseId);
      const stored = await storedSchema(registry, platform, schemaName);
      const { declared } = await archives.declare(await registry.readArchive(stored), signal);
      const { database, result } = await tenants.create(
        platform,
        { kind: "schema", schemaName, databaseId },
        declared,
        { version: versionOf(stored), force: false, accept: [], signal },
      );
      request.log.info({ database: database.name }, "a database was made");
      return reply.code(201).send({
        status: "created" as const,
        platform,
        schema_name: schemaName,
        database_name: database.name,
        ...createdAnswer(result, start),
      });
    },
  );
};
