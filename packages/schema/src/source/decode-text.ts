import { SchemaError } from "../errors.js";

/**
 * The text of a file, without a byte order mark.
 *
 * @throws {@link SchemaError} `invalid_file` where it is not UTF-8 or has a NUL.
 */
export function decodeText(file: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SchemaError("invalid_file", `${file} is not UTF-8`, { file }, { cause });
  }
  if (text.includes("\0")) {
    throw new SchemaError("invalid_file", `${file} has a NUL character`, { file });
  }
  return text;
}
