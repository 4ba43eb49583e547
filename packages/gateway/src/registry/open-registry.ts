import { createSecretBox } from "../secrets/secret-box.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";
import { openFilesRegistry } from "./files/files-registry.js";
import { openPostgresRegistry } from "./postgres/postgres-registry.js";
import type { Registry } from "./registry.js";

/** What the registry is told by the environment. */
export type RegistrySettings = Pick<
  GatewaySettings,
  "registry" | "dataDir" | "secretKey" | "servers"
>;

/**
 * Opens what is known of platforms, schemas and databases: in files, or in the first server's maintenance database. Credentials that were
 * stored under an older key of `STOPGAP_SECRET_KEY` are stored under its first one.
 *
 * @throws GatewayError `internal_error` where credentials are stored, and their key is not given; `connection_failed`.
 * @example
 * const registry = await openRegistry(settings);
 */
export async function openRegistry(settings: RegistrySettings): Promise<Registry> {
  const secrets = createSecretBox(settings.secretKey);
  const [server] = settings.servers;
  if (settings.registry === "postgres" && server) return openPostgresRegistry({ server, secrets });
  return openFilesRegistry({ dataDir: settings.dataDir, secrets });
}
