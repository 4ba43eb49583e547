import type { Row, SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";
import type {
  DeployerEvent,
  DeployerEventListener,
  DeployerStep,
} from "../progress/deployer-event.js";
import { eventOfNotice, type Notice } from "../progress/progress-notice.js";
import type { SessionClient } from "./session-client.js";

/** A connection, in the hands of one operation. */
export class Session implements SqlClient {
  readonly #client: SessionClient;
  readonly #onEvent: DeployerEventListener | undefined;
  /** Ends the step of this side that is under way, once the database has begun its own. */
  #endOwnStep: (() => void) | undefined;

  constructor(client: SessionClient | SqlClient, onEvent: DeployerEventListener | undefined) {
    this.#client = client;
    this.#onEvent = onEvent;
  }

  query(text: string, values: readonly unknown[] = []): Promise<{ readonly rows: readonly Row[] }> {
    return this.#client.query(text, values);
  }

  /** Tells of an event. */
  emit(event: DeployerEvent): void {
    try {
      this.#onEvent?.(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** Runs a step of this side. */
  async step<Result>(step: DeployerStep, work: () => Promise<Result>): Promise<Result> {
    const end = this.#beginStep(step, null);
    const result = await work();
    end();
    return result;
  }

  /**
   * Runs a statement that changes something, all or nothing, and returns the value of its JSON.
   *
   * @param call - A call of a function, such as `stopgap.rollback($1, $2, $3)`.
   * @param settings - Settings that count for it alone; undefined is none.
   * @param upload - How many parts are sent with it, where that takes long.
   */
  async change<Answer>(
    call: string,
    values: readonly unknown[],
    settings: Readonly<Record<string, string | undefined>> = {},
    upload?: number,
  ): Promise<Answer> {
    const all = { ...settings, "stopgap.progress": this.#onEvent && "on" };
    if (upload !== undefined) this.#endOwnStep = this.#beginStep("upload", upload);
    const hear = (notice: Notice): void => {
      const event = eventOfNotice(notice);
      if (!event) return;
      this.#finishOwnStep();
      this.emit(event);
    };
    this.#client.on?.("notice", hear);
    try {
      const statement = withSettings(call, values.length + 1);
      const answer = await ask<Answer>(this, statement, [...values, JSON.stringify(all)]);
      this.#finishOwnStep();
      return answer;
    } finally {
      this.#client.removeListener?.("notice", hear);
    }
  }

  #beginStep(step: DeployerStep, total: number | null): () => void {
    const start = performance.now();
    this.emit({ type: "step-started", step, total });
    return () => {
      const durationMs = performance.now() - start;
      this.emit({ type: "step-finished", step, done: total ?? 0, total, durationMs });
    };
  }

  #finishOwnStep(): void {
    this.#endOwnStep?.();
    this.#endOwnStep = undefined;
  }
}

/**
 * One statement, so that it is all or nothing without a transaction of the caller. In one of the caller the settings are
 * afterwards what they were before.
 */
function withSettings(call: string, parameter: number): string {
  return `
    with setting as materialized (
      select key as name, value, coalesce(current_setting(key, true), '') as before
      from json_each_text($${String(parameter)}::json)
    ),
    ready as materialized (select count(set_config(name, value, true)) from setting),
    done as materialized (select ${call}::text as answer from ready)
    select answer, reset
    from done, lateral (
      select count(set_config(name, before, true)) as reset from setting where answer is distinct from name
    ) as after`;
}
