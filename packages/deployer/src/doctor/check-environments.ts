import type { SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";
import { type Finding, fine } from "./finding.js";

/** What garbage collection keeps of an environment unless it is told otherwise. */
const kept = 20;

/** What is looked at of an environment. */
interface Environment {
  readonly env: string;
  readonly activeDeploymentId: number | null;
  /** The newest deployment, where it has failed. */
  readonly failure: {
    readonly id: number;
    readonly message: string;
    readonly sourceSchema: string | null;
  } | null;
  /** How many deployments nobody needs. */
  readonly garbage: number;
  readonly canVerify: boolean;
}

/** What the checks read of the answer of `stopgap.verify`. */
interface Verification {
  readonly is_ok: boolean;
  readonly summary: Readonly<Record<string, number>>;
  readonly left_over: readonly string[];
}

const statement = `
  select coalesce(json_agg(json_build_object(
    'env', e.env,
    'activeDeploymentId', e.active_deployment_id,
    'failure', (
      select case when d.status = 'failed' then json_build_object(
        'id', d.id, 'message', d.manifest #>> '{error,message}', 'sourceSchema', d.source_schema) end
      from stopgap.deployment d
      where d.env = e.env
      order by d.id desc
      limit 1
    ),
    'garbage', (
      select count(*)
      from (
        select d.id, to_jsonb(d) ->> 'pinned_until' as pinned_until, row_number() over (order by d.id desc) as place
        from stopgap.deployment d
        where d.env = e.env
      ) as ranked
      where place > $1 and id is distinct from e.active_deployment_id
        and coalesce(pinned_until::timestamptz <= now(), true)
    ),
    'canVerify', to_regprocedure('stopgap.verify(text)') is not null
  ) order by e.env), '[]')::text as answer
  from stopgap.environment e`;

/** Drift, failures, leftovers and garbage of every environment, for roles that may see them. */
export async function checkEnvironments(client: SqlClient): Promise<readonly Finding[]> {
  const environments = await ask<readonly Environment[]>(client, statement, [kept]);
  const findings: Finding[] = [];
  for (const environment of environments) {
    findings.push(checkFailure(environment), checkGarbage(environment));
    if (environment.activeDeploymentId === null || !environment.canVerify) continue;
    findings.push(...(await checkDrift(client, environment.env)));
  }
  return findings;
}

function checkFailure({ env, failure }: Environment): Finding {
  if (failure === null) return fine("failed_deployment", "the last deployment did not fail", env);
  const from = failure.sourceSchema === null ? "" : ` --from-schema ${failure.sourceSchema}`;
  return {
    check: "failed_deployment",
    env,
    status: "warning",
    found: `the last deployment, ${failure.id}, failed: ${failure.message}`,
    remedy: `stopgap deploy --env ${env}${from}`,
  };
}

function checkGarbage({ env, garbage }: Environment): Finding {
  if (garbage === 0) return fine("garbage", "none", env);
  return {
    check: "garbage",
    env,
    status: "warning",
    found: `${garbage} deployments are older than the last ${kept}, and not pinned`,
    remedy: "stopgap gc",
  };
}

async function checkDrift(client: SqlClient, env: string): Promise<readonly Finding[]> {
  const statement = "select stopgap.verify($1)::text as answer";
  const {
    is_ok: isOk,
    summary,
    left_over: leftOver,
  } = await ask<Verification>(client, statement, [env]);
  const counts = Object.entries(summary)
    .filter(([name, count]) => name !== "ok" && name !== "left_over" && count > 0)
    .map(([name, count]) => `${count} ${name.replaceAll("_", " ")}`);
  const what = counts.length === 0 ? "the live schema" : counts.join(", ");
  return [
    isOk
      ? fine("drift", `${summary["ok"] ?? 0} live functions are as deployed`, env)
      : {
          ...{ check: "drift", env, status: "problem" },
          found: `what is live is not what was deployed: ${what}`,
          remedy: `stopgap repair --env ${env}`,
        },
    leftOver.length === 0
      ? fine("leftovers", "none", env)
      : {
          ...{ check: "leftovers", env, status: "warning" },
          found: `still live, and not in the active deployment: ${leftOver.join(", ")}`,
          remedy: `stopgap prune --env ${env}`,
        },
  ];
}
