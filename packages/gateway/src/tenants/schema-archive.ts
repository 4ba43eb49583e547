import {
  type DeclaredSchema,
  parseSchema,
  readSchemaArchive,
  type SchemaSource,
} from "@stopgap/schema";

import { GatewayError } from "../errors/gateway-error.js";
import { schemaFailure } from "../errors/schema-failure.js";
import type { Registry, StoredSchema } from "../registry/registry.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";

type Limits = GatewaySettings["limits"];

/**
 * Reads an archive that somebody has sent, all of it before anything is done with it.
 *
 * @throws GatewayError `schema_extraction_failed`
 */
export async function readArchive(archive: Uint8Array, limits: Limits): Promise<SchemaSource> {
  const { archiveBytes, unpackedBytes, archiveFiles: entries } = limits;
  try {
    return await readSchemaArchive(archive, { archiveBytes, unpackedBytes, entries });
  } catch (error) {
    throw schemaFailure(error);
  }
}

/**
 * The schema that an archive declares.
 *
 * @throws GatewayError `schema_extraction_failed` with all that is wrong with it
 */
export async function declaredSchema(archive: Uint8Array, limits: Limits): Promise<DeclaredSchema> {
  return declaredIn(await readArchive(archive, limits));
}

/**
 * The schema that files declare.
 *
 * @throws GatewayError `schema_extraction_failed` with all that is wrong with it
 */
export async function declaredIn(source: SchemaSource): Promise<DeclaredSchema> {
  try {
    return await parseSchema(source);
  } catch (error) {
    throw schemaFailure(error);
  }
}

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
