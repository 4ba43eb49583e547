/**
 * How a message of a handler is raised. Which ones pass is `plts.log_level`: `debug` at `debug`; `info` and `notice` at
 * `info` and beyond; `warning` at `warn`, the default, and beyond.
 */
export type LogLevel = "debug" | "info" | "notice" | "warning";

/**
 * Raises a message of PostgreSQL, which goes to the client and the server's log as their settings say. It never fails: what
 * cannot be shown is told in its place. A message that `plts.log_level` holds back costs nothing.
 *
 * @param level its severity
 * @param message what it says; cut beyond 8,000 characters
 * @param data more about it, as JSON in the DETAIL
 * @example
 * ctx.log("warning", "the account is overdrawn", { account: args.id });
 */
export type Log = (level: LogLevel, message: string, data?: unknown) => void;
