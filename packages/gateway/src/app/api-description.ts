import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";

import { errorBodySchema } from "../errors/error-body.js";
import { version } from "../version.js";

/** What `/openapi.json` says beyond the routes. */
export const apiDescription: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "Stopgap gateway",
      version,
      description: "Databases of tenants: their schemas, functions and calls.",
      license: { name: "MIT", identifier: "MIT" },
    },
    tags: [
      { name: "tenants", description: "Databases with their schemas and functions" },
      { name: "platforms", description: "Platforms and the schemas that they keep here" },
      { name: "calls", description: "Calls of functions" },
      { name: "admin", description: "For administrators" },
      { name: "operations", description: "For those who run the gateway" },
    ],
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description:
            "The token of a platform or a JSON Web Token where those are set up; the admin token on admin routes",
        },
      },
      responses: {
        Error: {
          description: "What went wrong",
          content: { "application/json": { schema: errorBodySchema } },
        },
      },
    },
  },
  transform: ({ schema, url, route }) => {
    const guard = route.config?.guard ?? "network";
    return {
      schema: { ...schema, ...(guard === "open" ? {} : { security: [{ bearer: [] }, {}] }) },
      url,
    };
  },
  transformObject: (document) => {
    if (!("openapiObject" in document)) return {};
    const { openapiObject } = document;
    for (const path of Object.values(openapiObject.paths ?? {})) {
      for (const operation of Object.values(path ?? {})) {
        if (typeof operation === "object" && "responses" in operation) {
          operation.responses = {
            ...operation.responses,
            default: { $ref: "#/components/responses/Error" },
          };
        }
      }
    }
    return openapiObject;
  },
};
