import { SchemaError } from "../errors.js";

const longest = 512;
const deepest = 32;

/**
 * The path of an entry of an archive, without `.` and without a slash at its end; empty for the archive's own folder.
 *
 * @throws {@link SchemaError} `unreadable_archive` where it leads out of the archive, or nowhere on some machine.
 */
export function archivePath(name: string): string {
  const refuse = (why: string): SchemaError =>
    new SchemaError("unreadable_archive", `entry ${shown(name)} ${why}`);
  if (name.includes("\uFFFD")) throw refuse("has a name that is not UTF-8");
  if (/\p{Cc}/u.test(name)) throw refuse("has a control character in its name");
  if (name.length > longest) throw refuse(`has a path of more than ${longest} characters`);
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name)) throw refuse("has an absolute path");
  if (name.includes("\\")) throw refuse("has a backslash in its name");
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw refuse("leads out of the archive");
  if (parts.length > deepest) throw refuse(`lies more than ${deepest} folders deep`);
  return parts.join("/");
}

/** A name of somebody else, fit for a message. */
function shown(name: string): string {
  const printable = name.replace(/\p{Cc}/gu, "\uFFFD");
  return JSON.stringify(printable.length > 80 ? `${printable.slice(0, 80)}...` : printable);
}
