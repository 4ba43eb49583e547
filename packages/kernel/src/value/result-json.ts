import { textProblem } from "./text.js";

/** A value that cannot leave a handler, and where in the result it stands. */
export class ResultError extends TypeError {
  override readonly name: string = "ResultError";
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`stopgap result cannot be returned: ${path} is ${problem}`);
    this.path = path;
  }
}

const deepest = 1000;

/**
 * A handler's result as JSON text, with every digit.
 *
 * @returns the text, or null for SQL NULL
 * @throws {ResultError} naming the path of what JSON or jsonb cannot hold
 */
export function resultJson(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return plainJson(value) ?? new ResultWriter().write(value, "$", 0);
}

/** What `JSON.stringify` writes for characters that jsonb may not hold; also matches some that it may. */
const escapes = /\\u(?:0000|d[89a-f])/;

/** JSON by the engine's own writer, where that writes the value exactly. */
function plainJson(value: unknown): string | undefined {
  try {
    if (!isPlain(value, 0)) return undefined;
    const text = JSON.stringify(value);
    return text.includes("\\u") && escapes.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a value consists of nothing but what JSON has. A property that throws says so by throwing. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      return value === null || (depth < deepest && hasPlainMembers(value, depth + 1));
    default:
      return false;
  }
}

function hasPlainMembers(value: object, depth: number): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) {
    const members = value as Readonly<Record<string, unknown>>;
    for (const key in members) {
      if (!isPlain(members[key], depth)) return false;
    }
    return !("toJSON" in members);
  }
  if (prototype !== Array.prototype) return false;
  const elements = value as readonly unknown[];
  for (let index = 0; index < elements.length; index += 1) {
    if (!isPlain(elements[index], depth)) return false;
  }
  return true;
}

class ResultWriter {
  readonly #ancestors: object[] = [];

  write(value: unknown, path: string, depth: number): string {
    switch (typeof value) {
      case "string":
        return this.#string(value, path);
      case "number":
        return this.#number(value, path);
      case "boolean":
        return value ? "true" : "false";
      case "bigint":
        return String(value);
      case "undefined":
        return "null";
      case "object":
        return value === null ? "null" : this.#object(value, path, depth);
      default:
        throw new ResultError(path, `a ${typeof value}, which has no JSON form`);
    }
  }

  #string(value: string, path: string): string {
    const problem = textProblem(value);
    if (problem !== undefined) throw new ResultError(path, `a string with ${problem}`);
    return JSON.stringify(value);
  }

  #number(value: number, path: string): string {
    if (!Number.isFinite(value)) {
      throw new ResultError(path, `${String(value)}, which has no JSON form`);
    }
    return String(value);
  }

  #object(value: object, path: string, depth: number): string {
    if (depth >= deepest) {
      throw new ResultError(path, `nested more than ${String(deepest)} levels deep`);
    }
    if (this.#ancestors.includes(value)) {
      throw new ResultError(path, "an object that contains itself");
    }
    this.#ancestors.push(value);
    const text = this.#members(value, path, depth + 1);
    this.#ancestors.pop();
    return text;
  }

  #members(value: object, path: string, depth: number): string {
    if (value instanceof Date) return this.#date(value, path);
    if (value instanceof Uint8Array) return `"${bytesText(value)}"`;
    if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) {
      throw new ResultError(path, `a ${value.constructor.name}, which has no JSON form`);
    }
    if (Array.isArray(value)) {
      const elements: string[] = [];
      for (let index = 0; index < value.length; index += 1) {
        elements.push(this.write(value[index], `${path}[${String(index)}]`, depth));
      }
      return `[${elements.join(",")}]`;
    }
    const toJson = this.#read(value, "toJSON", path);
    if (typeof toJson === "function") {
      return this.write(Reflect.apply(toJson, value, []), path, depth);
    }
    return this.#properties(value, path, depth);
  }

  #properties(value: object, path: string, depth: number): string {
    const members: string[] = [];
    for (const key of Object.keys(value)) {
      const memberPath = propertyPath(path, key);
      const member = this.#read(value, key, memberPath);
      if (member === undefined) continue;
      members.push(`${this.#string(key, memberPath)}:${this.write(member, memberPath, depth)}`);
    }
    return `{${members.join(",")}}`;
  }

  #read(value: object, key: string, path: string): unknown {
    try {
      return (value as Record<string, unknown>)[key];
    } catch (error) {
      throw new ResultError(path, `a property that cannot be read: ${String(error)}`);
    }
  }

  #date(value: Date, path: string): string {
    if (Number.isNaN(value.getTime())) throw new ResultError(path, "an invalid Date");
    return `"${value.toISOString()}"`;
  }
}

/** Bytes as PostgreSQL writes them: `\x` and two hexadecimal digits each, escaped for JSON. */
function bytesText(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return `\\\\x${hex}`;
}

function propertyPath(path: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
