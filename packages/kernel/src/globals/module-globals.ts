import { KernelPromise } from "../promise/promise.js";
import { refusedEval, refusedFunction } from "./code-generation.js";

/** The standard names that a module may use. Everything else on the engine's global object is hidden from it. */
const standardNames = [
  "AggregateError",
  "Array",
  "ArrayBuffer",
  "BigInt",
  "BigInt64Array",
  "BigUint64Array",
  "Boolean",
  "DataView",
  "Date",
  "Error",
  "EvalError",
  "FinalizationRegistry",
  "Float32Array",
  "Float64Array",
  "Int16Array",
  "Int32Array",
  "Int8Array",
  "Intl",
  "Iterator",
  "JSON",
  "Map",
  "Math",
  "Number",
  "Object",
  "Proxy",
  "RangeError",
  "ReferenceError",
  "Reflect",
  "RegExp",
  "Set",
  "String",
  "Symbol",
  "SyntaxError",
  "TypeError",
  "URIError",
  "Uint16Array",
  "Uint32Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "WeakMap",
  "WeakRef",
  "WeakSet",
  "decodeURI",
  "decodeURIComponent",
  "encodeURI",
  "encodeURIComponent",
  "escape",
  "isFinite",
  "isNaN",
  "parseFloat",
  "parseInt",
  "unescape",
] as const;

/** Names that no parameter can shadow, and that need not be. */
const unshadowable = new Set(["undefined", "NaN", "Infinity"]);

/** Words that no code can take for a name. */
const keywords = new Set(
  (
    "break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if import in instanceof new null return super switch this throw true try typeof var void while with"
  ).split(" "),
);

/** Every global by name, as a module sees it. */
export type ModuleGlobals = ReadonlyMap<string, unknown>;

/** The standard built-ins, with the kernel's promises and without code from text. */
export function standardGlobals(): ModuleGlobals {
  const engine = globalThis as unknown as Readonly<Record<string, unknown>>;
  const globals = new Map<string, unknown>();
  for (const name of standardNames) {
    if (engine[name] !== undefined) globals.set(name, engine[name]);
  }
  globals.set("Promise", KernelPromise);
  globals.set("Function", refusedFunction);
  globals.set("eval", refusedEval);
  return globals;
}

/** Names that the engine's global object has beyond the standard, the engine's own object among them. */
export function hiddenNames(standard: ModuleGlobals): string[] {
  return Reflect.ownKeys(globalThis).filter(
    (name): name is string =>
      typeof name === "string" &&
      !standard.has(name) &&
      !unshadowable.has(name) &&
      canBeParameter(name),
  );
}

/** Whether code can refer to a name at all: one engine makes a global of every function, whatever it is called. */
function canBeParameter(name: string): boolean {
  return (/^[A-Za-z_$][\w$]*$/.test(name) || isUnicodeName(name)) && !keywords.has(name);
}

/** Made only for names that need it: its classes of characters take an engine long to make. */
function isUnicodeName(name: string): boolean {
  return new RegExp("^[\\p{ID_Start}$_][\\p{ID_Continue}$]*$", "u").test(name);
}

/** A module's own `globalThis`: it sees the standard names, and what it assigns no other module sees. */
export function moduleGlobalThis(standard: ModuleGlobals): object {
  const global = Object.create(null) as object;
  for (const [name, value] of standard) {
    Object.defineProperty(global, name, {
      value,
      writable: false,
      enumerable: false,
      configurable: false,
    });
  }
  Object.defineProperty(global, "globalThis", { value: global });
  return global;
}
