/** What was applied to a database last. */
export interface AppliedState {
  /** Of the declared schema: where it is the same, there is nothing to be done. */
  readonly checksum: string;
  /** What the caller of `applySchema` called it. */
  readonly version: string | null;
  readonly appliedAt: Date;
}
