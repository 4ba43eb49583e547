import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { version } from "../version.js";

/** `GET /version` */
export const versionRoute: Route = (app) => {
  app.get(
    "/version",
    {
      schema: {
        summary: "The version of the gateway",
        tags: ["operations"],
        response: { 200: Type.Object({ version: Type.String(), node: Type.String() }) },
      },
    },
    () => ({ version, node: process.versions.node }),
  );
};
