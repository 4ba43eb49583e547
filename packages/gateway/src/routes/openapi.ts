import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";

/** `GET /openapi.json`: this API, from the schemas that requests are validated by. */
export const openapiRoute: Route = (app) => {
  app.get(
    "/openapi.json",
    {
      schema: {
        summary: "This description",
        tags: ["operations"],
        response: { 200: Type.Unknown() },
      },
    },
    () => app.swagger(),
  );
};
