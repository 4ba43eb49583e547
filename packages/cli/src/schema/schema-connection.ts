import type { SchemaEvent, Session } from "@stopgap/schema";

import type { Connection } from "../connection/connect.js";
import { withConnection } from "../connection/with-database.js";
import type { Invocation } from "../invocation.js";
import type { ProgressListener } from "../progress/progress-event.js";

/** What a command for schemas works with. */
export interface SchemaConnection {
  readonly connection: Connection;
  readonly session: Session;
  readonly onEvent: (event: SchemaEvent) => void;
}

/** Runs `work` with a session of the database that was named, and shows its phases. */
export function withSchemaConnection<Result>(
  invocation: Invocation,
  work: (connection: SchemaConnection) => Promise<Result>,
): Promise<Result> {
  return invocation.reporter.during((tell) =>
    withConnection(invocation, (connection) =>
      work({ connection, session: sessionOf(connection), onEvent: listener(tell) }),
    ),
  );
}

function sessionOf(connection: Connection): Session {
  const { client } = connection;
  return {
    query: (text, values) => client.query(text, values === undefined ? undefined : [...values]),
    cancelStatement: () => connection.cancel(),
  };
}

/** Tells of the phases that have something to do. */
function listener(tell: ProgressListener | undefined): (event: SchemaEvent) => void {
  let total = 0;
  return (event) => {
    if (event.type === "phase-started") total = event.total;
    if (tell === undefined || total === 0) return;
    const { phase: step } = event;
    switch (event.type) {
      case "phase-started":
        tell({ type: "step-started", step, total });
        return;
      case "phase-progress":
        tell({ type: "step-progress", step, done: event.done, total });
        return;
      case "phase-finished":
        tell({ type: "step-finished", step, done: total, total, durationMs: event.durationMs });
    }
  };
}
