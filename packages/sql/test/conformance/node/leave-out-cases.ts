import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect } from "vitest";
import { leftOutCases } from "./left-out.js";
import { callsInNode } from "./node-handlers.js";

/** A case, a group of cases, or a file. */
interface Task {
  readonly name: string;
  readonly tasks?: readonly Task[];
  readonly suite?: Task | undefined;
}

const suite = fileURLToPath(new URL("../", import.meta.url));
let before = 0;

beforeEach(({ task, skip }) => {
  const name = relative(suite, task.file.filepath).replaceAll(sep, "/");
  const leftOut = leftOutCases[name] ?? {};
  const names = new Set(namesIn(task.file));
  const gone = Object.keys(leftOut).filter((left) => !names.has(left));
  expect(gone, "cases that are left out and not there").toEqual([]);
  const reason = reasonOf(task, leftOut);
  if (reason !== undefined) skip(reason);
  before = callsInNode();
});

// A case that calls nothing in Node would pass for the engine's sake.
afterEach(({ task }) => {
  expect(callsInNode(), `calls in Node of: ${task.name}`).toBeGreaterThan(before);
});

function reasonOf(task: Task, leftOut: Readonly<Record<string, string>>): string | undefined {
  return leftOut[task.name] ?? (task.suite && reasonOf(task.suite, leftOut));
}

function namesIn({ name, tasks = [] }: Task): string[] {
  return [name, ...tasks.flatMap(namesIn)];
}
