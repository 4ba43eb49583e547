import { type GatewaySettings, readSettings } from "@stopgap/gateway";

/** Settings of a gateway as it starts without any, on one server and with a folder of its own. */
export function benchmarkSettings(serverUrl: string, dataDir: string): GatewaySettings {
  return readSettings({
    DATABASE_URL: serverUrl,
    GATEWAY_PORT: "0",
    DATA_DIR: dataDir,
    LOG_DIR: "none",
    // Fewer than a server gives by default.
    MAX_TOTAL_CONNECTIONS: "80",
  });
}
