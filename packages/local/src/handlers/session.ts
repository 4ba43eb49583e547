import type { Trigger } from "@stopgap/runtime";
import type { ClientBase } from "pg";
import { Connection } from "./connection.js";
import { type HandlerCall, runHandler } from "./handler-call.js";
import type { Handlers, LogMessage, RunOptions, TriggerEvent } from "./handlers.js";
import {
  type Entry,
  parseJson,
  plainShape,
  ResultError,
  resultJson,
  triggerResultJson,
  typedResultJson,
} from "./kernel-rules.js";

const ignore = (): void => undefined;

/** Runs handlers on a connection, one call after the other. */
export async function handlersOn(client: ClientBase): Promise<Handlers> {
  const connection = Connection.of(client);
  const logs: LogMessage[] = [];
  await connection.inTurn(() => connection.prepare());
  const inTurn = (call: HandlerCall): Promise<string | null> =>
    connection.inTurn(() => runHandler(connection, call, logs));
  const run = async (
    handler: Entry,
    args?: unknown,
    options: RunOptions = {},
  ): Promise<unknown> => {
    const write = (result: unknown): string | null => typedResultJson(result, plainShape, ignore);
    const call = { handler, args: argumentsJson(args), trigger: undefined, options, write };
    const text = await inTurn(call);
    return text === null ? null : parseJson(text);
  };
  const trigger = async (
    handler: Entry,
    event: TriggerEvent<object>,
    options: RunOptions = {},
  ): Promise<object | null> => {
    const told = triggerOf(event);
    const write = (result: unknown): string | null => triggerResultJson(result, told, ignore);
    const text = await inTurn({ handler, args: null, trigger: told, options, write });
    return rowAfter(told, text);
  };
  return { client, logs, run: run as Handlers["run"], trigger: trigger as Handlers["trigger"] };
}

/** Arguments as JSON, as a client would write them. */
function argumentsJson(args: unknown): string | null {
  try {
    return resultJson(args, ignore);
  } catch (error) {
    if (!(error instanceof ResultError)) throw error;
    throw new TypeError(`arguments cannot be passed: ${error.path} is ${error.problem}`, {
      cause: error,
    });
  }
}

/** The event as a handler sees it: its rows cannot be changed. */
function triggerOf(event: TriggerEvent<object>): Trigger {
  const row = (value: object | null | undefined): object | null =>
    value ? frozen(parseJson(argumentsJson(value) ?? "null") as object) : null;
  return frozen({
    name: "trigger",
    when: "BEFORE",
    level: "ROW",
    schema: "public",
    table: "table",
    args: [],
    ...event,
    new: row(event.new),
    old: row(event.old),
  }) as Trigger;
}

function frozen<T extends object>(value: T): T {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === "object" && member !== null) frozen(member);
  }
  return Object.freeze(value);
}

/** The row that goes on, from what the handler sends back: nothing, `null`, or the columns that it changes. */
function rowAfter({ when, level, new: after, old }: Trigger, text: string | null): object | null {
  if (when === "AFTER" || level === "STATEMENT") return null;
  const row = after ?? old;
  if (text === null) return row;
  const changed = parseJson(text) as object | null;
  return changed && { ...row, ...changed };
}
