/** A connected client, as `pg` has them, or one of a pool. It stays the caller's. */
export interface Session {
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
}
