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

/** One `ctx.db` for each mode and each set of settings. */
export class Databases {
  /** Code can keep a `ctx.db` that may write: in a call that may not, it may not either. */
  readonly running: RunningCall = { mode: "ro" };
  readonly #runner: StatementRunner;
  readonly #savepoints: Savepoints;
  readonly #known = new WeakMap<Settings, Readonly<Record<DbMode, Access>>>();

  constructor(runner: StatementRunner, savepoints: Savepoints) {
    this.#runner = runner;
    this.#savepoints = savepoints;
  }

  of(settings: Settings, mode: DbMode): Access {
    let databases = this.#known.get(settings);
    if (!databases) {
      databases = { ro: this.#make(settings, "ro"), rw: this.#make(settings, "rw") };
      this.#known.set(settings, databases);
    }
    return databases[mode];
  }

  #make(settings: Settings, mode: DbMode): Access {
    const readOnly = mode === "ro";
    const db = new KernelDb({
      mode,
      running: this.running,
      settings,
      runner: this.#runner,
      savepoints: this.#savepoints,
      rows: { readOnly, wanted: { rows: settings.maxQueryRows + 1 } },
      count: { readOnly, wanted: "count" },
    });
    return { db, settings, mode };
  }
}
