/** A value that cannot be sent, and where in the arguments it stands. */
export class UnsendableError extends TypeError {
  override readonly name = "UnsendableError";
  /** Such as `$.items[0].price`. */
  readonly path: string;
  /** What the value is, for a sentence: `NaN, which has no JSON form`. */
  readonly problem: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path} is ${problem}`, options);
    this.path = path;
    this.problem = problem;
  }
}

/** How many levels a value may have, as in the database. */
const deepest = 1000;

/**
 * A value as JSON text, by the rules that hold for what functions return: bigint is an exact number, a `Date` its ISO
 * form, a `Uint8Array` PostgreSQL's `\x` text; members that are undefined are left out.
 *
 * @throws {UnsendableError} naming the path of what JSON or jsonb cannot hold
 */
export function writeJson(value: unknown): string {
  return new JsonWriter().text(value);
}

class JsonWriter {
  /** The way to the value that is being written. */
  readonly #steps: (string | number)[] = [];
  readonly #open = new Set<object>();

  text(value: unknown): string {
    switch (typeof value) {
      case "string":
        return this.#string(value);
      case "number":
        return Number.isFinite(value)
          ? String(value)
          : this.#refuse(`${value}, which has no JSON form`);
      case "boolean":
      case "bigint":
        return String(value);
      case "undefined":
        return "null";
      case "object":
        return value === null ? "null" : this.#object(value);
      default:
        return this.#refuse(`a ${typeof value}, which has no JSON form`);
    }
  }

  #object(value: object): string {
    if (value instanceof Date) {
      return Number.isNaN(value.getTime())
        ? this.#refuse("an invalid Date")
        : `"${value.toISOString()}"`;
    }
    if (value instanceof Uint8Array) return `"\\\\x${hex(value)}"`;
    if (isWithoutJson(value)) this.#refuse(`a ${builtInName(value)}, which has no JSON form`);
    if (value instanceof Promise) this.#refuse("a promise that was not awaited");
    if (isBoxed(value)) return this.text(value.valueOf());
    const converted = this.#read(() => ownJson(value));
    return typeof converted === "object" && converted !== null
      ? this.#container(converted)
      : this.text(converted);
  }

  #container(value: object): string {
    if (this.#open.has(value)) this.#refuse("an object that contains itself");
    if (this.#open.size >= deepest) this.#refuse(`nested more than ${deepest} levels deep`);
    this.#open.add(value);
    const text = Array.isArray(value) ? this.#array(value) : this.#members(value);
    this.#open.delete(value);
    return text;
  }

  #array(values: readonly unknown[]): string {
    // Not by `map`, which passes over holes.
    const items = Array.from(values, (value, index) => this.#at(index, () => this.text(value)));
    return `[${items.join(",")}]`;
  }

  #members(value: object): string {
    const members: string[] = [];
    for (const key of Object.keys(value)) {
      this.#at(key, () => {
        const member = this.#read(() => (value as Readonly<Record<string, unknown>>)[key]);
        if (member !== undefined) members.push(`${this.#string(key)}:${this.text(member)}`);
      });
    }
    return `{${members.join(",")}}`;
  }

  #at<T>(step: string | number, write: () => T): T {
    this.#steps.push(step);
    const written = write();
    this.#steps.pop();
    return written;
  }

  #string(value: string): string {
    if (value.includes("\0")) this.#refuse("a string with U+0000, which PostgreSQL cannot hold");
    if (/\p{Surrogate}/u.test(value)) this.#refuse("a string with half a surrogate pair");
    return JSON.stringify(value);
  }

  /** Reads what may run code of the value's own. */
  #read(read: () => unknown): unknown {
    try {
      return read();
    } catch (cause) {
      return this.#refuse("a value that cannot be read", { cause });
    }
  }

  #refuse(problem: string, options?: ErrorOptions): never {
    throw new UnsendableError(`$${this.#steps.map(stepText).join("")}`, problem, options);
  }
}

/** What `JSON.stringify` would write in the place of a value. */
function ownJson(value: object): unknown {
  const { toJSON } = value as { readonly toJSON?: unknown };
  return typeof toJSON === "function" ? Reflect.apply(toJSON, value, []) : value;
}

function isWithoutJson(value: object): boolean {
  return (
    value instanceof Map ||
    value instanceof Set ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  );
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

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function stepText(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
