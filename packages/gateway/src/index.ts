/**
 * An HTTP gateway for many tenants.
 *
 * @module
 */
export type { GatewayApp, Guard, RequestSubject, Route } from "./app/gateway-app.js";
export type { GatewayContext } from "./app/gateway-context.js";
export type { GatewayParts } from "./app/open-parts.js";
export { createGateway } from "./create-gateway.js";
export type { Gateway, GatewayOptions } from "./create-gateway.js";
export { errorStatuses, GatewayError } from "./errors/gateway-error.js";
export type { GatewayErrorCode, GatewayErrorFields } from "./errors/gateway-error.js";
export type { CreateOptions, Databases } from "./databases/databases.js";
export type { ConnectionPurpose, ConnectionRequest, Pools, PoolStatistics } from "./pools/pools.js";
export type {
  DatabaseIdentity,
  DatabaseState,
  Platform,
  PlatformCounts,
  Registry,
  StoredSchema,
  TenantDatabase,
} from "./registry/registry.js";
export { withModuleFolder } from "./functions/module-folder.js";
export type { ModuleFolder } from "./functions/module-folder.js";
export type { DatabaseServer } from "./servers/database-server.js";
export type { GatewaySettings } from "./settings/gateway-settings.js";
export { readSettings } from "./settings/read-settings.js";
export { SettingsError } from "./settings/settings-error.js";
export type { SettingProblem } from "./settings/settings-error.js";
