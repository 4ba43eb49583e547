import { isPromise } from "../promise/promise.js";
import { isPlain } from "./plain-value.js";
import { textProblem } from "./text.js";

/** A value that cannot leave a handler, and where in the result it stands. */
export class ResultError extends TypeError {
  override readonly name: string = "ResultError";
  readonly path: string;
  /** What the value is, for a sentence: `NaN, which has no JSON form`. */
  readonly problem: string;

  constructor(path: string, problem: string) {
    super(`stopgap result cannot be returned: ${path} is ${problem}`);
    this.path = path;
    this.problem = problem;
  }
}

/** How many levels a result may have. */
export const deepest = 1000;

/**
 * A handler's result as JSON text, with every digit.
 *
 * @param checkInterrupts asked now and then, for values that take long to write
 * @returns the text, or null for SQL NULL
 * @throws {ResultError} naming the path of what JSON or jsonb cannot hold
 */
export function resultJson(value: unknown, checkInterrupts: () => unknown): string | null {
  if (value === undefined || value === null) return null;
  return plainJson(value, checkInterrupts) ?? new ResultWriter(checkInterrupts).write(value);
}

/** What `JSON.stringify` writes for characters that jsonb may not hold; also matches some that it may. */
const escapes = /\\u(?:0000|d[89a-f])/;

/** JSON by the engine's own writer, where that writes the value exactly. */
function plainJson(value: unknown, checkInterrupts: () => unknown): string | undefined {
  try {
    if (!isPlain(value, deepest, checkInterrupts)) return undefined;
    const text = JSON.stringify(value);
    return text.includes("\\u") && escapes.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** An array or object that is being written. */
interface Container {
  readonly value: object;
  /** An object's keys; undefined for an array. */
  readonly keys: readonly string[] | undefined;
  readonly length: number;
  /** The member to write next. */
  next: number;
  /** Whether a member has been written. */
  isStarted: boolean;
}

/** Writes with a stack of its own: the engines' stacks are too small for deep values. */
class ResultWriter {
  readonly #checkInterrupts: () => unknown;
  readonly #open: Container[] = [];
  #text = "";

  constructor(checkInterrupts: () => unknown) {
    this.#checkInterrupts = checkInterrupts;
  }

  write(value: unknown): string {
    try {
      this.#value(value);
      for (;;) {
        const container = this.#open.at(-1);
        if (!container) return this.#text;
        this.#checkInterrupts();
        if (container.next < container.length) this.#member(container);
        else this.#close(container);
      }
    } catch (error) {
      if (error instanceof ResultError) throw error;
      return this.#refuse(`a value that cannot be read: ${errorText(error)}`);
    }
  }

  #member(container: Container): void {
    const { value, keys, next } = container;
    container.next += 1;
    const key = keys?.[next];
    const member = (value as Record<string | number, unknown>)[key ?? next];
    if (member === undefined && key !== undefined) return;
    this.#text += container.isStarted ? "," : "";
    container.isStarted = true;
    if (key !== undefined) this.#text += `${this.#string(key)}:`;
    this.#value(member);
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case "string":
        this.#text += this.#string(value);
        return;
      case "number":
        if (!Number.isFinite(value)) this.#refuse(`${String(value)}, which has no JSON form`);
        this.#text += String(value);
        return;
      case "boolean":
      case "bigint":
        this.#text += String(value);
        return;
      case "undefined":
        this.#text += "null";
        return;
      case "object":
        this.#object(value);
        return;
      default:
        this.#refuse(`a ${typeof value}, which has no JSON form`);
    }
  }

  #object(value: object | null): void {
    if (value === null) {
      this.#text += "null";
    } else if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) this.#refuse("an invalid Date");
      this.#text += `"${value.toISOString()}"`;
    } else if (value instanceof Uint8Array) {
      this.#text += `"${bytesText(value)}"`;
    } else if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) {
      this.#refuse(`a ${builtInName(value)}, which has no JSON form`);
    } else if (isPromise(value) || value instanceof Promise) {
      this.#refuse("a promise that was not awaited");
    } else if (isBoxed(value)) {
      this.#value(value.valueOf());
    } else {
      this.#convertible(value);
    }
  }

  /** What `toJSON` returns is written as it is, like `JSON.stringify` does. */
  #convertible(value: object): void {
    const toJson = Array.isArray(value) ? undefined : (value as { toJSON?: unknown }).toJSON;
    const converted: unknown =
      typeof toJson === "function" ? Reflect.apply(toJson, value, []) : value;
    if (typeof converted === "object" && converted !== null) this.#container(converted);
    else this.#value(converted);
  }

  #container(value: object): void {
    const isArray = Array.isArray(value);
    if (this.#open.some((open) => open.value === value))
      this.#refuse("an object that contains itself");
    if (this.#open.length >= deepest)
      this.#refuse(`nested more than ${String(deepest)} levels deep`);
    const keys = isArray ? undefined : Object.keys(value);
    this.#text += isArray ? "[" : "{";
    this.#open.push({
      value,
      keys,
      length: isArray ? value.length : (keys?.length ?? 0),
      next: 0,
      isStarted: false,
    });
  }

  #close({ keys }: Container): void {
    this.#open.pop();
    this.#text += keys ? "}" : "]";
  }

  #string(value: string): string {
    const problem = textProblem(value);
    if (problem !== undefined) this.#refuse(`a string with ${problem}`);
    return JSON.stringify(value);
  }

  #refuse(problem: string): never {
    const steps = this.#open.map(({ keys, next }) => {
      const key = keys?.[next - 1];
      return key === undefined ? `[${String(next - 1)}]` : propertyStep(key);
    });
    throw new ResultError(`$${steps.join("")}`, problem);
  }
}

/** A string, number, boolean or bigint that was made an object. */
function isBoxed(value: object): boolean {
  return (
    value instanceof String ||
    value instanceof Number ||
    value instanceof Boolean ||
    value instanceof BigInt
  );
}

/** `Map`, `Int8Array`: also where the object's own constructor says something else. */
function builtInName(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/** Whatever was thrown, reading it must not fail. */
function errorText(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "what was thrown cannot be shown";
  }
}

/** Bytes as PostgreSQL writes them: `\x` and two hexadecimal digits each, escaped for JSON. */
function bytesText(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return `\\\\x${hex}`;
}

function propertyStep(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
