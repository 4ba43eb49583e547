import type { HandlerKind } from "@stopgap/runtime";
import ts from "typescript";
import { type HandlerOptionTypes, readHandlerOptions } from "./handler-option-types.js";

/** What the type of a value says of it. */
export type HandlerType =
  /** A wrapper made it. */
  | ({ readonly is: "handler"; readonly kind: HandlerKind } & HandlerOptionTypes)
  /** A function that no wrapper made, or one of which nothing is known. */
  | { readonly is: "plain" }
  /** It may be a handler, but the type leaves open which, or with what options. */
  | { readonly is: "open"; readonly what: "kind" | "options"; readonly message: string }
  /** It cannot be called. */
  | { readonly is: "other" };

const kinds: readonly string[] = [
  "query",
  "mutation",
  "internalQuery",
  "internalMutation",
] satisfies HandlerKind[];

/**
 * Reads off a type whether a wrapper made the value, which one and with what options.
 *
 * @param type the value's type
 * @param at where it is asked for
 */
export function readHandlerType(
  checker: ts.TypeChecker,
  type: ts.Type,
  at: ts.SourceFile,
): HandlerType {
  if ((type.flags & ts.TypeFlags.Any) !== 0) return { is: "plain" };
  const typeOf = (name: string): ts.Type | undefined => {
    const property = type.getProperty(name);
    return property && checker.getTypeOfSymbolAtLocation(property, at);
  };
  const isCallable = type.getCallSignatures().length > 0;
  const kind = wrapperKind(type, typeOf("__stopgap_kind"));
  if (kind === undefined) return { is: "open", what: "kind", message: openKind };
  if (!isCallable) return { is: "other" };
  if (kind === "plain") return { is: "plain" };
  const options = readHandlerOptions(checker, typeOf);
  return typeof options === "string"
    ? { is: "open", what: "options", message: options }
    : { is: "handler", kind, ...options };
}

const openKind =
  "leaves open what wraps it: export the result of one call of `query`, `mutation`, `internalQuery` or " +
  "`internalMutation`. A deployment finds it out without running the code.";

/** The wrappers mark what they return, in its type too. Undefined where the type leaves it open. */
function wrapperKind(type: ts.Type, mark: ts.Type | undefined): HandlerKind | "plain" | undefined {
  const isEither = type.isUnion() && type.types.some((one) => one.getProperty("__stopgap_kind"));
  if (!mark) return isEither ? undefined : "plain";
  if (mark.isStringLiteral()) {
    return kinds.includes(mark.value) ? (mark.value as HandlerKind) : "plain";
  }
  const isOpen = mark.isUnion() || (mark.flags & (ts.TypeFlags.String | ts.TypeFlags.Any)) !== 0;
  return isOpen ? undefined : "plain";
}
