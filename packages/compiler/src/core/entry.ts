import type { HandlerKind } from "@stopgap/runtime";
import ts from "typescript";
import { type Diagnostic, positionOf } from "./diagnostic.js";
import { readEntryOptions, type EntryOptions } from "./entry-options.js";
import type { TypedModule } from "./module-program.js";

/** What a module's default export is: what its wrapper says, or a function without one. */
export type EntryKind = HandlerKind | "handler";

/** The entry point of a module, or why it has none that can be used. */
export type Entry =
  | ({ readonly kind: EntryKind } & EntryOptions)
  | {
      readonly kind: null;
      readonly diagnostic: Diagnostic;
      /** There is none at all, which matters only where one is wanted. */
      readonly isMissing: boolean;
    };

const kinds: readonly string[] = [
  "query",
  "mutation",
  "internalQuery",
  "internalMutation",
] satisfies HandlerKind[];

/** Looks at a module's default export, which is what runs. */
export function findEntry({ checker, sourceFile }: TypedModule): Entry {
  const module = checker.getSymbolAtLocation(sourceFile);
  const symbol = module && checker.tryGetMemberInModuleExports("default", module);
  if (!symbol) return missing("The module has no default export, which is the function that runs.");
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isValue = (target.flags & ts.SymbolFlags.Value) !== 0;
  const type = checker.getTypeOfSymbolAtLocation(target, sourceFile);
  if (isValue && (type.flags & ts.TypeFlags.Any) !== 0) return plainHandler;
  if (!isValue || type.getCallSignatures().length === 0) {
    return missing("The module's default export is no function.");
  }
  const typeOf = (name: string): ts.Type | undefined => {
    const property = type.getProperty(name);
    return property && checker.getTypeOfSymbolAtLocation(property, sourceFile);
  };
  const kind = wrapperKind(type, typeOf("__stopgap_kind"));
  if (kind === "handler") return plainHandler;
  if (kind === undefined) return refused(unknownKind, symbol, sourceFile);
  const options = readEntryOptions(checker, typeOf);
  return typeof options === "string" ? refused(options, symbol, sourceFile) : { kind, ...options };
}

const plainHandler: Entry = { kind: "handler", roles: null, definer: null };

const unknownKind =
  "The type of the default export leaves open what wraps it: export the result of one call of `query`, `mutation`, " +
  "`internalQuery` or `internalMutation`. A deployment finds it out without running the code.";

/** The wrappers mark what they return, in its type too. Undefined where the type leaves it open. */
function wrapperKind(type: ts.Type, mark: ts.Type | undefined): EntryKind | undefined {
  const isEither = type.isUnion() && type.types.some((one) => one.getProperty("__stopgap_kind"));
  if (!mark) return isEither ? undefined : "handler";
  if (mark.isStringLiteral()) {
    return kinds.includes(mark.value) ? (mark.value as HandlerKind) : "handler";
  }
  const isOpen = mark.isUnion() || (mark.flags & (ts.TypeFlags.String | ts.TypeFlags.Any)) !== 0;
  return isOpen ? undefined : "handler";
}

function missing(found: string): Entry {
  const message = `${found} Write \`export default query(...)\`, \`export default mutation(...)\`, or \`export default (ctx) => ...\`.`;
  return {
    kind: null,
    isMissing: true,
    diagnostic: {
      severity: "error",
      phase: "entry",
      code: 90001,
      message,
      line: null,
      column: null,
    },
  };
}

function refused(message: string, symbol: ts.Symbol, sourceFile: ts.SourceFile): Entry {
  const position = positionOf(sourceFile, symbol.declarations?.[0]?.getStart(sourceFile));
  return {
    kind: null,
    isMissing: false,
    diagnostic: { severity: "error", phase: "entry", code: 90005, message, ...position },
  };
}
