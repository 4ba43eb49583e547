import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { recordAdminAction } from "../audit/admin-audit.js";
import type { Registry } from "../registry/registry.js";

const answerSchema = Type.Object({
  platforms: Type.Array(
    Type.Object({
      name: Type.String(),
      schemas: Type.Integer(),
      databases: Type.Integer(),
    }),
  ),
  count: Type.Integer(),
});

/** `GET /platforms`, the platforms that one may see, by name, with how much they have; `GET /admin/platforms`, all of them. */
export const platformsRoute: Route = (app, context) => {
  const schema = { summary: "List all platforms", response: { 200: answerSchema } };
  app.get("/platforms", { schema: { ...schema, tags: ["platforms"] } }, async (request) => {
    return listed(context.registry, await request.visiblePlatforms());
  });
  app.get(
    "/admin/platforms",
    {
      config: { guard: "admin" },
      schema: { ...schema, tags: ["admin"] },
      onSend: recordAdminAction("list_platforms", context),
    },
    () => listed(context.registry, () => true),
  );
};

async function listed(
  registry: Registry,
  isShown: (name: string) => boolean,
): Promise<{
  readonly platforms: { name: string; schemas: number; databases: number }[];
  readonly count: number;
}> {
  const counts = await registry.platformCounts();
  const platforms = [...counts]
    .filter(([name]) => isShown(name))
    .map(([name, { schemas, databases }]) => ({ name, schemas, databases }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return { platforms, count: platforms.length };
}
