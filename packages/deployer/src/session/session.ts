import { createHash } from "node:crypto";

import type { Row, SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";
import type {
  DeployerEvent,
  DeployerEventListener,
  DeployerStep,
} from "../progress/deployer-event.js";
import { eventOfNotice, type Notice } from "../progress/progress-notice.js";
import { abortedError, isAborted } from "./aborted-error.js";
import { rolledBack } from "./rolled-back.js";
import type { SessionClient } from "./session-client.js";

/** What a session serves: one attempt of an operation. */
export interface SessionOptions {
  /** Names the request, so that it does not happen twice. */
  readonly requestId: string;
  /** What all its statements begin with. */
  readonly mark: string;
  readonly onEvent: DeployerEventListener | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A connection, in the hands of one operation. */
export class Session implements SqlClient {
  readonly #client: SessionClient;
  readonly #options: SessionOptions;
  /** Whether it has asked for a change: then a lost connection leaves it open whether that has happened. */
  hasAsked = false;
  /** Ends the step of this side that is under way, once the database has begun its own. */
  #endOwnStep: (() => void) | undefined;

  constructor(client: SessionClient, options: SessionOptions) {
    this.#client = client;
    this.#options = options;
  }

  async query(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<{ readonly rows: readonly Row[] }> {
    const { signal, mark } = this.#options;
    if (isAborted(signal)) throw abortedError(signal);
    return this.#client.query(`${mark} ${text}`, values);
  }

  /** Tells of an event. */
  emit(event: DeployerEvent): void {
    tell(this.#options.onEvent, event);
  }

  /** Names what the same request asks for once more, in another way. */
  get secondRequestId(): string {
    return anotherUuid(this.#options.requestId);
  }

  /** Does something in a transaction that is rolled back; in one of the caller's, back to where it was. */
  rolledBack<Result>(work: () => Promise<Result>): Promise<Result> {
    const { mark } = this.#options;
    // Does not look at the signal: what was begun is ended.
    return rolledBack((text) => this.#client.query(`${mark} ${text}`), work);
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
    const { requestId, onEvent } = this.#options;
    const all = {
      "stopgap.request_id": requestId,
      "stopgap.progress": onEvent && "on",
      ...settings,
    };
    if (upload !== undefined) this.#endOwnStep = this.#beginStep("upload", upload);
    const hear = (notice: Notice): void => {
      const event = eventOfNotice(notice);
      if (!event) return;
      this.#finishOwnStep();
      this.emit(event);
    };
    this.#client.on?.("notice", hear);
    this.hasAsked = true;
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

/** Always the same for the same one. */
function anotherUuid(uuid: string): string {
  const digits = createHash("sha256").update(uuid).digest("hex");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

/** Tells a listener of an event. */
export function tell(listener: DeployerEventListener | undefined, event: DeployerEvent): void {
  try {
    listener?.(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
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
