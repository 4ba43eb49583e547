import type { CompiledModule } from "../compile-module.js";
import type { CompilerOptions } from "../compiler-options.js";

/**
 * What a module's own source says of an import: the hash of the artifact; a module that the specifier itself holds; null
 * where the source says nothing, so that the import map of the function that runs does.
 */
export type StoredImport = string | CompiledModule | null;

/** A module that is stored already. */
export interface StoredModule {
  readonly source: string;
  readonly language: NonNullable<CompilerOptions["language"]>;
  /** What its imports lead to, by specifier. */
  readonly imports: Readonly<Record<string, string | null>>;
}

/** The function whose body is compiled. */
export interface FunctionName {
  readonly schema: string;
  readonly name: string;
}

/** Where an import leads that no source settles, or why it leads nowhere. */
export type Resolution =
  | {
      readonly hash: string;
      /** Names the content of the declaration files that describe it; null where there are none. Absent: its source describes it. */
      readonly types?: string | null;
    }
  | { readonly refusal: string };

/** Answers what a compiler cannot know of modules beyond the one that it compiles. */
export interface ImportHost {
  /** An artifact by its hash; undefined where there is none. */
  module(hash: string): StoredModule | undefined;
  /**
   * Where a package's name or another function (`@stopgap/<schema>/<function>`) leads; undefined where the name is not
   * known.
   *
   * @param importer the function that imports; null for a module that belongs to none
   */
  resolve(specifier: string, importer: FunctionName | null): Resolution | undefined;
  /** The declaration files of a package's name by path, its own as `<specifier>.d.ts`. */
  declarations(specifier: string): Readonly<Record<string, string>>;
}

/** Knows nothing but the module at hand. */
export const noImports: ImportHost = {
  module: () => undefined,
  resolve: () => undefined,
  declarations: () => ({}),
};
