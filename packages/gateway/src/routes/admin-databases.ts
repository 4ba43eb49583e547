import pLimit from "p-limit";
import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { recordAdminAction } from "../audit/admin-audit.js";

const mebibyte = 1024 * 1024;
/** Databases whose size is asked for at a time. */
const atATime = 4;

const answerSchema = Type.Object({
  platform: Type.String(),
  databases: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.Union([Type.Literal("main"), Type.Literal("tenant")]),
      size_mb: Type.Number({ description: "0 where its server cannot be asked" }),
    }),
  ),
  count: Type.Integer(),
});

/** `GET /admin/databases?platform=`: the databases of a platform with their sizes. */
export const adminDatabasesRoute: Route = (app, context) => {
  const { registry, databases } = context;
  app.get(
    "/admin/databases",
    {
      config: { guard: "admin" },
      schema: {
        summary: "List the databases of a platform with their sizes",
        tags: ["admin"],
        querystring: Type.Object({ platform: Type.String({ minLength: 1 }) }),
        response: { 200: answerSchema },
      },
      onSend: recordAdminAction("list_databases", context),
    },
    async (request) => {
      const { platform } = request.query;
      const inTurn = pLimit(atATime);
      const listed = await Promise.all(
        (await registry.databases(platform)).map((database) =>
          inTurn(async () => ({
            name: database.name,
            type: database.name.endsWith("_main") ? ("main" as const) : ("tenant" as const),
            size_mb: Math.round((((await databases.size(database)) ?? 0) / mebibyte) * 100) / 100,
          })),
        ),
      );
      return { platform, databases: listed, count: listed.length };
    },
  );
};
