/** A connected client, as `pg` has them, or one of a pool. It stays the caller's. */
export interface Session {
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  /**
   * Cancels the statement that runs, over another connection. Without it an aborted run ends before its next statement, and
   * not within one.
   */
  cancelStatement?(): Promise<unknown>;
}
