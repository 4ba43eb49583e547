import type { FunctionInfo, Trigger } from "@stopgap/runtime";
import { callStack } from "./call-stack.js";
import type { Connection } from "./connection.js";
import { HandlerError, type HandlerFailure } from "./handler-error.js";
import type { LogMessage, RunOptions } from "./handlers.js";
import {
  authStatement,
  callInput,
  type Entry,
  errorEnvelope,
  modeOf,
  parseSettings,
  plainShape,
  readAuth,
  settingNames,
  type Settings,
  settingSeparator,
  type Stage,
  transactionStartStatement,
} from "./kernel-rules.js";
import { NodeContext } from "./node-context.js";
import { Part } from "./part.js";
import { checkRoles, type HandlerRights, takeOn, takeOnRights } from "./role.js";

/** A call of a handler. */
export interface HandlerCall {
  readonly handler: Entry & HandlerRights;
  /** As JSON; null for SQL NULL. */
  readonly args: string | null;
  readonly trigger: Trigger | undefined;
  readonly options: RunOptions;
  /** The result as JSON, or null for SQL NULL. */
  readonly write: (result: unknown) => string | null;
}

/** Runs one call in a savepoint: its work is undone when it fails. */
export async function runHandler(
  connection: Connection,
  call: HandlerCall,
  logs: LogMessage[],
): Promise<string | null> {
  connection.begin();
  const savepoint = await connection.savepoint();
  try {
    const giveBack = await takeOn(connection, call.options.auth ?? {});
    const result = await told(connection, call, logs);
    await giveBack();
    await savepoint.release();
    return result;
  } catch (error) {
    await savepoint.undo();
    throw error;
  }
}

/** Runs the handler; what it fails with is told as a client is told it. */
async function told(
  connection: Connection,
  { handler, args, trigger, options, write }: HandlerCall,
  logs: LogMessage[],
): Promise<string | null> {
  const fn = functionInfo(options);
  const settings = await readSettings(connection);
  const crossed = await connection.select("select ($1::jsonb)::text as j", [args]);
  let stage: Stage = "entrypoint";
  try {
    await checkRoles(connection, handler, fn.name);
    await takeOnRights(connection, handler);
    const auth = readAuth((await connection.select(authStatement)) ?? "");
    const now = (await connection.select(transactionStartStatement)) ?? "";
    const input = trigger
      ? { args: { positional: trigger.args, named: {} } }
      : callInput(crossed, plainShape);
    const mode = modeOf(handler);
    const sources = { connection, args: input.args, trigger, fn, now, auth, logs };
    stage = "handler";
    const result = await Part.call(connection, { mode, settings }, () =>
      handler(new NodeContext(sources, mode)),
    );
    connection.throwIfStopped();
    stage = "result";
    const text = write(result);
    return await connection.select("select ($1::jsonb)::text as j", [text]);
  } catch (error) {
    throw handlerError(error, stage, fn, settings);
  }
}

function functionInfo({ fn }: RunOptions): FunctionInfo {
  return Object.freeze({ oid: 0, schema: "node", name: "handler", artifactHash: "", ...fn });
}

/** Settings hold for the whole call. */
async function readSettings(connection: Connection): Promise<Settings> {
  const text = await connection.select(
    `select string_agg(coalesce(current_setting(name, true), ''), $2 order by place) as j
     from unnest($1::text[]) with ordinality as settings (name, place)`,
    [settingNames, settingSeparator],
  );
  return parseSettings(text ?? "");
}

function handlerError(error: unknown, stage: Stage, fn: FunctionInfo, settings: Settings): Error {
  const { schema, name, oid, path } = fn;
  const envelope = errorEnvelope(error, {
    stage,
    function: { schema, name, oid, ...(path === undefined ? {} : { path }) },
    stack: callStack(error),
    mayQuote: settings.logLevel === "debug",
  });
  return new HandlerError(JSON.parse(envelope.slice(1)) as HandlerFailure, error);
}
