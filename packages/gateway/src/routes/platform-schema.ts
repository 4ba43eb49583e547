import { createHash } from "node:crypto";

import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { readForm } from "../app/read-form.js";
import { whenGone } from "../app/when-gone.js";
import { GatewayError } from "../errors/gateway-error.js";
import { checkSchemaName } from "../naming/platform-name.js";

const answerSchema = Type.Object({
  status: Type.Literal("registered"),
  platform: Type.String(),
  schema_name: Type.String(),
  has_tables: Type.Boolean(),
  has_functions: Type.Boolean(),
  has_migrations: Type.Boolean(),
  checksum: Type.String({ description: "SHA-256 of the archive, as hex digits" }),
});

/** `POST /platform/{platform}/schema`: keeps an archive of a schema under a name. What was kept under it before stays as a version. */
export const platformSchemaRoute: Route = (app, { registry, archives }) => {
  app.post(
    "/platform/:platform/schema",
    {
      schema: {
        summary: "Keep a schema of a platform",
        description:
          "A form with `schema_name` (or `name`) and `schema` (or `file`), which is a `.tar.gz`.",
        tags: ["platforms"],
        consumes: ["multipart/form-data"],
        params: Type.Object({ platform: Type.String() }),
        response: { 201: answerSchema },
      },
    },
    async (request, reply) => {
      const signal = whenGone(reply);
      const { platform } = request.params;
      await request.requirePlatform(platform);
      if (!(await registry.findPlatform(platform))?.isRegistered)
        throw new GatewayError(
          "invalid_request",
          `Platform '${platform}' is not registered. Register it first.`,
        );
      const { fields, files } = await readForm(request, {
        fields: ["schema_name", "name"],
        files: ["schema", "file"],
      });
      const name = needed(fields.get("schema_name") ?? fields.get("name"), "schema_name");
      const archive = needed(files.get("schema") ?? files.get("file"), "schema (tar.gz file)");
      checkSchemaName(name);
      // A schema that cannot be applied is none.
      const { folders } = await archives.declare(archive, signal);
      const stored = await registry.storeSchema(
        {
          platform,
          name,
          checksum: createHash("sha256").update(archive).digest("hex"),
          hasTables: folders.has("tables"),
          hasFunctions: folders.has("functions"),
          hasMigrations: folders.has("migrations"),
          hasSeeders: folders.has("seeders"),
        },
        archive,
      );
      return reply.code(201).send({
        status: "registered",
        platform,
        schema_name: stored.name,
        has_tables: stored.hasTables,
        has_functions: stored.hasFunctions,
        has_migrations: stored.hasMigrations,
        checksum: stored.checksum,
      });
    },
  );
};

function needed<Part>(part: Part | undefined, name: string): Part {
  if (part !== undefined && part !== "") return part;
  throw new GatewayError("invalid_request", `Missing required field: ${name}`);
}
