import type { DbMode } from "@stopgap/runtime";
import type { Settings } from "../limits/settings.js";
import { KernelDb } from "./db-api.js";
import type { RunningCall } from "./running-call.js";
import type { StatementRunner } from "./statement-runner.js";

/** One `ctx.db` for each mode and each set of settings. */
export class Databases {
  /** Code can keep a `ctx.db` that may write: in a call that may not, it may not either. */
  readonly running: RunningCall = { mode: "ro" };
  readonly #runner: StatementRunner;
  readonly #known = new WeakMap<Settings, Readonly<Record<DbMode, KernelDb>>>();

  constructor(runner: StatementRunner) {
    this.#runner = runner;
  }

  of(settings: Settings, mode: DbMode): KernelDb {
    let databases = this.#known.get(settings);
    if (!databases) {
      databases = {
        ro: new KernelDb("ro", this.#runner, settings, this.running),
        rw: new KernelDb("rw", this.#runner, settings, this.running),
      };
      this.#known.set(settings, databases);
    }
    return databases[mode];
  }
}
