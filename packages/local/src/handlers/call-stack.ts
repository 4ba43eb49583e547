import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type StackFrame, writeStack } from "./kernel-rules.js";

const frame =
  /^\s*at (?:async )?(?:(.+?) \()?((?:file:\/\/)?(?:\/|[A-Za-z]:\\).*?):(\d+):(\d+)\)?$/;

const ownFolder = fileURLToPath(new URL(".", import.meta.url));
const mostFrames = 20;

/** The frames of an error's stack that are in the user's files, as a call in the database tells them. */
export function callStack(error: unknown): string {
  const frames = stackOf(error).split("\n").map(readFrame);
  return writeStack(frames.filter((found) => found !== undefined).slice(0, mostFrames));
}

/** Whatever was thrown, reading it must not fail. */
function stackOf(error: unknown): string {
  try {
    const stack: unknown = error instanceof Error ? error.stack : "";
    return typeof stack === "string" ? stack : "";
  } catch {
    return "";
  }
}

function readFrame(line: string): StackFrame | undefined {
  const [, name = "<anonymous>", place = "", row, column] = frame.exec(line) ?? [];
  if (row === undefined) return undefined;
  const path = place.startsWith("file:") ? fileURLToPath(place) : place;
  if (path.startsWith(ownFolder) || path.includes(`${sep}node_modules${sep}`)) return undefined;
  return {
    function: name,
    file: relative(process.cwd(), path).replaceAll(sep, "/"),
    line: Number(row),
    column: Number(column),
  };
}
