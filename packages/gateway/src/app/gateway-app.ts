import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance, FastifyRequest, RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger } from "fastify";

import type { GatewayContext } from "./gateway-context.js";

/** The application that routes add themselves to. Schemas of requests and answers are TypeBox's. */
export type GatewayApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** One file of `routes/`: adds one route, or a few that belong together. */
export type Route = (app: GatewayApp, context: GatewayContext) => void;

/** Who may ask. `network`: the allow-list, and the platform's identity where one is set up. */
export type Guard = "open" | "network" | "admin";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Default: `network`. */
    readonly guard?: Guard;
  }
  interface FastifyRequest {
    /**
     * Ends the request unless its token is one for this platform and tenant. Every route that names a platform calls it first.
     *
     * @throws GatewayError `invalid_token`, `platform_isolation_violation`.
     */
    requirePlatform(platform: string, tenant?: string | null): Promise<void>;
  }
}

export type { FastifyRequest };
