import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { createServerCheck } from "../observe/server-check.js";
import { version } from "../version.js";

const healthSchema = Type.Object({
  status: Type.Union([Type.Literal("healthy"), Type.Literal("degraded")]),
  version: Type.String(),
  postgres_connected: Type.Boolean({ description: "Whether every server answers" }),
  servers: Type.Array(Type.Object({ name: Type.String(), connected: Type.Boolean() })),
  active_pools: Type.Integer(),
  total_connections: Type.Integer({ description: "Open connections" }),
  uptime_seconds: Type.Integer(),
});

/** `GET /health`: how it goes. Always 200; a server that does not answer makes it `degraded`. */
export const healthRoute: Route = (app, { pools, settings }) => {
  const check = createServerCheck(pools, settings.servers);
  const start = performance.now();
  app.get(
    "/health",
    {
      schema: {
        summary: "How the gateway and its servers are",
        tags: ["operations"],
        response: { 200: healthSchema },
      },
    },
    async () => {
      const servers = [...(await check())];
      const connected = servers.every((server) => server.connected);
      const { activePools, totalConnections } = pools.statistics();
      return {
        status: connected ? ("healthy" as const) : ("degraded" as const),
        version,
        postgres_connected: connected,
        servers,
        active_pools: activePools,
        total_connections: totalConnections,
        uptime_seconds: Math.floor((performance.now() - start) / 1000),
      };
    },
  );
};
