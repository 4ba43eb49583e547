import type { StandardIssue } from "../standard-schema.js";

/** One thing that is wrong with a value. */
export interface SchemaIssue extends StandardIssue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly [key: string]: unknown;
}

/** What a schema found wrong with a value. */
export interface SchemaError<out Value = unknown> extends Error {
  readonly issues: readonly SchemaIssue[];
  /** Never there; carries the type of the value. */
  readonly "~value"?: Value;
}

/** Issues by key, at any depth. */
export type ErrorTree<Value, Issue = string> = {
  readonly errors: Issue[];
} & (Value extends readonly (infer Element)[]
  ? { readonly items?: readonly (ErrorTree<Element, Issue> | undefined)[] }
  : Value extends object
    ? { readonly properties?: { readonly [Key in keyof Value]?: ErrorTree<Value[Key], Issue> } }
    : unknown);

/** Issues by key, those of a value itself under `_errors`. */
export type FormattedError<Value, Issue = string> = {
  readonly _errors: Issue[];
} & (Value extends readonly (infer Element)[]
  ? { readonly [index: number]: FormattedError<Element, Issue> | undefined }
  : Value extends object
    ? { readonly [Key in keyof Value]?: FormattedError<Value[Key], Issue> }
    : unknown);

/** The issues of the whole value, and those of each of its keys. */
export interface FlattenedError<Value, Issue = string> {
  readonly formErrors: Issue[];
  readonly fieldErrors: { readonly [Key in keyof Value]?: Issue[] };
}

/** Functions that put the issues of an error into another form. */
export interface ErrorFunctions {
  treeifyError<T>(error: SchemaError<T>): ErrorTree<T>;
  treeifyError<T, Issue>(
    error: SchemaError<T>,
    map: (issue: SchemaIssue) => Issue,
  ): ErrorTree<T, Issue>;
  formatError<T>(error: SchemaError<T>): FormattedError<T>;
  formatError<T, Issue>(
    error: SchemaError<T>,
    map: (issue: SchemaIssue) => Issue,
  ): FormattedError<T, Issue>;
  flattenError<T>(error: SchemaError<T>): FlattenedError<T>;
  flattenError<T, Issue>(
    error: SchemaError<T>,
    map: (issue: SchemaIssue) => Issue,
  ): FlattenedError<T, Issue>;
  /** As text, an issue a line. */
  prettifyError(error: { readonly issues: readonly StandardIssue[] }): string;
}
