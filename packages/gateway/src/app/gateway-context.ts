import type { Databases } from "../databases/databases.js";
import type { Metrics } from "../observe/metrics.js";
import type { Pools } from "../pools/pools.js";
import type { Registry } from "../registry/registry.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";

/** What routes work with. */
export interface GatewayContext {
  readonly settings: GatewaySettings;
  readonly registry: Registry;
  readonly pools: Pools;
  readonly databases: Databases;
  readonly metrics: Metrics;
}
