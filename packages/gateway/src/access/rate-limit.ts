import rateLimit from "@fastify/rate-limit";
import type { FastifyRequest } from "fastify";

import type { GatewayApp } from "../app/gateway-app.js";
import { GatewayError } from "../errors/gateway-error.js";

/**
 * Counts a request for the platform that it is about.
 *
 * @throws GatewayError `rate_limited` with `Retry-After`.
 */
export type CountRequest = (request: FastifyRequest, platform: string) => Promise<void>;

/** How many platforms are counted at a time; beyond it those that have asked least lately are forgotten. */
const counted = 10_000;

/**
 * Limits requests per platform and minute, for this gateway: several side by side each let as many through.
 *
 * @param perMinute - Null: as many as come.
 */
export async function createRateLimit(
  app: GatewayApp,
  perMinute: number | null,
): Promise<CountRequest | null> {
  if (perMinute === null) return null;
  await app.register(rateLimit, { global: false, cache: counted });
  const count = app.createRateLimit({
    max: perMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => request.subject?.platform ?? "",
  });
  return async (request, platform) => {
    const found = await count(request);
    if (found.isAllowed || !found.isExceeded) return;
    throw new GatewayError(
      "rate_limited",
      `Platform '${platform}' may make ${perMinute} requests a minute`,
      { retryAfterSeconds: found.ttlInSeconds },
    );
  };
}
