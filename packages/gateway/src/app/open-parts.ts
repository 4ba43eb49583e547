import type { FastifyBaseLogger } from "fastify";

import type { Databases } from "../databases/databases.js";
import { GatewayError } from "../errors/gateway-error.js";
import type { Pools } from "../pools/pools.js";
import type { Registry } from "../registry/registry.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";

/** What is opened before the first request, and closed after the last. */
export interface GatewayParts {
  readonly registry: Registry;
  readonly pools: Pools;
  readonly databases: Databases;
}

/** The parts, and what closes those that were opened here. */
export interface OpenedParts {
  readonly parts: GatewayParts;
  readonly close: () => Promise<void>;
}

/** Opens what was not given. */
export function openParts(
  _settings: GatewaySettings,
  { registry, pools, databases }: Partial<GatewayParts>,
  _log: FastifyBaseLogger,
): Promise<OpenedParts> {
  if (!registry || !pools || !databases) {
    return Promise.reject(new GatewayError("internal_error", "Give registry, pools and databases"));
  }
  return Promise.resolve({
    parts: { registry, pools, databases },
    close: () => Promise.resolve(),
  });
}
