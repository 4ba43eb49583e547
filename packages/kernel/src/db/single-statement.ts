import type { SqlToken } from "./sql-tokens.js";

/**
 * Whether tokens are one statement: no semicolon between them ends one.
 *
 * Only two kinds of statements have semicolons of their own: CREATE RULE in the brackets around its actions, CREATE FUNCTION
 * and CREATE PROCEDURE between BEGIN ATOMIC and END. All others are cut by every semicolon, whatever is around it.
 */
export function isSingleStatement(tokens: readonly SqlToken[]): boolean {
  if (!tokens.some((token) => keyword(token) === ";")) return true;
  const created = createdObject(tokens);
  let depth = 0;
  let isInBody = false;
  let previous = "";
  for (const token of tokens) {
    const current = keyword(token);
    if (current === "(") depth += 1;
    if (current === ")") depth -= 1;
    if (depth < 0) return false;
    if (created === "routine" && depth === 0) {
      if (previous === "begin" && current === "atomic") isInBody = true;
      // Where no statement has begun. Anywhere else the word ends a CASE, or is a column's name.
      else if (isInBody && current === "end" && startsStatement.has(previous)) isInBody = false;
    }
    const isHeld = created === "rule" ? depth > 0 : isInBody && depth === 0;
    if (current === ";" && !isHeld) return false;
    previous = current;
  }
  return depth === 0 && !isInBody;
}

const startsStatement = new Set([";", "atomic"]);

function createdObject(tokens: readonly SqlToken[]): "rule" | "routine" | undefined {
  const start = tokens.slice(0, 4).map(keyword).join(" ");
  const object = /^create (?:or replace )?(rule|function|procedure)(?: |$)/.exec(start)?.[1];
  if (object === undefined) return undefined;
  return object === "rule" ? "rule" : "routine";
}

function keyword({ kind, text }: SqlToken): string {
  return kind === "word" || kind === "symbol" ? text.toLowerCase() : "";
}
