import type { FastifyBaseLogger } from "fastify";

import type { ArchiveReader } from "../archives/archive-reader.js";
import type { Databases } from "../databases/databases.js";
import type { Metrics } from "../observe/metrics.js";
import type { Pools } from "../pools/pools.js";
import type { Registry } from "../registry/registry.js";
import type { TenantFunctions } from "../functions/tenant-functions.js";
import type { TenantSchemas } from "../tenants/tenant-schemas.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";

/** What routes work with. */
export interface GatewayContext {
  readonly settings: GatewaySettings;
  readonly registry: Registry;
  readonly pools: Pools;
  readonly databases: Databases;
  readonly archives: ArchiveReader;
  readonly metrics: Metrics;
  readonly tenants: TenantSchemas;
  readonly functions: TenantFunctions;
  /** For what belongs to no request; those have `request.log`. */
  readonly log: FastifyBaseLogger;
  /** Aborted when the gateway is told to stop: long work ends at the next good place. */
  readonly stopping: AbortSignal;
}
