import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { GatewayError } from "../errors/gateway-error.js";
import { createServerCheck } from "../observe/server-check.js";

/** `GET /ready`: requests may be sent here. Not so while it ends, or where no server answers. */
export const readyRoute: Route = (app, { pools, settings, stopping }) => {
  const check = createServerCheck(pools, settings.servers);
  app.get(
    "/ready",
    {
      config: { guard: "open" },
      schema: {
        summary: "Whether requests may be sent here",
        tags: ["operations"],
        response: { 200: Type.Object({ status: Type.Literal("ready") }) },
      },
    },
    async () => {
      if (stopping.aborted) throw new GatewayError("unavailable", "The gateway is stopping");
      const servers = await check();
      if (!servers.some(({ connected }) => connected)) {
        throw new GatewayError("unavailable", "No PostgreSQL server answers");
      }
      return { status: "ready" as const };
    },
  );
};
