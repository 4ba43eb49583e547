import type { GatewayApp } from "./gateway-app.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route reads values as they were written, so that no digit is lost, and its body may have members of any name. */
    readonly keepsBodyText?: boolean;
  }
  interface FastifyRequest {
    /** The body as it came, where the route keeps it. */
    bodyText: string;
  }
}

/** Reads bodies of JSON. */
export function readJsonBodies(app: GatewayApp): void {
  const parse = app.getDefaultJsonParser("error", "error");
  const parseAnyName = app.getDefaultJsonParser("ignore", "ignore");
  app.decorateRequest("bodyText", "");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser<string>(
    "application/json",
    { parseAs: "string" },
    (request, body, done) => {
      if (request.routeOptions.config.keepsBodyText !== true) {
        void parse(request, body, done);
        return;
      }
      request.bodyText = body;
      void parseAnyName(request, body, done);
    },
  );
}
