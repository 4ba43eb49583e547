import type pg from "pg";

import { GatewayError } from "../errors/gateway-error.js";
import { fingerprint } from "../idempotency/idempotency-key.js";
import {
  createIdempotencyTable,
  findAnswer,
  removeExpired,
} from "../idempotency/idempotency-table.js";
import type { Pools, StopSignal } from "../pools/pools.js";
import type { TenantDatabase } from "../registry/registry.js";
import type { Call, CallAnswer } from "./call.js";
import { callFailure, databaseError } from "./call-failure.js";
import { isKept, pipelineOf } from "./call-plan.js";
import { refusals } from "./call-statement.js";
import type { ResultLimits } from "./call-statement.js";
import { CatalogCache } from "./catalog-cache.js";
import { interruptible, throwIfGone } from "./interruption.js";
import { PipelineError, runPipeline } from "./pipeline.js";
import { planFunctionCall, planPathCall } from "./plan-call.js";
import type { Planned } from "./plan-call.js";
import { PreparedStatements } from "./prepared-statements.js";
import { withRetries } from "./retry.js";

/** What calls work with. */
export interface CallsOptions {
  readonly pools: Pick<Pools, "withConnection">;
  readonly limits: ResultLimits;
  /** Whether queries of a server's databases may go to a standby. */
  readonly hasStandby: (server: string) => boolean;
  /** Told where expired keys of a database could not be removed, of which nobody else hears. */
  readonly onLeftKeys: (error: unknown, database: TenantDatabase) => void;
}

/** How often expired keys of a database are removed. */
const cleanUpMs = 600_000;

