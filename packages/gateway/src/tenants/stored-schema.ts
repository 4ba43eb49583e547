import { GatewayError } from "../errors/gateway-error.js";
import type { Registry, StoredSchema } from "../registry/registry.js";

/**
 * The last version of a schema that a platform keeps here.
 *
 * @throws GatewayError `invalid_request` where the platform is not registered, or has no such schema
 */
export async function storedSchema(
  registry: Registry,
  platform: string,
  schemaName: string,
): Promise<StoredSchema> {
  await requireRegistered(registry, platform);
  const found = await registry.findSchema(platform, schemaName);
  if (found) return found;
  throw new GatewayError(
    "invalid_request",
    `Schema '${schemaName}' not found for platform '${platform}'. Register the schema first.`,
  );
}

/** @throws GatewayError `invalid_request` */
export async function requireRegistered(registry: Registry, platform: string): Promise<void> {
  if ((await registry.findPlatform(platform))?.isRegistered === true) return;
  throw new GatewayError(
    "invalid_request",
    `Platform '${platform}' is not registered. Register it first.`,
  );
}

/** What a version of a stored schema is called, such as `tenant@3`. */
export function versionOf({ name, version }: Pick<StoredSchema, "name" | "version">): string {
  return `${name}@${String(version)}`;
}
