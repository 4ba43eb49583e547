import { createDeployer, type Deployer } from "@stopgap/deployer";

import type { Invocation } from "../invocation.js";
import type { Connection } from "./connect.js";
import { connectionPool } from "./connection-pool.js";
import type { DatabaseTarget } from "./database-target.js";
import { withConnection } from "./with-database.js";

/**
 * Runs `work` with the deployer of the database that was named, and shows how far it is. The deployer connects again where a
 * connection is lost, and stops at an interruption.
 *
 * @param named - Default: what the options, the project's configuration and the environment say.
 */
export function withDeployer<Result>(
  invocation: Invocation,
  work: (deployer: Deployer, connection: Connection) => Promise<Result>,
  named?: DatabaseTarget,
): Promise<Result> {
  const { reporter, context } = invocation;
  return reporter.during((onEvent) =>
    withConnection(
      invocation,
      async (connection, open) => {
        const pool = connectionPool(connection, open);
        try {
          const deployer = createDeployer({ pool, onEvent, signal: context.interruption });
          return await work(deployer, connection);
        } finally {
          await pool.end();
        }
      },
      named,
    ),
  );
}
