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

  constructor(issues: readonly ArgsIssue[]) {
    const [first = { path: "$", message: "schema rejected value" }] = issues;
    super(`stopgap args validation failed at ${first.path}: ${first.message}`);
    this.issues = issues;
  }
}
