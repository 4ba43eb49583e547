import { freezeIntrinsics } from "../globals/intrinsics.js";
import type { LoadLibrary } from "./load-library.js";

/** What the scripts of the schema library export. */
interface SchemaScript {
  readonly builders: Readonly<Record<string, unknown>>;
  /** In those that may be the first: what the others have, by script. */
  readonly others: Readonly<Record<string, readonly string[]>>;
}

/** Everything under `v`: what is basic, or what is common, at once; the rest when it is first asked for. */
export function loadBuilders(load: LoadLibrary, first: "schemas-basic" | "schemas"): object {
  const { builders, others } = load(first) as SchemaScript;
  const v = { ...freezeBuilders(builders) };
  for (const script of Object.keys(others)) {
    let rest: SchemaScript["builders"] | undefined;
    for (const name of others[script] ?? []) {
      const get = (): unknown =>
        (rest ??= freezeBuilders((load(script) as SchemaScript).builders))[name];
      Object.defineProperty(v, name, { enumerable: true, get });
    }
  }
  return Object.freeze(v);
}

/** Freezes builders and what is in their namespaces. */
function freezeBuilders(builders: SchemaScript["builders"]): SchemaScript["builders"] {
  const frozen: Record<string, unknown> = {};
  for (const name of Object.keys(builders)) {
    const builder = builders[name];
    if (name === "globalRegistry") freezeIntrinsics([builder]);
    const isNamespace =
      typeof builder === "object" &&
      builder !== null &&
      Object.getPrototypeOf(builder) === Object.prototype;
    frozen[name] = isNamespace
      ? freezeBuilders(builder as SchemaScript["builders"])
      : Object.freeze(name.startsWith("ZodMini") ? sealedClass(builder as SchemaClass) : builder);
  }
  return Object.freeze(frozen);
}

type SchemaClass = new (definition: object) => object;

/**
 * A class without its prototype, which the library puts together only when it makes the first schema of it: until then it
 * cannot be frozen.
 */
function sealedClass(original: SchemaClass): object {
  function SealedClass(definition: object): object {
    return new original(definition);
  }
  return Object.defineProperties(SealedClass, {
    name: { value: original.name },
    prototype: { value: undefined },
    [Symbol.hasInstance]: { value: (schema: unknown) => schema instanceof original },
  });
}
