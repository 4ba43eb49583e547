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
