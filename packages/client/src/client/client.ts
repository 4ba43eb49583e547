import type { ApiDefinition } from "../api/define-api.js";
import { FunctionTree } from "../api/function-tree.js";
import { callFunction } from "../call/call-function.js";
import type { Caller } from "../call/call-function.js";
import type { CallSettings } from "../call/call-request.js";
import { isPassing, retryPolicy, withRetries } from "../call/retry.js";
import type { RetryPolicy } from "../call/retry.js";
import { checkContract } from "../contract/check-contract.js";
import type { ContractCheck } from "../contract/check-contract.js";
import { ClientError } from "../errors.js";
import { runTransaction } from "../transaction/transaction.js";
import type { Transaction, TransactionOptions } from "../transaction/transaction.js";
import { ConnectionTransport } from "../transport/connection-transport.js";
import { openBackend } from "./backend.js";
import type { Backend } from "./backend.js";
import type { ClientOptions } from "./client-options.js";

/** The deployed functions, and how they are called. */
export interface Client<Api> {
  /** The functions by folder, file and export: `client.api.users.get({ id: 1 })`. */
  readonly api: Api;
  /**
   * The same client with other settings; those that are not named stay.
   *
   * @example
   * await client.with({ signal: AbortSignal.timeout(500) }).api.users.get({ id: 1 });
   */
  with(settings: CallSettings): Client<Api>;
  /** The same client for one deployment, whatever is active: the one that an application was built against. */
  pinned(deploymentId: number | bigint): Client<Api>;
  /**
   * Runs calls in one transaction, on one connection of the pool: committed when the function succeeds, undone when it throws.
   *
   * @throws what the function throws; {@link ClientError} `transaction_aborted` when a call in it had failed and that was
   *   kept from leaving it, `unsupported` without a pool, and what the database says of the commit
   * @example
   * await client.transaction(async (tx) => {
   *   const order = await tx.api.orders.create({ customer: 7 });
   *   await tx.api.stock.reserve({ order: order.id });
   * }, { isolation: "serializable" });
   */
  transaction<T>(
    work: (transaction: Transaction<Api>) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /**
   * Compares what the api was generated from with what is deployed.
   *
   * @throws {@link ClientError} `unsupported` over a gateway, and what the database says
   */
  checkContract(): Promise<ContractCheck>;
}

/**
 * Calls the functions of a deployment, typed by its generated api.
 *
 * @example
 * import { api } from "./stopgap/_generated/api.js";
 * const client = createClient(api, { pool: new pg.Pool() });
 * const user = await client.api.users.get({ id: 1 });
 *
 * @throws {@link ClientError} `invalid_options`
 */
export function createClient<Api>(api: ApiDefinition<Api>, options: ClientOptions): Client<Api> {
  const { env, deploymentId, signal, useStandby, retry } = options;
  return new BoundClient<Api>(
    {
      tree: new FunctionTree(api.functions),
      contractHash: api.contractHash,
      backend: openBackend(options),
      policy: retryPolicy(retry),
    },
    { env, deploymentId, signal, useStandby },
  );
}

/** What clients of one api share, whatever their settings are. */
interface Shared {
  readonly tree: FunctionTree;
  readonly contractHash: string;
  readonly backend: Backend;
  readonly policy: RetryPolicy;
}

class BoundClient<Api> implements Client<Api> {
  readonly api: Api;
  readonly #shared: Shared;
  readonly #settings: CallSettings;

  constructor(shared: Shared, settings: CallSettings) {
    this.#shared = shared;
    this.#settings = checkSettings(settings, shared.backend);
    this.api = this.#bind({ transport: shared.backend.transport, settings, policy: shared.policy });
  }

  with(settings: CallSettings): Client<Api> {
    return new BoundClient(this.#shared, { ...this.#settings, ...settings });
  }

  pinned(deploymentId: number | bigint): Client<Api> {
    return this.with({ deploymentId });
  }

  transaction<T>(
    work: (transaction: Transaction<Api>) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const { backend, policy } = this.#shared;
    const { pool } = backend;
    if (!pool) {
      return Promise.reject(
        new ClientError("unsupported", "only a client with a pool can open a transaction", {
          hint: "Begin it on the connection that the client was given, and call within it.",
        }),
      );
    }
    const settings = { ...this.#settings, signal: options.signal ?? this.#settings.signal };
    const attempt = (): Promise<T> =>
      runTransaction(
        pool,
        { ...options, signal: settings.signal },
        settings.deploymentId,
        async (connection) => {
          const transport = new ConnectionTransport(connection);
          try {
            return await work({
              api: this.#bind({ transport, settings, policy }),
              connection: connection.client,
            });
          } finally {
            transport.end();
          }
        },
      );
    return options.idempotent === true
      ? withRetries(policy, attempt, isPassing, settings.signal)
      : attempt();
  }

  async checkContract(): Promise<ContractCheck> {
    const { backend, contractHash } = this.#shared;
    if (!backend.onConnection) {
      throw new ClientError("unsupported", "a gateway does not tell the contract of a deployment", {
        hint: "Check it over a connection to the database.",
      });
    }
    return checkContract(backend.onConnection, contractHash, this.#settings);
  }

  #bind(caller: Caller): Api {
    const bound = this.#shared.tree.bind((path, info, args) =>
      callFunction(caller, path, info, args),
    );
    // The one place where the types of the api meet what it is made of.
    return bound as Api;
  }
}

function checkSettings(settings: CallSettings, backend: Backend): CallSettings {
  if (settings.env !== undefined && !backend.onConnection) {
    throw new ClientError("invalid_options", "a gateway has an environment of its own", {
      hint: "Leave env out.",
    });
  }
  const { deploymentId } = settings;
  if (deploymentId !== undefined && !/^[1-9]\d*$/.test(String(deploymentId))) {
    throw new ClientError("invalid_options", "deploymentId must be a positive integer");
  }
  return settings;
}
