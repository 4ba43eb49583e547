import { type CallText, type IdentifiedCallee, parseCallText } from "./call/call-text.js";
import { CallContext, type ContextHost } from "./call/context.js";
import { entryOf, isInternal, modeOf } from "./call/entry.js";
import { type CatalogFunction, lookUpFunction } from "./call/function-identity.js";
import { FunctionRunner } from "./call/function-runner.js";
import { PinnedVersions } from "./call/pinned-versions.js";
import { TextCache } from "./call/text-cache.js";
import { Databases, FunctionDatabases } from "./db/databases.js";
import { KernelDb } from "./db/db-api.js";
import { statementComment } from "./db/statement-comment.js";
import { StatementRunner } from "./db/statement-runner.js";
import type { Engine } from "./engine/engine.js";
import { GuardedEngine } from "./engine/guarded-engine.js";
import { errorEnvelope, sqlstate } from "./errors/envelope.js";
import { DatabaseError, KernelError, type Stage } from "./errors/kernel-error.js";
import type * as Stacks from "./errors/stack.js";
import { refuseFunctionConstructors } from "./globals/code-generation.js";
import { forgetMatches, freezeIntrinsics } from "./globals/intrinsics.js";
import { standardGlobals } from "./globals/module-globals.js";
import { completeSymbols } from "./globals/well-known-symbols.js";
import { Interrupts } from "./limits/interrupts.js";
import { moduleConsole } from "./log/console.js";
import { Log } from "./log/log.js";
import { parseSettings, type Settings } from "./limits/settings.js";
import { isStatementTimeout } from "./limits/statement-timeout.js";
import { CallMetrics } from "./metrics/call-metrics.js";
import { errorClass, errorClasses } from "./metrics/error-class.js";
import type { FunctionCounts } from "./metrics/function-counts.js";
import { FunctionMetrics } from "./metrics/function-metrics.js";
import type { FunctionMetricsJson, KernelMetrics } from "./metrics/kernel-metrics.js";
import { MetricsKeeper } from "./metrics/metrics-keeper.js";
import { countOperation, type Operation } from "./metrics/operation-counters.js";
import { FunctionOrigins } from "./module/function-origins.js";
import { loadHelpersBy } from "./module/lowering-helpers.js";
import { ModuleLoader } from "./module/module-loader.js";
import type { Pointer } from "./module/pointer.js";
import { type Program, programOf } from "./module/program.js";
import { runtimeModule } from "./module/runtime-module.js";
import { callInput } from "./shape/call-input.js";
import { parseShape, plainShape } from "./shape/call-shape.js";
import { triggerResultJson } from "./shape/trigger-result.js";
import { typedResultJson } from "./shape/typed-result.js";
import { loadArtifact, loadImportMap, loadSourceMap } from "./module/stored-code.js";
import { evaluated, settled } from "./promise/settled.js";
import { usesMoreBuilders } from "./schemas/basic-builders.js";
import { loadBuilders } from "./schemas/builders.js";
import { loadJsonSchemasBy } from "./schemas/json-schema-library.js";
import { libraryLoader } from "./schemas/load-library.js";
import { running } from "./promise/scheduler.js";
import { ParameterError } from "./value/parameter.js";
import { ResultError } from "./value/result-json.js";

/**
 * Runs one call.
 *
 * @param call what the shell says of every call: the pointer and the settings, see `parseCallText`
 * @param args the arguments as JSON
 * @param routine the function's oid, where the shell knows it
 * @param shape the function's shape as JSON; nothing for one jsonb argument, and one value as the result
 * @returns the result as JSON, or `!` and an error as JSON
 */
export type Invoke = (
  call: string,
  args: string | null,
  routine: number | string | null,
  shape?: string | null,
) => string | null;

/** What a session uses of the kernel of one role. */
export interface SessionKernel {
  readonly invoke: Invoke;
  /**
   * What the kernel has counted, as JSON.
   *
   * @param loadMs how long it took to load
   */
  readonly metrics: (loadMs: number) => string;
  /** What it has counted function by function, as JSON. */
  readonly functionMetrics: () => string;
}

