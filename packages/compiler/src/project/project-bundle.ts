import type { HandlerKind, JsonSchema } from "@stopgap/runtime";

import type { CompilerOptions } from "../core/compiler-options.js";

/** A function of a project: an export that a wrapper made. */
export interface ProjectFunction {
  /** What `call_fn` calls it by, such as `api.admin.users.list`. */
  readonly path: string;
  /** The path of its module, such as `api.admin.users`. */
  readonly modulePath: string;
  readonly exportName: string;
  /** Relative to the project's folder, with `/`, such as `admin/users.ts`. */
  readonly file: string;
  readonly kind: HandlerKind;
  /** The only roles that may call it; null where it names none. */
  readonly roles: readonly string[] | null;
  /** The role whose rights it runs with; null for those of its caller. */
  readonly definer: string | null;
  /** Whether calling it again does no harm. Queries always are. */
  readonly idempotent: boolean;
  /** What it takes, as JSON Schema, draft 2020-12; null: anything. */
  readonly args: JsonSchema | null;
  /** What it returns, as JSON Schema, draft 2020-12; null: not known. */
  readonly result: JsonSchema | null;
  /** What the comment above it says. No part of its contract. */
  readonly doc?: string;
}

/** A compiled module, as it is stored in a database. */
export interface BundledArtifact {
  /** Its name, as `artifactHash` computes it. */
  readonly hash: string;
  readonly source: string;
  readonly code: string;
  readonly options: CompilerOptions;
  readonly fingerprint: string;
  /** Source map, version 3; null without one. */
  readonly sourceMap: string | null;
  readonly abi: number;
  /** Where its imports lead: specifier to hash. */
  readonly imports: Readonly<Record<string, string>>;
  /** The module that it is, for messages; null for packages. */
  readonly file: string | null;
}

/** All that a deployment of a project needs. */
export interface ProjectBundle {
  /** Sorted by path. */
  readonly functions: readonly (ProjectFunction & { readonly artifactHash: string })[];
  /** What is imported comes before what imports it. */
  readonly artifacts: readonly BundledArtifact[];
  /** Names what callers can rely on: path, kind, idempotence, arguments and result of all public functions. */
  readonly contractHash: string;
}
