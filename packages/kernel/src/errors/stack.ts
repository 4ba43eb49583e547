import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { CodePosition } from "../module/line-ranges.js";

/** How a stack's frames lead back to TypeScript. */
export interface StackSources {
  /** What a frame of loaded code looks like. */
  readonly frame: RegExp;
  /** The artifact behind a line. */
  readonly locate: (line: number) => CodePosition | undefined;
  /** An artifact's source map; undefined where it has none. */
  readonly sourceMap: (hash: string) => string | undefined;
  /** What an artifact's TypeScript is called whose source map names no file. */
  readonly fileName: (hash: string) => string;
}

/** One place in TypeScript. */
export interface StackFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const mostFrames = 20;

/** The frames of an error's stack that are in loaded code, as places in TypeScript. */
export function stackFrames(stack: string, sources: StackSources): StackFrame[] {
  const maps = new Map<string, TraceMap | undefined>();
  const mapOf = (hash: string): TraceMap | undefined => {
    if (!maps.has(hash)) {
      const text = sources.sourceMap(hash);
      maps.set(hash, text === undefined ? undefined : new TraceMap(text));
    }
    return maps.get(hash);
  };
  const frames: StackFrame[] = [];
  for (const text of stack.split("\n")) {
    const [, line, column] = sources.frame.exec(text) ?? [];
    const position = line === undefined ? undefined : sources.locate(Number(line));
    if (!position) continue;
    const map = mapOf(position.hash);
    const generated = { line: position.line, column: Number(column) - 1 };
    const original = map && originalPositionFor(map, generated);
    // Code without an original is the compiler's own, such as the body of a lowered async function.
    if (map && original?.line == null) continue;
    frames.push({
      function: functionName(text),
      file: namedFile(original?.source) ?? sources.fileName(position.hash),
      line: original?.line ?? position.line,
      column: (original?.column ?? generated.column) + 1,
    });
    if (frames.length === mostFrames) break;
  }
  return frames;
}

/** A module of a project or a package has the name of its file; one of a function has none. */
function namedFile(source: string | null | undefined): string | undefined {
  return source == null || unnamed.test(source) ? undefined : source;
}

/** What the compiler calls the only module that it knows. */
const unnamed = /^(?:\.\.\/)?module\.[jt]s$/;

/** Frames as a stack is usually written. */
export function writeStack(frames: readonly StackFrame[]): string {
  return frames
    .map(
      ({ function: name, file, line, column }) =>
        `at ${name} (${file}:${String(line)}:${String(column)})`,
    )
    .join("\n");
}

/** One engine calls a function without a name after the `eval` that made it. */
function functionName(frame: string): string {
  const name = /^\s*at (?:async )?([\w$.<>#]+) \(/.exec(frame)?.[1] ?? "eval";
  return name === "eval" ? "<anonymous>" : name;
}
