import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type pg from "pg";

/** A request as it came. */
export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** An answer to give instead of asking the database. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** No answer: the connection breaks off, or nothing more is heard. */
export type Silence = "break off" | "silence";

/** `POST /call` over HTTP, as a gateway has it, in front of a real database. */
export class Gateway {
  readonly received: Received[] = [];
  /** What the next requests get, in order. */
  readonly answers: (Answer | Silence)[] = [];
  readonly #pool: pg.Pool;
  readonly #server: Server;

  static async start(pool: pg.Pool): Promise<Gateway> {
    const gateway = new Gateway(pool);
    await new Promise<void>((resolve) => gateway.#server.listen(0, "127.0.0.1", resolve));
    return gateway;
  }

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    this.received.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body,
    });
    const answer = this.answers.shift();
    if (typeof answer === "string") {
      if (answer === "break off") request.socket.destroy();
      return;
    }
    const { status, headers = {}, body: said } = answer ?? (await this.#call(body));
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof said === "string" ? said : JSON.stringify(said ?? {}));
  }

  /** The body is read in the database, so that every digit of the arguments arrives. */
  async #call(body: string): Promise<Answer> {
    try {
      const { rows } = await this.#pool.query<{ answer: string | null }>(
        `select stopgap.call_fn(body ->> 'path', body -> 'args')::text as answer from (select $1::jsonb as body) as request`,
        [body],
      );
      return { status: 200, body: `{"result":${rows[0]?.answer ?? "null"},"execution_time_ms":1}` };
    } catch (error) {
      const { code, message, detail, hint } = error as pg.DatabaseError;
      return {
        status: 500,
        body: {
          error: "query_failed",
          message: "Query failed",
          cause: message,
          sqlstate: code,
          detail,
          hint,
        },
      };
    }
  }
}
