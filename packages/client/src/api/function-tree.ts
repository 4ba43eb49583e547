import { CallError, ClientError } from "../errors.js";
import type { FunctionInfo } from "./define-api.js";
import type { Outcome } from "./function.js";

/** Makes a call; `args` is what the caller has given. */
export type MakeCall = (path: string, info: FunctionInfo, args: unknown) => Promise<unknown>;

type Tree = ReadonlyMap<string, Tree | Leaf>;

/** A function of the api. */
interface Leaf {
  readonly path: string;
  readonly info: FunctionInfo;
}

/** The functions of an api by folder, file and export. It is made once; clients only bind it. */
export class FunctionTree {
  readonly #root: Tree;

  /** @throws {@link ClientError} `invalid_options` where a function has the name of a folder. */
  constructor(functions: Readonly<Record<string, FunctionInfo>>) {
    this.#root = treeOf(functions);
  }

  /** Objects with the functions in them, each made when it is first looked at. */
  bind(call: MakeCall): object {
    return boundTree(this.#root, call);
  }
}

function treeOf(functions: Readonly<Record<string, FunctionInfo>>): Tree {
  const root = new Map<string, Tree | Leaf>();
  for (const [key, info] of Object.entries(functions)) {
    const names = key.split(".");
    const last = names.pop() ?? "";
    let folder = root;
    for (const name of names) {
      const next = folder.get(name) ?? new Map<string, Tree | Leaf>();
      if (!(next instanceof Map)) throw twoMeanings(key);
      folder.set(name, next);
      folder = next as Map<string, Tree | Leaf>;
    }
    if (folder.has(last)) throw twoMeanings(key);
    folder.set(last, { path: `api.${key}`, info });
  }
  return root;
}

function twoMeanings(key: string): ClientError {
  return new ClientError(
    "invalid_options",
    `the api has both a function and a folder on the way to ${key}`,
    { hint: "Rename one of them and run `stopgap build` again." },
  );
}

function boundTree(tree: Tree, call: MakeCall): object {
  // No prototype: a function may be called toString.
  const bound = Object.create(null) as object;
  for (const [name, node] of tree) {
    Object.defineProperty(bound, name, {
      enumerable: true,
      configurable: true,
      get: () => {
        const value = "path" in node ? boundFunction(node, call) : boundTree(node, call);
        Object.defineProperty(bound, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return bound;
}

function boundFunction({ path, info }: Leaf, call: MakeCall): object {
  const run = (args?: unknown): Promise<unknown> => call(path, info, args);
  const attempt = async (args?: unknown): Promise<Outcome<unknown>> => {
    try {
      return { ok: true, value: await run(args) };
    } catch (error) {
      if (error instanceof CallError) return { ok: false, error };
      throw error;
    }
  };
  return Object.assign(run, { try: attempt, kind: info.kind, path });
}
