/**
 * Takes passwords out of text: those of URLs, and those of `password=...` in URLs and connection strings.
 *
 * @example
 * redact("postgresql://ada:secret@db/shop"); // "postgresql://ada:***@db/shop"
 */
export function redact(text: string): string {
  return text
    .replaceAll(/([a-z][\w+.-]*:\/\/[^\s:/@?#]*:)[^\s]*@/gi, "$1***@")
    .replaceAll(/(password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&'"]+)/gi, "$1***");
}

/**
 * Takes the password out of a text that is meant as a URL, whatever else is wrong with it.
 *
 * @example
 * redactUrl("postgresql://a/b:two words@db:port"); // "postgresql://a/b:***@db:port"
 */
export function redactUrl(text: string): string {
  return redact(text.replace(/^([^:]*:\/\/[^:]*:).*@/s, "$1***@"));
}
