import { ResultError, resultJson } from "../value/result-json.js";
import { sanitize } from "../value/text.js";

/** In characters. */
const longestMessage = 8_000;
const longestData = 64_000;

/** A message as PostgreSQL can hold it. Whatever a handler gives, making a text of it must not fail. */
export function messageText(text: () => string): string {
  try {
    return cut(text());
  } catch {
    return "a message that cannot be shown";
  }
}

/** A message's data as JSON, or what is wrong with it as JSON. */
export function messageData(
  data: () => unknown,
  checkInterrupts: () => unknown = () => undefined,
): string {
  const text = written(data, checkInterrupts);
  return text.length <= longestData
    ? text
    : JSON.stringify({ cut: sanitize(text.slice(0, longestData)), length: text.length });
}

function written(data: () => unknown, checkInterrupts: () => unknown): string {
  try {
    return resultJson(data(), checkInterrupts) ?? "null";
  } catch (error) {
    // A cancel is thrown once more by the statement that follows.
    const problem =
      error instanceof ResultError ? `${error.path} is ${error.problem}` : "$ cannot be read";
    return JSON.stringify({ problem: sanitize(problem) });
  }
}

function cut(text: string): string {
  return sanitize(
    text.length <= longestMessage
      ? text
      : `${text.slice(0, longestMessage)}... (${String(text.length)} characters)`,
  );
}
