import { SourceMap, type SourceMapPayload } from "node:module";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { contentHash } from "../check/source-files.js";
import type { DescribedSchema } from "./describe-schema.js";
import type { EvaluationMessage } from "./evaluate-in-worker.js";
import { type EvaluationBundle, evaluationBundle } from "./evaluation-bundle.js";

/** What came of evaluating a module. */
export type Evaluation =
  | { readonly schemas: Readonly<Record<string, DescribedSchema>> }
  | { readonly failure: EvaluationFailure };

/** Why a module cannot be evaluated, and where. */
export interface EvaluationFailure {
  readonly message: string;
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** Where and how modules are evaluated. */
export interface EvaluationOptions {
  /** The project's folder. */
  readonly folder: string;
  readonly tsconfig: string;
  /** Conditions of packages' exports beside the usual ones. */
  readonly conditions: readonly string[];
  /** Where the code of the thread is put for as long as it runs. */
  readonly scratchFolder: string;
  /** How long one module may take, in milliseconds. */
  readonly timeLimit: number;
}

/**
 * Evaluates modules in a thread of their own, which ends afterwards, to see the argument schemas of their handlers.
 *
 * @param files absolute
 */
export async function evaluateModules(
  files: readonly string[],
  options: EvaluationOptions,
): Promise<ReadonlyMap<string, Evaluation>> {
  const found = new Map<string, Evaluation>();
  let left = files;
  while (left.length > 0) {
    const { folder, tsconfig, conditions } = options;
    const bundle = await evaluationBundle(left, folder, tsconfig, conditions);
    if ("errors" in bundle) {
      for (const file of left) found.set(file, { failure: refusal(file, bundle.errors) });
      break;
    }
    // A module that never ends takes the thread with it; the others get a new one.
    await runBundle(bundle, left, options, found);
    left = left.filter((file) => !found.has(file));
  }
  return found;
}

function refusal(file: string, errors: readonly { readonly text: string }[]): EvaluationFailure {
  const message = errors[0]?.text ?? "it cannot be bundled";
  return { message, file, line: null, column: null };
}

async function runBundle(
  { code, sourceMap }: EvaluationBundle,
  files: readonly string[],
  { scratchFolder, timeLimit }: EvaluationOptions,
  found: Map<string, Evaluation>,
): Promise<void> {
  const path = join(
    scratchFolder,
    `evaluation-${contentHash(code).slice(0, 16)}-${String(process.pid)}.mjs`,
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
  const worker = new Worker(pathToFileURL(path), {
    stdin: false,
    stdout: true,
    stderr: true,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  try {
    await new Promise<void>((done) => {
      let current = files[0] ?? "";
      const fail = (message: string): void => {
        if (!found.has(current)) {
          found.set(current, { failure: { message, file: current, line: null, column: null } });
        }
        done();
      };
      const outOfTime = (): void => {
        fail(`it takes more than ${String(timeLimit / 1000)} s`);
      };
      let timer = setTimeout(outOfTime, timeLimit);
      worker.on("message", (message: EvaluationMessage) => {
        clearTimeout(timer);
        timer = setTimeout(outOfTime, timeLimit);
        current = message.file;
        const evaluation = evaluationOf(message, sourceMap, path);
        if (evaluation) found.set(message.file, evaluation);
        if (files.every((file) => found.has(file))) done();
      });
      worker.on("error", (error) => {
        fail(error.message);
      });
      worker.on("exit", () => {
        fail("it ends the process");
      });
      worker.on("exit", () => {
        clearTimeout(timer);
      });
    });
  } finally {
    await worker.terminate();
    rmSync(path, { force: true });
  }
}

function evaluationOf(
  message: EvaluationMessage,
  sourceMap: string,
  bundlePath: string,
): Evaluation | undefined {
  switch (message.state) {
    case "began":
      return undefined;
    case "done":
      return { schemas: message.schemas };
    case "failed": {
      const place = placeOf(message.stack, sourceMap, bundlePath);
      const nowhere = { file: message.file, line: null, column: null };
      return { failure: { message: message.message, ...(place ?? nowhere) } };
    }
  }
}

/** The first place of a stack that is in code of the project. */
function placeOf(
  stack: string,
  sourceMap: string,
  bundlePath: string,
): Omit<EvaluationFailure, "message"> | undefined {
  const map = new SourceMap(JSON.parse(sourceMap) as SourceMapPayload);
  for (const [, url, line, column] of stack.matchAll(/(file:\S+?):(\d+):(\d+)/g)) {
    if (url !== pathToFileURL(bundlePath).href) continue;
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!("originalSource" in entry)) continue;
    const file = resolve("/", entry.originalSource);
    if (file.includes("/node_modules/")) continue;
    return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }
  return undefined;
}
