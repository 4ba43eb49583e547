/** How JSON gets into a type. Domains have the form of what they are made of. */
export type TypeForm =
  "array" | "boolean" | "bytea" | "composite" | "json" | "number" | "other" | "pseudo" | "text";

/** One parameter that a function takes. */
export interface Parameter {
  /** Null where the function does not name it. */
  readonly name: string | null;
  /** Qualified and quoted, for a cast. */
  readonly type: string;
  /** For people. */
  readonly label: string;
  readonly form: TypeForm;
}

/** A function as the catalog has it. */
export interface Signature {
  /** Its place in the search path, the first is 1. */
  readonly place: number;
  readonly schema: string;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** How many of the last parameters have a default. */
  readonly defaults: number;
  readonly isVariadic: boolean;
  /** Of a variadic one: how an element of its last parameter gets there. */
  readonly elementForm: TypeForm | null;
  /** Neither stable nor immutable: it may write. */
  readonly isVolatile: boolean;
  /** `record`: of no known columns; the caller would have to name them. */
  readonly returns: "columns" | "record" | "void";
}

/** All functions of a name that may be called, and by what a change of them is noticed. */
export interface Overloads {
  readonly signatures: readonly Signature[];
  /** Which rows of the catalog they were read from. */
  readonly version: string;
  /** The identifier of the only function that the name alone stands for; null where there are several, or none. */
  readonly only: string | null;
}

/** `name(a integer, b text)`. */
export function describeSignature({ name, parameters }: Signature): string {
  const described = parameters.map(({ name: own, label }) =>
    own === null ? label : `${own} ${label}`,
  );
  return `${name}(${described.join(", ")})`;
}
