import { packSchema } from "@stopgap/schema";

import type { Invocation } from "../invocation.js";
import { readSchemaFiles } from "../schema/schema-files.js";
import { type GatewayTarget, schemaFolderOption } from "./gateway-options.js";

/** Packs the schema of a command, in memory, with what the gateway is to know of it. */
export async function schemaForm(
  { context, options }: Invocation,
  { platform, tenant }: GatewayTarget,
  fields: Readonly<Record<string, string>> = {},
): Promise<FormData> {
  const { source } = await readSchemaFiles(options.value(schemaFolderOption), context.folder);
  const form = new FormData();
  form.set("platform", platform);
  if (tenant !== undefined) form.set("tenant_id", tenant);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const packed = new Uint8Array(await packSchema(source));
  form.set("schema", new Blob([packed]), "postgresql.tar.gz");
  return form;
}
