/**
 * Makes the built-ins that all code of a session shares unchangeable, so that no module can change what another one, or
 * the kernel, relies on.
 */

/** Prototypes whose members programs set on their own objects as a matter of course: `error.name = "NotFound"`. */
const overridable = new Set<object>([
  Object.prototype,
  Function.prototype,
  Error.prototype,
  EvalError.prototype,
  RangeError.prototype,
  ReferenceError.prototype,
  SyntaxError.prototype,
  TypeError.prototype,
  URIError.prototype,
  AggregateError.prototype,
]);

/**
 * Takes away what `RegExp` remembers of the last match (ECMAScript's legacy features): it would show a module texts that
 * the kernel has looked at. With it goes `compile`, which would change a pattern that modules share, even a frozen one.
 */
export function forgetMatches(): void {
  for (const key of Reflect.ownKeys(RegExp)) {
    const isLegacy = /^(?:input|lastMatch|lastParen|leftContext|rightContext|\$.)$/.test(
      String(key),
    );
    if (isLegacy) Reflect.deleteProperty(RegExp, key);
  }
  Reflect.deleteProperty(RegExp.prototype, "compile");
}

/** What a property leads to. */
interface Members {
  readonly value?: unknown;
  readonly get?: unknown;
  readonly set?: unknown;
}

/** What has been frozen, with all that it leads to. */
const frozen = new Set<object>();

/** Freezes everything that can be reached from the given built-ins. */
export function freezeIntrinsics(roots: readonly unknown[]): void {
  // A set is walked to its end, with what is added on the way.
  const reached = new Set(roots);
  if (frozen.size === 0) for (const intrinsic of syntaxIntrinsics()) reached.add(intrinsic);
  for (const next of reached) {
    if ((typeof next !== "object" && typeof next !== "function") || next === null) continue;
    if (frozen.has(next)) continue;
    frozen.add(next);
    reached.add(Object.getPrototypeOf(next));
    const keys = Reflect.ownKeys(next);
    if (typeof next === "function" && isBare(keys)) {
      Object.freeze(next);
      continue;
    }
    for (const key of keys) {
      const property: Members = Object.getOwnPropertyDescriptor(next, key) ?? {};
      reached.add(property.value);
      if (property.get !== undefined) reached.add(property.get);
      if (property.set !== undefined) reached.add(property.set);
    }
    if (overridable.has(next)) allowOverrides(next);
    Object.freeze(next);
  }
}

/** Whether a function leads nowhere: most do not, and to look further takes most of the time. */
function isBare(keys: readonly (string | symbol)[]): boolean {
  return keys.length === 2 && keys[0] === "length" && keys[1] === "name";
}

/** Built-ins that have no global name: they are reached through syntax. */
function syntaxIntrinsics(): unknown[] {
  const generator = function* () {
    yield 0;
  };
  const asyncGenerator = async function* () {
    yield await Promise.resolve(0);
  };
  return [
    Object.getPrototypeOf(generator),
    Object.getPrototypeOf(asyncGenerator),
    Object.getPrototypeOf(async () => Promise.resolve()),
    Object.getPrototypeOf([][Symbol.iterator]()),
    Object.getPrototypeOf(""[Symbol.iterator]()),
    Object.getPrototypeOf(new Map()[Symbol.iterator]()),
    Object.getPrototypeOf(new Set()[Symbol.iterator]()),
    Object.getPrototypeOf("".matchAll(/x/g)),
  ];
}

/**
 * A frozen data property cannot be set on objects that inherit it either. As an accessor it can: the setter defines the
 * property on the object itself, and refuses for the prototype.
 */
function allowOverrides(prototype: object): void {
  for (const key of Reflect.ownKeys(prototype)) {
    const property = Object.getOwnPropertyDescriptor(prototype, key);
    if (!property?.configurable || !("value" in property)) continue;
    const value: unknown = property.value;
    const accessors = {
      get: () => value,
      set(this: unknown, own: unknown) {
        if (this === prototype) {
          throw new TypeError(`Cannot assign to built-in property ${String(key)}`);
        }
        Object.defineProperty(this, key, {
          configurable: true,
          enumerable: true,
          writable: true,
          value: own,
        });
      },
    };
    Object.freeze(accessors.get);
    Object.freeze(accessors.set);
    Object.defineProperty(prototype, key, {
      configurable: false,
      enumerable: property.enumerable ?? false,
      ...accessors,
    });
  }
}
