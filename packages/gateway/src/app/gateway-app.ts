import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";

import type { RequestTrace } from "../observe/trace-context.js";
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

/**
 * Who may ask. `open`: everybody. `network`: the allow-list, and the platform's identity where one is set up, which the route checks by
 * `requirePlatform`. `admin`: the admin token, from the admin networks.
 */
export type Guard = "open" | "network" | "admin";

/** What a request is about, for its line in the log. */
export interface RequestSubject {
  readonly platform: string;
  readonly tenant?: string | null | undefined;
  readonly function?: string | undefined;
  /** Of the function: the deployment that answered. */
  readonly version?: number | string | undefined;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Default: `network`. */
    readonly guard?: Guard;
  }
  interface FastifyRequest {
    /** What `requirePlatform` was asked about. A route that knows more says so. */
    subject: RequestSubject | null;
    /** Null where nobody collects spans. */
    trace: RequestTrace | null;
    /**
     * Ends the request unless its token is one for this platform and tenant, and counts it for the platform's rate limit. Every route that
     * names a platform calls it first.
     *
     * @param tenant - A tenant's id, or a database's; null for the main database; undefined for all of the platform.
     * @throws GatewayError `invalid_token`, `platform_isolation_violation`, `rate_limited`, `unavailable`.
     */
    requirePlatform(platform: string, tenant?: string | null): Promise<void>;
    /**
     * Tells whether the request may see a platform, by its name. For a route that names none.
     *
     * @throws GatewayError `invalid_token`, `unavailable`.
     */
    visiblePlatforms(): Promise<(platform: string) => boolean>;
    /** Whether it is an administrator's: by its token, and from where. */
    isAdmin(): boolean;
  }
}

export type { FastifyRequest };
