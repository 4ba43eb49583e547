import type pg from "pg";

/** How many statements a connection keeps. The server's process holds a plan of each. */
const mostKept = 200;

/** The statements that a connection knows by name. */
export class PreparedStatements {
  static readonly #ofConnections = new WeakMap<pg.ClientBase, PreparedStatements>();
  /** In the order of their use, as soon as there are so many that one may have to go. */
  readonly #names = new Set<string>();
  #bound = 0;
  #isCounting = false;

  static of(client: pg.ClientBase): PreparedStatements {
    const known = PreparedStatements.#ofConnections.get(client);
    if (known) return known;
    const statements = new PreparedStatements();
    PreparedStatements.#ofConnections.set(client, statements);
    return statements;
  }

  /** Where the server no longer knows any of them. */
  forgetAll(): void {
    this.#names.clear();
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Notes the use of a statement; returns the one to close for it. */
  use(name: string): string | null {
    if (this.#names.size < mostKept / 2 && this.#names.has(name)) return null;
    this.#names.delete(name);
    this.#names.add(name);
    if (this.#names.size <= mostKept) return null;
    const [oldest = null] = this.#names;
    if (oldest !== null) this.#names.delete(oldest);
    return oldest;
  }

  /** How many statements the connection has been given their values for since this was first asked. */
  bound(connection: pg.Connection): number {
    if (!this.#isCounting) {
      this.#isCounting = true;
      connection.on("bindComplete", () => {
        this.#bound += 1;
      });
    }
    return this.#bound;
  }

  forget(name: string): void {
    this.#names.delete(name);
  }
}
