import type { Problems } from "../problems.js";

/** The text of a file, without a byte order mark. That it is not UTF-8 or has a NUL is a problem. */
export function decodeText(file: string, bytes: Uint8Array, problems: Problems): string {
  const place = { file, line: 1, column: 1 };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
    problems.add({ ...place, message: "has a NUL character, which PostgreSQL cannot store" });
  } catch {
    problems.add({ ...place, message: "is not UTF-8" });
  }
  return "";
}
