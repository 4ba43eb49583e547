import type { SourceFile } from "../source/schema-source.js";

/** A name with its schema, `public` where the file names none, spelled as PostgreSQL stores it. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** Where something was written. */
export interface SourcePlace {
  /** Such as `tables/users.sql`. */
  readonly file: string;
  /** The first is 1. */
  readonly line: number;
}

/** One SQL statement of a file, as it was written, without its semicolon. */
export interface DeclaredStatement extends SourcePlace {
  readonly text: string;
}

/** A file of `extensions/`: its name is the extension's. */
export interface DeclaredExtension extends SourcePlace {
  readonly name: string;
  readonly version: string | null;
  readonly schema: string | null;
}

/** As the tracking table names it. */
export type TypeKind = "ENUM" | "COMPOSITE" | "DOMAIN" | "RANGE" | "UNKNOWN";

/** A type, with the statements of its file that belong to it (comments, grants). */
export interface DeclaredType extends SourcePlace {
  readonly name: QualifiedName;
  readonly kind: TypeKind;
  readonly statements: readonly DeclaredStatement[];
  /** SHA-256 that white space, comments and the case of keywords do not change. */
  readonly checksum: string;
}

/** A table. */
export interface DeclaredTable extends SourcePlace {
  readonly name: QualifiedName;
  /** Those of its foreign keys, itself left out. */
  readonly references: readonly QualifiedName[];
  readonly checksum: string;
}

/** A function or procedure in SQL. */
export interface DeclaredFunction extends SourcePlace {
  readonly name: QualifiedName;
  readonly kind: "function" | "procedure";
  /**
   * The types of the arguments that tell it from others of its name, so without `out` and `table`, as `to_regtype` takes them:
   * `int4`, `public.mood[]`; `orders.total%type` as it was written.
   */
  readonly argumentTypes: readonly string[];
  /** As declared, without lengths, such as `setof users` or `table(id int4)`; null where the parameters say it. */
  readonly returnType: string | null;
  readonly statement: DeclaredStatement;
  /** What follows it in its file and belongs to it: comments, grants, `create or replace trigger`. All of it may run again. */
  readonly attached: readonly DeclaredStatement[];
  /**
   * SHA-256 of body, signature and what is attached, by tokens: constants count; comments, white space and the case of
   * keywords do not.
   */
  readonly checksum: string;
}

/** A file of `migrations/`. */
export interface DeclaredMigration extends SourcePlace {
  /** The file's name, by which it is known. */
  readonly name: string;
  readonly text: string;
  /** None of them begins or ends a transaction. */
  readonly statements: readonly DeclaredStatement[];
  /** SHA-256 of the file as it is. */
  readonly checksum: string;
  /** False with `-- stopgap: no-transaction`. */
  readonly transactional: boolean;
}

/** One `insert` of a file of `seeders/`. */
export interface DeclaredSeed extends SourcePlace {
  readonly table: QualifiedName;
  readonly statement: DeclaredStatement;
}

/** Something to know of a statement. */
export interface DeclaredNote extends SourcePlace {
  readonly message: string;
}

/** A schema, parsed and in order. */
export interface DeclaredSchema {
  readonly checksum: string;
  readonly extensions: readonly DeclaredExtension[];
  /** The schemas that anything declared lies in, `public` left out. They are made first, where they are missing. */
  readonly schemas: readonly string[];
  /** Each after those that it is made of. */
  readonly types: readonly DeclaredType[];
  /**
   * Each after those that it refers to; those that do not depend on each other by name. Foreign keys that are added
   * later count too, unless they make a cycle.
   */
  readonly tables: readonly DeclaredTable[];
  /** The statements of `tables/` in the order in which they run: indexes and comments after their table, late foreign keys last. */
  readonly tableStatements: readonly DeclaredStatement[];
  /** The views, triggers and policies of `tables/` that call functions of `functions/`, and what is about them: they run after those. */
  readonly lateStatements: readonly DeclaredStatement[];
  /** In file-name order, within dependency order. */
  readonly migrations: readonly DeclaredMigration[];
  /** As far as can be each after those that it calls, else by name. */
  readonly functions: readonly DeclaredFunction[];
  /** TypeScript modules of `functions/`, and what lies beside them. */
  readonly modules: readonly SourceFile[];
  /** In the order of their tables. */
  readonly seeds: readonly DeclaredSeed[];
  /** The statements of `types/` and `tables/` that only count where something is new, such as grants. */
  readonly notes: readonly DeclaredNote[];
}