/** Classes whose instances every handler is given: what one changed of them would hold for all. */
const sharedClasses = [
  CallContext,
  KernelDb,
  DatabaseError,
  KernelError,
  ParameterError,
  ResultError,
] as const;

/** Everything that one kernel keeps for its session and role. */
export function createKernel(engine: Engine): SessionKernel {
  const globals = standardGlobals();
  refuseFunctionConstructors();
  forgetMatches();
  completeSymbols();
  freezeIntrinsics([...globals.values(), ...sharedClasses]);
  const kernel = new Kernel(engine, globals);
  return {
    invoke: (call, args, routine, shape) => kernel.invoke(call, args, routine, shape),
    metrics: (loadMs) => JSON.stringify(kernel.metrics(loadMs)),
    functionMetrics: () => JSON.stringify(kernel.functionMetrics()),
  };
}

/** So many functions with the same code are remembered with it. */
const mostCallees = 100;

/** How far a call had come that has failed. */
interface Progress {
  readonly stage: Stage;
  /** The function's oid; before PostgreSQL 16 its signature. */
  readonly identity: number | string | null;
  readonly call: CallText | undefined;
}

class Kernel {
  readonly #engine: Engine;
  readonly #guarded: GuardedEngine;
  readonly #interrupts: Interrupts;
  readonly #databases: Databases;
  readonly #modules: ModuleLoader;
  readonly #contextHost: ContextHost;
  readonly #statements: StatementRunner;
  readonly #globals: ReadonlyMap<string, unknown>;
  readonly #metrics = new CallMetrics();
  readonly #functionMetrics = new FunctionMetrics();
  readonly #keeper: MetricsKeeper;
  readonly #versions: PinnedVersions;
  readonly #calls = new TextCache(parseCallText);
  readonly #shapes = new TextCache(parseShape);
  readonly #settings = new TextCache(parseSettings);
  readonly #programs = new TextCache((text) => {
    const end = text.indexOf(" ");
    return programOf(text.slice(0, end), text.slice(end + 1));
  });
  #outermost: Settings | undefined;
  /** That of the innermost call that has one. */
  #pin = "";
  #stacks: typeof Stacks | undefined;

  constructor(engine: Engine, globals: ReadonlyMap<string, unknown>) {
    this.#engine = engine;
    this.#versions = new PinnedVersions(engine);
    this.#globals = globals;
    this.#interrupts = new Interrupts(engine);
    const guarded = new GuardedEngine(engine, this.#interrupts);
    this.#guarded = guarded;
    this.#keeper = new MetricsKeeper(guarded, this.#functionMetrics);
    const load = libraryLoader(guarded, globals);
    loadJsonSchemasBy(load);
    loadHelpersBy(load);
    let schemas: "schemas-basic" | "schemas" = "schemas-basic";
    const runtime = runtimeModule(() => loadBuilders(load, schemas));
    const { check } = this.#interrupts;
    this.#statements = new StatementRunner(guarded, check);
    this.#databases = new Databases(this.#statements, guarded);
    const log = new Log({
      engine: guarded,
      level: () => this.#outermost?.logLevel ?? "off",
      checkInterrupts: check,
    });
    const console = moduleConsole({
      log,
      checkInterrupts: check,
      stackOf: (error) => this.#stack(error, (hash) => this.#modules.nameOf(hash)),
    });
    const origins = new FunctionOrigins();
    this.#contextHost = {
      engine: guarded,
      log,
      databases: this.#databases,
      functions: new FunctionRunner(this.#databases, guarded, origins),
    };
    this.#modules = new ModuleLoader({
      origins,
      artifact: (hash) => {
        const artifact = loadArtifact(guarded, hash);
        if (artifact && usesMoreBuilders(artifact.code)) schemas = "schemas";
        return artifact;
      },
      globals: new Map([...globals, ["console", console]]),
      builtIn: new Map([["@stopgap/runtime", runtime]]),
      check,
      settle: settled,
      settleImport: evaluated,
    });
  }

  invoke(
    callText: string,
    args: string | null,
    routine: number | string | null,
    shapeText?: string | null,
  ): string | null {
    const started = Date.now();
    const outer = running.scheduler;
    const { running: runningCall } = this.#databases;
    const { mode } = runningCall;
    let stage: Stage = "settings";
    let identity = routine;
    let call: CallText | undefined;
    let callee: IdentifiedCallee | undefined;
    let operation: Operation | undefined;
    let isForwarded = false;
    const outerPin = this.#pin;
    try {
      running.scheduler = undefined;
      runningCall.mode = "ro";
      call = this.#calls.get(callText);
      const { pointer, pin } = call;
      if (pin !== "" && pin !== outerPin) {
        // What is called within the call has the same pin.
        ({ operation } = call);
        this.#pin = pin;
      }
      identity ??= pointer.signature;
      const other = this.#versions.find(identity, call);
      if (other !== null) {
        // It is counted where it runs.
        isForwarded = true;
        const answer = this.#versions.call(other, args);
        if (answer?.startsWith("!")) operation = undefined;
        return answer;
      }
      const settings = this.#begin(this.#settings.get(call.settings));
      stage = "module load";
      const program = pointer.followsFunctions ? this.#followed(pointer) : pointer.program;
      const module = this.#modules.load(program, settings.isolation === "call");
      stage = "entrypoint";
      const entry = entryOf(module, pointer.export);
      if (isInternal(entry)) throw this.#internalRefusal(identity, pin);
      stage = "handler";
      const shape = shapeText ? this.#shapes.get(shapeText) : plainShape;
      const input = callInput(args, shape);
      callee = call.callee?.identity === identity ? call.callee : this.#callee(call, identity);
      const access = callee.databases.of(settings, modeOf(entry));
      runningCall.mode = access.mode;
      const { trigger } = input;
      const context = new CallContext(input.args, access, callee, trigger && { trigger });
      const result = settled(entry(context));
      this.#interrupts.throwIfStopped();
      stage = "result";
      const answer = trigger
        ? triggerResultJson(result, trigger, this.#interrupts.check)
        : typedResultJson(result, shape, this.#interrupts.check);
      // Only where the function may write anyway.
      if (access.mode === "rw" && this.#keeper.isDue(started)) this.#keeper.tell(started);
      return answer;
    } catch (error) {
      operation = undefined;
      const failed = { stage, identity, call };
      const stopped = this.#interrupts.stopped;
      const failure = this.#fail(stopped ?? error, failed);
      // An error can have getters, which run while it is read, and may have been stopped.
      const late = this.#interrupts.stopped;
      return late === stopped ? failure : this.#fail(late, failed);
    } finally {
      if (running.scheduler) running.scheduler.hasEnded = true;
      running.scheduler = outer;
      runningCall.mode = mode;
      this.#pin = outerPin;
      const elapsed = Date.now() - started;
      if (operation) countOperation(operation, elapsed);
      if (!isForwarded) {
        this.#metrics.end(elapsed, callee?.counts ?? this.#counts(identity, call));
      }
    }
  }

  metrics(loadMs: number): KernelMetrics {
    const { loaded, evaluated } = this.#modules.counts;
    const { prepared, reused } = this.#statements.counts;
    return {
      execute: this.#metrics.counts,
      runtime: {
        kernel_load_ms: loadMs,
        modules_loaded: loaded,
        modules_evaluated: evaluated,
        statements_prepared: prepared,
        statements_reused: reused,
      },
    };
  }

  functionMetrics(): FunctionMetricsJson {
    return { error_classes: errorClasses, functions: this.#functionMetrics.all };
  }

  #counts(identity: number | string | null, call: CallText | undefined): FunctionCounts {
    return this.#functionMetrics.of(String(identity ?? ""), call?.pointer.program.hash ?? "");
  }

  /** Settings hold from the outermost call on: one that a statement makes in turn is part of it. */
  #begin(settings: Settings): Settings {
    if (this.#guarded.isRunning && this.#outermost) return this.#outermost;
    this.#outermost = settings;
    this.#interrupts.begin(settings.maxRuntimeMs);
    return settings;
  }

  /** A program with the functions that it imports as they are now. */
  #followed({ program }: Pointer): Program {
    return this.#programs.get(`${program.hash} ${loadImportMap(this.#guarded, program)}`);
  }

  /** Kept with the call, for the next one. */
  #callee(call: CallText, identity: number | string): IdentifiedCallee {
    const callee = call.callees.get(identity) ?? this.#makeCallee(call, identity);
    if (call.callees.size >= mostCallees) call.callees.clear();
    call.callees.set(identity, callee);
    call.callee = callee;
    return callee;
  }

  #makeCallee(call: CallText, identity: number | string): IdentifiedCallee {
    let comment: string | undefined;
    return {
      identity,
      counts: this.#counts(identity, call),
      host: this.#contextHost,
      databases: new FunctionDatabases(
        this.#databases,
        () => (comment ??= this.#comment(call, identity)),
      ),
      functionInfo: () => ({
        ...this.#catalog(identity, call.pin),
        artifactHash: call.pointer.program.hash,
      }),
    };
  }

  /** What statements of a function end with. The name of one that is not deployed is in the catalog only. */
  #comment({ pointer: { label }, pin }: CallText, identity: number | string): string {
    if (label) return statementComment(label);
    const info = lookUpFunction(this.#guarded, String(identity), pin);
    return info ? statementComment({ path: info.path ?? `${info.schema}.${info.name}` }) : "";
  }

  #catalog(identity: number | string, pin: string): CatalogFunction {
    const found = lookUpFunction(this.#guarded, String(identity), pin);
    if (!found)
      throw new KernelError("42883", `function ${String(identity)} is not in the catalog`);
    return found;
  }

  #internalRefusal(identity: number | string, pin: string): KernelError {
    const { schema, name } = this.#catalog(identity, pin);
    return new KernelError("42501", `${schema}.${name} is internal: only handlers can call it`, {
      hint: "Call it from a handler, with ctx.run.",
    });
  }

  /** What a failure looked like is found out even when the call has been stopped. */
  #fail(error: unknown, { stage, identity, call }: Progress): string {
    const isTimeout = (): boolean => this.#interrupts.isOverdue || isStatementTimeout(this.#engine);
    this.#metrics.fail(errorClass(error, sqlstate(error), stage, isTimeout));
    const info = lookUpFunction(this.#engine, String(identity ?? ""), call?.pin ?? "");
    const name = info ? `${info.schema}.${info.name}` : "function";
    const fileName = (hash: string): string =>
      hash === call?.pointer.program.hash ? `${name}.ts` : this.#modules.nameOf(hash);
    return errorEnvelope(error, {
      stage,
      function: info ?? null,
      stack: this.#stack(error, fileName),
      mayQuote: this.#outermost?.logLevel === "debug",
    });
  }

  #stack(error: unknown, fileName: (hash: string) => string): string {
    const stack = stackOf(error);
    if (stack === "") return "";
    this.#stacks ??= libraryLoader(this.#engine, this.#globals)("stacks") as typeof Stacks;
    const { stackFrames, writeStack } = this.#stacks;
    return writeStack(
      stackFrames(stack, {
        frame: this.#engine.frame,
        locate: (line) => this.#modules.locate(line),
        sourceMap: (hash) => loadSourceMap(this.#engine, hash),
        fileName,
      }),
    );
  }
}

function stackOf(error: unknown): string {
  try {
    const stack: unknown = error instanceof Error ? error.stack : "";
    return typeof stack === "string" ? stack : "";
  } catch {
    return "";
  }
}
