import { Type } from "typebox";

import type { FastifyRequest, Route } from "../app/gateway-app.js";
import { GatewayError } from "../errors/gateway-error.js";

/** `GET /metrics`, as Prometheus reads them. */
export const metricsRoute: Route = (app, { metrics: { registry } }) => {
  app.get(
    "/metrics",
    {
      schema: {
        summary: "Metrics for Prometheus",
        description:
          "Platforms that one may not see are left out; the token of the administrator shows all.",
        tags: ["operations"],
        produces: ["text/plain"],
        response: { 200: Type.String() },
      },
    },
    async (request, reply) => {
      const isShown = await shownPlatforms(request);
      const lines = (await registry.metrics()).split("\n");
      const shown = lines.filter((line) => {
        const [, platform] = /[{,]platform="([^"]*)"/.exec(line) ?? [];
        return platform === undefined || isShown(platform);
      });
      return reply.type(registry.contentType).send(shown.join("\n"));
    },
  );
};

/** Who has no token still gets what is about no platform: a scraper needs none. */
async function shownPlatforms(request: FastifyRequest): Promise<(platform: string) => boolean> {
  if (request.isAdmin()) return () => true;
  try {
    return await request.visiblePlatforms();
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "invalid_token") throw error;
    return () => false;
  }
}
