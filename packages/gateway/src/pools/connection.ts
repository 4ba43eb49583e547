import { once } from "node:events";

import pg from "pg";

import { type ServerTls, tlsOptions } from "../servers/server-tls.js";

/** As long as a server may take to see a connection off, in milliseconds. */
const longestFarewellMs = 2_000;
/** As long as the end of an answer may come after its error, in milliseconds. */
const longestEndOfAnswerMs = 20;

/** What a connection is opened with. */
export interface ConnectionTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: ServerTls | undefined;
  /** What the session starts with, and has again after `reset`: nothing that a database or a role was given counts against it. */
  readonly settings: Readonly<Record<string, string>>;
}

/** One open connection, and what tells whether it may be lent again. */
export class Connection {
  readonly client: pg.Client;
  /** Since when it was on its way in, in milliseconds since 1970. */
  openedAt = Date.now();
  lastUsedAt = Date.now();
  /** How many waiting requests of its tenant it has served in a row. */
  served = 0;
  readonly #settings = new Map<string, string>();
  readonly #changed = new Map<string, string>();
  #isBroken = false;

  /**
   * Connects.
   *
   * @param onEnd - Called when the server or the network ends it.
   * @throws What `pg` throws.
   */
  static async open(
    target: ConnectionTarget,
    timeoutMs: number,
    onEnd: (connection: Connection) => void,
  ): Promise<Connection> {
    const { settings, tls, ...place } = target;
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    const client = new pg.Client({
      ...place,
      ssl: tlsOptions(tls),
      ...(options.length === 0 ? {} : { options: options.join(" ") }),
      application_name: "stopgap-gateway",
      connectionTimeoutMillis: timeoutMs,
      keepAlive: true,
    });
    const connection = new Connection(client, onEnd);
    try {
      await client.connect();
    } catch (error) {
      await connection.close();
      throw error;
    }
    connection.#changed.clear();
    return connection;
  }

  private constructor(client: pg.Client, onEnd: (connection: Connection) => void) {
    this.client = client;
    const onBroken = (): void => {
      if (this.#isBroken) return;
      this.#isBroken = true;
      onEnd(this);
    };
    client.on("error", onBroken);
    client.on("end", onBroken);
    client.connection.on("parameterStatus", (message: unknown) => {
      this.#noteSetting(message);
    });
  }

  /** PostgreSQL tells each change of its main settings, so nobody has to ask for them. */
  #noteSetting(message: unknown): void {
    if (typeof message !== "object" || message === null) return;
    if (!("parameterName" in message && "parameterValue" in message)) return;
    const [name, value] = [String(message.parameterName), String(message.parameterValue)];
    const first = this.#settings.get(name);
    if (first === undefined) this.#settings.set(name, value);
    else if (first === value) this.#changed.delete(name);
    else this.#changed.set(name, value);
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Whether nothing is under way: no transaction, no statement. */
  get isIdle(): boolean {
    return !this.#isBroken && !this.isBusy && this.client.getTransactionStatus() === "I";
  }

  /** Whether the server has not said yet that it is ready for the next statement. */
  get isBusy(): boolean {
    const { client } = this;
    return !this.#isBroken && "readyForQuery" in client && client.readyForQuery !== true;
  }

  /** Waits a moment for the end of an answer: `pg` tells an error before it, and the two may come one after the other. */
  async answered(): Promise<void> {
    const moment = new AbortController();
    const timer = setTimeout(() => {
      moment.abort();
    }, longestEndOfAnswerMs);
    await once(this.client, "drain", { signal: moment.signal }).catch(() => undefined);
    clearTimeout(timer);
  }

  /** Whether the next one finds it as the last one did: idle, and its settings as they were. */
  get isClean(): boolean {
    return this.isIdle && this.#changed.size === 0;
  }

  /** Ends it, and returns when its socket is closed. Never throws. */
  async close(): Promise<void> {
    const { client } = this;
    const farewell = setTimeout(() => client.connection.stream.destroy(), longestFarewellMs);
    try {
      await client.end();
    } catch {
      // It was none any more.
    } finally {
      clearTimeout(farewell);
    }
  }
}
