import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseJson, resultJson } from "@stopgap/kernel/rules";
import { openHandlers, type Runnable } from "@stopgap/local/testing";
import pg, { type Client } from "pg";

/** Where the sources of the handlers are, by database and name. All sessions of a test file see the same. */
const files = new Map<string, string>();

let calls = 0;

/** How many calls have run in Node. */
export function callsInNode(): number {
  return calls;
}

/** Handlers of the schema `app` that run in Node, as modules of their own. */
export class NodeHandlers {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async define(name: string, source: string): Promise<void> {
    const hash = createHash("sha256").update(source).digest("hex").slice(0, 16);
    const folder = join(tmpdir(), `stopgap-handlers-${process.pid.toString()}`, hash);
    const file = join(folder, `app.${name}.ts`);
    await mkdir(folder, { recursive: true });
    await writeFile(file, source);
    files.set(this.#key(name), file);
  }

  /** Calls a handler as a statement of its own would: in the session's transaction, or in one of its own. */
  async call(name: string, args: string): Promise<string | null> {
    const file = files.get(this.#key(name));
    if (file === undefined) throw new Error(`no handler app.${name} was defined`);
    const module = (await import(/* @vite-ignore */ file)) as { readonly default: Runnable };
    calls += 1;
    return this.#inTransaction(async () => {
      const { run } = await openHandlers(this.#client);
      const result: unknown = await run(module.default, parseJson(args), {
        fn: { schema: "app", name },
      });
      const { rows } = await this.#client.query<{ answer: string | null }>(
        "select ($1::jsonb)::text as answer",
        [resultJson(result, () => undefined)],
      );
      return rows[0]?.answer ?? null;
    });
  }

  #key(name: string): string {
    return `${this.#client.database ?? ""} ${name}`;
  }

  async #inTransaction<T>(work: () => Promise<T>): Promise<T> {
    const isOpen = await this.#client.query("savepoint call").then(
      () => true,
      (error: unknown) => {
        if (error instanceof pg.DatabaseError && error.code === "25P01") return false;
        throw error;
      },
    );
    if (!isOpen) await this.#client.query("begin");
    try {
      const result = await work();
      await this.#client.query(isOpen ? "release savepoint call" : "commit");
      return result;
    } catch (error) {
      await this.#client.query(isOpen ? "rollback to savepoint call" : "rollback");
      throw error;
    }
  }
}
