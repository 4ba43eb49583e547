import { createDeployer, type Deployer } from "@stopgap/deployer";

import type { Invocation } from "../invocation.js";
import type { Connection } from "./connect.js";
import { withDatabase } from "./with-database.js";

/** Runs `work` with the deployer of the database that was named, and shows how far it is. */
export function withDeployer<Result>(
  invocation: Invocation,
  work: (deployer: Deployer, connection: Connection) => Promise<Result>,
): Promise<Result> {
  return invocation.reporter.during((onEvent) =>
    withDatabase(invocation, (connection) =>
      work(createDeployer({ client: connection.client, onEvent }), connection),
    ),
  );
}
