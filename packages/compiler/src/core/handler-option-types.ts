import ts from "typescript";

/** What the types of a wrapper's options say of the live function. */
export interface HandlerOptionTypes {
  /** The only roles that may call it; null where they are not named. */
  readonly roles: readonly string[] | null;
  /** The role whose rights it runs with; null for those of its caller. */
  readonly definer: string | null;
  /** Whether calling a mutation again does no harm. */
  readonly isIdempotent: boolean;
}

const because = "A deployment reads it without running the code.";

/**
 * Reads roles, security and idempotence off the type of a wrapped function.
 *
 * @param typeOf the types of its properties
 * @returns the options, or what they leave open
 */
export function readHandlerOptions(
  checker: ts.TypeChecker,
  typeOf: (name: string) => ts.Type | undefined,
): HandlerOptionTypes | string {
  const roles = readRoles(checker, typeOf("__stopgap_roles"));
  if (roles === undefined) {
    return `The roles of a handler must be written out, such as \`roles: ["support"]\`, one at least. ${because}`;
  }
  const definer = readDefiner(checker, typeOf("__stopgap_security"));
  if (definer === undefined) {
    return `The security of a handler must be written out, such as \`security: { definer: "reports" }\`. ${because}`;
  }
  const isIdempotent = readIdempotent(checker, typeOf("__stopgap_idempotent"));
  if (isIdempotent === undefined) {
    return `Whether a handler is idempotent must be written out: \`idempotent: true\`. ${because}`;
  }
  return { roles, definer, isIdempotent };
}

function readIdempotent(checker: ts.TypeChecker, type: ts.Type | undefined): boolean | undefined {
  if (isNone(type) || type === checker.getFalseType()) return false;
  return type === checker.getTrueType() ? true : undefined;
}

function readRoles(
  checker: ts.TypeChecker,
  type: ts.Type | undefined,
): readonly string[] | null | undefined {
  if (isNone(type)) return null;
  if (!type || !checker.isTupleType(type)) return undefined;
  const { target } = type as ts.TupleTypeReference;
  if (target.elementFlags.some((flag) => flag !== ts.ElementFlags.Required)) return undefined;
  const names = checker.getTypeArguments(type as ts.TupleTypeReference).map(nameOf);
  return names.length > 0 && names.every((name) => name !== undefined) ? names : undefined;
}

function readDefiner(
  checker: ts.TypeChecker,
  type: ts.Type | undefined,
): string | null | undefined {
  if (isNone(type)) return null;
  const properties = type?.isUnion() ? [] : (type?.getProperties() ?? []);
  const [property] = properties;
  if (properties.length !== 1 || property?.name !== "definer") return undefined;
  if ((property.flags & ts.SymbolFlags.Optional) !== 0) return undefined;
  return nameOf(checker.getTypeOfSymbol(property));
}

function isNone(type: ts.Type | undefined): boolean {
  return type === undefined || (type.flags & ts.TypeFlags.Null) !== 0;
}

function nameOf(type: ts.Type): string | undefined {
  return type.isStringLiteral() && type.value !== "" ? type.value : undefined;
}
