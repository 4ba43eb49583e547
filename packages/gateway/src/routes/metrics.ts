import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";

/** `GET /metrics`, as Prometheus reads them. */
export const metricsRoute: Route = (app, { metrics: { registry } }) => {
  app.get(
    "/metrics",
    {
      schema: {
        summary: "Metrics for Prometheus",
        tags: ["operations"],
        produces: ["text/plain"],
        response: { 200: Type.String() },
      },
    },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  );
};
