import type { HandlerKind } from "@stopgap/runtime";
import ts from "typescript";
import { type Diagnostic, positionOf } from "./diagnostic.js";
import type { HandlerOptionTypes } from "./handler-option-types.js";
import { readHandlerType } from "./handler-type.js";
import type { TypedModule } from "./module-program.js";

/** What a module's default export is: what its wrapper says, or a function without one. */
export type EntryKind = HandlerKind | "handler";

/** The entry point of a module, or why it has none that can be used. */
export type Entry =
  | ({ readonly kind: EntryKind } & HandlerOptionTypes)
  | {
      readonly kind: null;
      readonly diagnostic: Diagnostic;
      /** There is none at all, which matters only where one is wanted. */
      readonly isMissing: boolean;
    };

/** Looks at a module's default export, which is what runs. */
export function findEntry({ checker, sourceFile }: TypedModule): Entry {
  const module = checker.getSymbolAtLocation(sourceFile);
  const symbol = module && checker.tryGetMemberInModuleExports("default", module);
  if (!symbol) return missing("The module has no default export, which is the function that runs.");
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isValue = (target.flags & ts.SymbolFlags.Value) !== 0;
  const type = checker.getTypeOfSymbolAtLocation(target, sourceFile);
  if (!isValue) return missing("The module's default export is no function.");
  const found = readHandlerType(checker, type, sourceFile);
  switch (found.is) {
    case "handler":
      return found;
    case "plain":
      return plainHandler;
    case "other":
      return missing("The module's default export is no function.");
    case "open": {
      const subject = found.what === "kind" ? "The type of the default export " : "";
      return refused(subject + found.message, symbol, sourceFile);
    }
  }
}

const plainHandler: Entry = { kind: "handler", roles: null, definer: null, isIdempotent: false };

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
