/** Whose statements these are. */
export interface StatementOwner {
  /** The function's path, or its name. */
  readonly path: string;
  /** The deployment that brought this version of it. */
  readonly deployment?: number | undefined;
}

/** How many characters of a path are told. */
const mostCharacters = 200;

/** What the built-in leaves as it is, though it could end a comment or a value in it. */
const unescaped = /[!'()*]/g;

/**
 * The comment that statements of a function end with, in the form that other tools write and read: keys in order, values
 * escaped as in a URL. So no name can end the comment.
 *
 * @example
 * statementComment({ path: "api.users.get", deployment: 12 }); // "/*deployment='12',path='api.users.get'*\/"
 */
export function statementComment({ path, deployment }: StatementOwner): string {
  const known = deployment === undefined ? "" : `deployment='${String(deployment)}',`;
  return `/*${known}path='${escaped(path)}'*/`;
}

function escaped(path: string): string {
  const characters = Array.from(path).slice(0, mostCharacters).join("");
  return encodeURIComponent(characters).replace(
    unescaped,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
