/** One thing that is wrong with a value, and where: `$.user.id`, `$.items[0]`. */
export interface ArgsIssue {
  readonly path: string;
  readonly message: string;
}

/** Arguments that a schema refused. The first issue is in the message, all of them are in `issues`. */
export class ArgsError extends TypeError {
  override readonly name: string = "ArgsError";
  readonly code: string = "invalid_args";
  readonly issues: readonly ArgsIssue[];

  /**
   * @param said what a validator of another make said of each issue, which may quote the value: it is the `cause`
   */
  constructor(issues: readonly ArgsIssue[], said?: readonly string[]) {
    const [first = { path: "$", message: "schema rejected value" }] = issues;
    super(`stopgap args validation failed at ${first.path}: ${first.message}`, {
      cause: said,
    });
    this.issues = issues;
  }
}
