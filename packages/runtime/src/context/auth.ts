/** What a token said of who calls: the claims of a JSON Web Token. */
export type Claims = Readonly<Record<string, unknown>>;

/** On whose behalf a function runs. Asked of PostgreSQL when it is first read in a call. */
export interface Auth {
  /** The role in force (`current_user`): after `set role` that role, in a `security definer` function its owner. */
  readonly role: string;
  /** The role that logged in (`session_user`). */
  readonly sessionUser: string;
  /**
   * What the setting `request.jwt.claims`, or the one that `plts.claims_setting` names, holds as JSON. Null where it is not
   * set. Nobody has checked it here: it is worth as much as whoever may set it.
   *
   * @throws {Error} 22023 on access, where it is no JSON object
   */
  readonly claims: Claims | null;
}
