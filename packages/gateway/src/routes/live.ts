import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";

/** `GET /live`: the process runs. It says nothing of servers. */
export const liveRoute: Route = (app) => {
  app.get(
    "/live",
    {
      config: { guard: "open" },
      schema: {
        summary: "Whether the process runs",
        tags: ["operations"],
        response: { 200: Type.Object({ status: Type.Literal("live") }) },
      },
    },
    () => ({ status: "live" as const }),
  );
};
