import type { DbMode } from "@stopgap/runtime";
import type { Savepoints } from "../engine/engine.js";
import type { Settings } from "../limits/settings.js";
import { KernelDb } from "./db-api.js";
import type { RunningCall } from "./running-call.js";
import type { StatementRunner } from "./statement-runner.js";

/** A `ctx.db`, and what holds for it. */
export interface Access {
  readonly db: KernelDb;
  readonly settings: Settings;
  readonly mode: DbMode;
}

type Accesses = Readonly<Record<DbMode, Access>>;

/** One `ctx.db` for each mode and each set of settings, for one function's statements. */
export class FunctionDatabases {
  readonly #databases: Databases;
  readonly #comment: () => string;
  readonly #known = new WeakMap<Settings, Accesses>();
  #lastSettings: Settings | undefined;
  #last: Accesses | undefined;

  /** @param comment what its statements end with; asked for when there is a new one */
  constructor(databases: Databases, comment: () => string) {
    this.#databases = databases;
    this.#comment = comment;
  }

  of(settings: Settings, mode: DbMode): Access {
    if (settings !== this.#lastSettings || !this.#last) {
      this.#last = this.#known.get(settings) ?? this.#make(settings);
      this.#lastSettings = settings;
    }
    return this.#last[mode];
  }

  #make(settings: Settings): Accesses {
    const accesses = {
      ro: this.#databases.make(settings, "ro", this.#comment),
      rw: this.#databases.make(settings, "rw", this.#comment),
    };
    this.#known.set(settings, accesses);
    return accesses;
  }
}

/** What all of them share. */
export class Databases {
  /** Code can keep a `ctx.db` that may write: in a call that may not, it may not either. */
  readonly running: RunningCall = { mode: "ro" };
  readonly #runner: StatementRunner;
  readonly #savepoints: Savepoints;

  constructor(runner: StatementRunner, savepoints: Savepoints) {
    this.#runner = runner;
    this.#savepoints = savepoints;
  }

  make(settings: Settings, mode: DbMode, comment: () => string): Access {
    const readOnly = mode === "ro";
    const db = new KernelDb({
      mode,
      running: this.running,
      settings,
      runner: this.#runner,
      savepoints: this.#savepoints,
      rows: { readOnly, wanted: { rows: settings.maxQueryRows + 1 }, comment },
      count: { readOnly, wanted: "count", comment },
    });
    return { db, settings, mode };
  }
}
