import type { SqlRunner } from "../engine/engine.js";
import { moduleGlobalThis, type ModuleGlobals } from "../globals/module-globals.js";
import { loadAsset } from "../module/stored-code.js";
import { atob, btoa } from "./base64.js";
import { type ParseUrl, urlClass } from "./url-class.js";

/** Evaluates a script of a library, and returns what it exports. */
export type LoadLibrary = (name: string) => unknown;

/**
 * Loads libraries. They are the project's own code, so they may be evaluated from text; but what they see is what modules
 * see: no global of the engine's, promises that the kernel settles, and what the engines lack.
 */
export function libraryLoader(engine: SqlRunner, globals: ModuleGlobals): LoadLibrary {
  const libraryGlobal = moduleGlobalThis(globals);
  const loaded = new Map<string, unknown>();
  const load: LoadLibrary = (name) => {
    if (!loaded.has(name)) {
      const script = loadAsset(engine, name);
      const evaluate = Reflect.construct(Function, ["globalThis", script]) as (
        global: object,
      ) => unknown;
      loaded.set(name, evaluate(libraryGlobal));
    }
    return loaded.get(name);
  };
  const parseUrl: ParseUrl = (text) => (load("urls") as { parseUrl: ParseUrl }).parseUrl(text);
  Object.assign(libraryGlobal, {
    atob,
    btoa,
    URL: urlClass(parseUrl),
    // The library asks for it after making a schema, and when it puts an issue into words.
    __zod_globalConfig: { postProcessor: freezeClass },
  });
  return load;
}

/**
 * Freezes what the schemas of a class share. The library puts it together when it makes the first one, and a handler can
 * reach it from any of them.
 */
function freezeClass(schema: { readonly _zod: { readonly constr: { prototype: object } } }): void {
  const { prototype } = schema._zod.constr;
  if (Object.isFrozen(prototype)) return;
  Object.freeze(prototype);
  Object.freeze(schema._zod.constr);
  Object.freeze(Object.getPrototypeOf(schema));
  Object.freeze(Object.getPrototypeOf(schema._zod));
}
