import type { CallSettings } from "../call/call-request.js";
import { statementFailure } from "../call/database-failure.js";
import { ClientError } from "../errors.js";
import type { Connection } from "../transport/connection.js";

/** How the api that a program was built with compares to what is deployed. */
export interface ContractCheck {
  /** `unknown` where nothing is deployed, or the deployment has no contract, as those of a schema of SQL functions. */
  readonly status: "same" | "different" | "unknown";
  /** What the api was generated from. */
  readonly contractHash: string;
  /** What the deployment has. */
  readonly deployedHash: string | null;
  readonly deploymentId: number | null;
  /** What to do; null where the two are the same. */
  readonly advice: string | null;
}

/** The environment of a call without one is found as `call_fn` finds it. */
const text = `
with environment as (
  select coalesce($1, nullif(current_setting('stopgap.default_env', true), ''), 'prod') as name
)
select e.name, d.deployment ->> 'id' as id, d.deployment ->> 'contract_hash' as hash
from environment e
left join lateral (
  select case
    when $2::bigint is null then stopgap.status(e.name) -> 'active_deployment'
    else stopgap.deployments(e.name, 1, $2::bigint + 1) -> 0
  end as deployment
) d on true`;

/** Whose contract a connection's environment or a pinned deployment has. */
export async function checkContract(
  onConnection: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>,
  contractHash: string,
  { env, deploymentId }: CallSettings,
): Promise<ContractCheck> {
  const pinned = deploymentId === undefined ? null : String(deploymentId);
  const { rows } = await onConnection((connection) =>
    connection.run({ text, values: [env ?? null, pinned] }),
  ).catch((error: unknown) => {
    throw statementFailure(error);
  });
  const { name, id, hash } = Object(rows[0]) as Readonly<Record<string, unknown>>;
  if (typeof name !== "string") {
    throw new ClientError("unreadable_answer", "the database does not tell its deployment");
  }
  // A page before an id begins with the next lower one, where the deployment is not kept.
  const isFound = typeof id === "string" && (pinned === null || id === pinned);
  const deployedHash = isFound && typeof hash === "string" ? hash : null;
  return {
    ...compare(contractHash, deployedHash, {
      what: isFound ? `deployment ${id} of ${name}` : name,
      isFound,
      isPinned: pinned !== null,
    }),
    contractHash,
    deployedHash,
    deploymentId: isFound ? Number(id) : null,
  };
}

/** What the api was compared with. */
interface Compared {
  readonly what: string;
  readonly isFound: boolean;
  readonly isPinned: boolean;
}

function compare(
  contractHash: string,
  deployedHash: string | null,
  { what, isFound, isPinned }: Compared,
): Pick<ContractCheck, "status" | "advice"> {
  if (deployedHash === contractHash) return { status: "same", advice: null };
  if (!isFound) {
    const advice = isPinned
      ? "The pinned deployment is not there: pin another one, or none."
      : `Nothing is deployed in ${what}: run \`stopgap deploy\`.`;
    return { status: "unknown", advice };
  }
  if (deployedHash === null) {
    return {
      status: "unknown",
      advice: `There is no contract in ${what}: deploy it by \`stopgap deploy\` from its project.`,
    };
  }
  return {
    status: "different",
    advice:
      `The api was generated from other functions than ${what} has: run \`stopgap diff\` to see whether they are compatible, ` +
      "`stopgap build` to generate it anew, or pin the deployment that it was built against.",
  };
}
