/**
 * An HTTP gateway for many tenants.
 *
 * @module
 */
export { errorStatuses, GatewayError } from "./errors/gateway-error.js";
export type { GatewayErrorCode, GatewayErrorFields } from "./errors/gateway-error.js";
export type { DatabaseServer } from "./servers/database-server.js";
export type { GatewaySettings } from "./settings/gateway-settings.js";
