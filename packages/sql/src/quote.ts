/** A name as an SQL identifier. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal, right with `standard_conforming_strings` on and off. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

/** A text of several lines as an SQL literal that shows it as it is. */
export function quoteText(text: string): string {
  let tag = "file";
  while (text.includes(tag)) tag += "_";
  return `$${tag}$${text}$${tag}$`;
}