/** Calls functions in tenants' databases. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #catalog = new CatalogCache();
  /** When the keys of a database were last cleaned up, in milliseconds since 1970. */
  readonly #cleanedUp = new Map<string, number>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /**
   * Makes a call.
   *
   * @param signal - Ends it, also in the database.
   * @throws GatewayError
   */
  run(database: TenantDatabase, call: Call, signal?: StopSignal): Promise<CallAnswer> {
    const attempt = (): Promise<CallAnswer> => this.#attempt(database, call, signal);
    return call.idempotencyKey === undefined ? attempt() : withRetries(attempt, signal);
  }

  async #attempt(
    database: TenantDatabase,
    call: Call,
    signal: StopSignal | undefined,
  ): Promise<CallAnswer> {
    const known = this.#known(database, call);
    if (known?.plan.isReadOnly === true && this.#options.hasStandby(database.server)) {
      const answer = await this.#askStandby(database, known, signal);
      if (answer) return answer;
    }
    const ask = (): Promise<CallAnswer> =>
      this.#options.pools.withConnection(database, { purpose: "call", signal }, (client) =>
        this.#askPrimary(client, database, call, signal),
      );
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NoIdempotencyTable)) throw error;
      await this.#options.pools.withConnection(database, { purpose: "deploy", signal }, (client) =>
        createIdempotencyTable(client, error.role),
      );
      return ask();
    }
  }

  /** Null where the standby cannot answer, and the primary may. */
  async #askStandby(
    database: TenantDatabase,
    planned: Planned,
    signal: StopSignal | undefined,
  ): Promise<CallAnswer | null> {
    try {
      return await this.#options.pools.withConnection(
        database,
        { purpose: "read", signal },
        (client) => execute(client, planned, signal),
      );
    } catch (error) {
      if (!isOfStandby(error)) throw this.#failure(database, planned, error);
      throwIfGone(signal);
      return null;
    }
  }

  async #askPrimary(
    client: pg.ClientBase,
    database: TenantDatabase,
    call: Call,
    signal: StopSignal | undefined,
  ): Promise<CallAnswer> {
    let planned = this.#known(database, call) ?? (await this.#read(client, database, call));
    for (let isAgain = false; ; isAgain = true) {
      try {
        const answer = await execute(client, planned, signal);
        if (isKept(planned.plan)) await this.#cleanUp(client, database);
        return answer;
      } catch (error) {
        throwIfGone(signal);
        const kept = await this.#keptAnswer(client, database, planned, error);
        if (kept) return kept;
        const read = isAgain ? null : await this.#reconsider(client, database, planned, error);
        if (!read) throw this.#failure(database, planned, error);
        planned = read;
      }
    }
  }

  /** What is to be run instead of a plan that has failed because the database has changed since it was made. */
  async #reconsider(
    client: pg.ClientBase,
    database: TenantDatabase,
    planned: Planned,
    error: unknown,
  ): Promise<Planned | null> {
    if (!(error instanceof PipelineError)) return null;
    const { call, isReadOnly } = planned.plan;
    const { code = "", message = "" } = databaseError(error) ?? {};
    if (code === "26000") {
      // A function of the tenant's has let go of all prepared statements.
      PreparedStatements.of(client).forgetAll();
      return planned;
    }
    const hadToRead = code === "25006" && isReadOnly && call.readOnly === undefined;
    const isOfOtherFunctions =
      call.kind === "function" &&
      ((code === "42704" && message.includes(refusals.stale)) ||
        (!error.isBound && /^(?:42|3F)/.test(code)));
    if (!hadToRead && !isOfOtherFunctions) return null;
    const read = await this.#read(client, database, call);
    return hadToRead && read.plan.isReadOnly ? null : read;
  }

  /** The answer that the call's key already has. */
  async #keptAnswer(
    client: pg.ClientBase,
    database: TenantDatabase,
    { plan }: Planned,
    error: unknown,
  ): Promise<CallAnswer | null> {
    const key = plan.call.idempotencyKey;
    if (key === undefined || !(error instanceof PipelineError) || error.stage !== "key")
      return null;
    const code = databaseError(error)?.code;
    if (code === "42P01" || code === "42501") {
      throw new NoIdempotencyTable(await currentRole(client), error);
    }
    if (code !== "23505") return null;
    const kept = await findAnswer(client, key);
    if (kept?.fingerprint !== fingerprint(plan.call)) {
      throw new GatewayError("conflict", "The Idempotency-Key belongs to another request", {
        database: database.name,
        hint: "Use a key of its own for each request, and the same one to send it again.",
      });
    }
    return { text: kept.answer ?? "null", rowCount: kept.rowCount, isRepeated: true };
  }

  /** What can be planned by what is known already. */
  #known(database: TenantDatabase, call: Call): Planned | null {
    const { limits } = this.#options;
    if (call.kind === "path") {
      const kind = this.#catalog.kind(database, call.path, call.deploymentId);
      return kind === undefined ? null : planPathCall(call, kind, limits);
    }
    const overloads = this.#catalog.overloads(database, call.name);
    if (!overloads) return null;
    try {
      return planFunctionCall(call, overloads, limits);
    } catch (error) {
      // The functions may be others by now.
      if (error instanceof GatewayError) return null;
      throw error;
    }
  }

  /** @throws GatewayError */
  async #read(client: pg.ClientBase, database: TenantDatabase, call: Call): Promise<Planned> {
    const { limits } = this.#options;
    try {
      return await this.#readFrom(client, database, call);
    } catch (error) {
      throw callFailure({ call, database: database.name, limits, chosen: null }, error);
    }
  }

  async #readFrom(client: pg.ClientBase, database: TenantDatabase, call: Call): Promise<Planned> {
    const { limits } = this.#options;
    if (call.kind === "path") {
      const { path, deploymentId } = call;
      return planPathCall(
        call,
        await this.#catalog.readKind(client, database, path, deploymentId),
        limits,
      );
    }
    return planFunctionCall(
      call,
      await this.#catalog.readOverloads(client, database, call.name),
      limits,
    );
  }

  async #cleanUp(client: pg.ClientBase, database: TenantDatabase): Promise<void> {
    const of = `${database.server}/${database.name}`;
    const now = Date.now();
    if (now - (this.#cleanedUp.get(of) ?? 0) < cleanUpMs) return;
    this.#cleanedUp.set(of, now);
    // The call has succeeded whatever comes of this; the next time is soon.
    await removeExpired(client).catch((error: unknown) => {
      this.#options.onLeftKeys(error, database);
    });
  }

  #failure({ name }: TenantDatabase, { plan, chosen }: Planned, error: unknown): GatewayError {
    const { limits } = this.#options;
    return callFailure({ call: plan.call, database: name, limits, chosen }, error);
  }
}

async function execute(
  client: pg.ClientBase,
  { plan }: Planned,
  signal: StopSignal | undefined,
): Promise<CallAnswer> {
  const rows = await interruptible(client, signal, () => runPipeline(client, pipelineOf(plan)));
  const [rowCount, text] = rows.at(-1) ?? [];
  return { text: text ?? "null", rowCount: Number(rowCount ?? 0), isRepeated: false };
}

/** There is no table of keys, or the role of calls may not write to it. */
class NoIdempotencyTable extends Error {
  override readonly name = "NoIdempotencyTable";
  readonly role: string;

  constructor(role: string, cause: Error) {
    super("the database has no table of idempotency keys for its callers", { cause });
    this.role = role;
  }
}

async function currentRole(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ role: string }>("select current_user as role");
  return rows[0]?.role ?? "";
}

/**
 * Whether the primary may answer what a standby could not: it is not there, is behind, or has to apply what conflicts with the
 * query. Not where the connection broke off for no known reason: a query that brings one server down must not be given to the next.
 */
function isOfStandby(error: unknown): boolean {
  if (error instanceof GatewayError) {
    return error.code === "connection_failed" || error.code === "database_not_found";
  }
  const { code = "", message = "" } = databaseError(error) ?? {};
  return (
    /^(?:40001|40P01|57P01|26000|25006|3F000|42883|42P01|42703|42704)$/.test(code) ||
    message.includes("stopgap.call_fn unknown")
  );
}
