import type pg from "pg";

import { runCommand } from "../command/run-command.js";
import type { Outcome } from "../output/outcome.js";
import { runStatement } from "../sql/run-statement.js";
import type { Example } from "./step.js";

/** The database that examples run on. */
export interface Target {
  readonly client: pg.ClientBase;
  readonly url: string;
  readonly hasColors: boolean;
}

/** Runs one statement or command line of an example. */
export function runInput(
  kind: Example["kind"],
  input: string,
  { client, url, hasColors }: Target,
): Promise<Outcome> {
  return kind === "sql" ? runStatement(client, input) : runCommand(input, url, hasColors);
}
