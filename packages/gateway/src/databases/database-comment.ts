import type { TenantDatabase } from "../registry/registry.js";

const prefix = "stopgap: ";

/** What the comment on a database says: whose it is, and which making of it this one is. */
export function databaseComment({
  platform,
  identity,
  createdAt,
}: Pick<TenantDatabase, "platform" | "identity" | "createdAt">): string {
  const asked =
    identity.kind === "tenant"
      ? { tenant_id: identity.tenantId }
      : { schema_name: identity.schemaName, database_id: identity.databaseId };
  return prefix + JSON.stringify({ platform, ...asked, created_at: createdAt.toISOString() });
}

/** Whether a comment is that of this very database. */
export function isCommentOf(comment: string | null, database: TenantDatabase): boolean {
  return comment === databaseComment(database);
}
