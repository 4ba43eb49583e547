import type { SqlClient } from "@stopgap/sql";

import type { Notice } from "../progress/progress-notice.js";

/** A client that tells what PostgreSQL says beside its answers, as those of `pg` do. Others have no progress to tell. */
export interface SessionClient extends SqlClient {
  on?(event: "notice", listener: (notice: Notice) => void): unknown;
  removeListener?(event: "notice", listener: (notice: Notice) => void): unknown;
}
