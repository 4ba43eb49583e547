import { randomUUID } from "node:crypto";

/** JSON text that is printed as it is, so that numbers keep every digit. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Whatever a command answers in JSON. */
export type JsonDocument = Readonly<Record<string, unknown>>;

/**
 * Prints a document; a {@link JsonText} in it verbatim.
 *
 * @param indent - How many spaces; 0 prints it in one line.
 */
export function printJson(document: JsonDocument, indent = 2): string {
  const marker = randomUUID();
  const verbatim: string[] = [];
  const printed = JSON.stringify(
    document,
    (_key, value: unknown) =>
      value instanceof JsonText ? `${marker}${verbatim.push(value.text) - 1}` : value,
    indent,
  );
  return printed.replaceAll(
    new RegExp(`"${marker}(\\d+)"`, "g"),
    (_match, index: string) => verbatim[Number(index)] ?? "null",
  );
}
