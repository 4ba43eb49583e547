/** What a server has written into its log. */
export interface ServerMessage {
  /** Such as `NOTICE`, `WARNING` or `ERROR`. */
  readonly severity: string;
  /** The database of the session; `""` for what no session has written. */
  readonly database: string;
  readonly message: string;
  readonly detail: string | undefined;
  /** What the server was in the middle of, the innermost first. */
  readonly context: string | undefined;
}

/** As `log_line_prefix` has it: time, process, database. */
const line =
  /^\d{4}-\d\d-\d\d \S+ \S+ \[(?<pid>\d+)\] (?<database>.*?) ?(?<label>[A-Z]+\d?): {2}(?<text>.*)$/;

const severities: ReadonlySet<string> = new Set([
  ...["DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4", "DEBUG5"],
  ...["LOG", "INFO", "NOTICE", "WARNING", "ERROR", "FATAL", "PANIC"],
]);

interface Entry {
  readonly severity: string;
  readonly database: string;
  readonly parts: Map<string, string>;
}

/** Reads a piece of a log that ends with a line. What belongs to no message in it is left out. */
export function parseMessages(log: string): readonly ServerMessage[] {
  const entries: Entry[] = [];
  let last: { readonly entry: Entry; readonly label: string } | undefined;
  for (const text of log.split("\n")) {
    if (text.startsWith("\t") && last) {
      const { parts } = last.entry;
      parts.set(last.label, `${parts.get(last.label) ?? ""}\n${text.slice(1)}`);
      continue;
    }
    const { database, label, text: rest } = line.exec(text)?.groups ?? {};
    if (database === undefined || label === undefined || rest === undefined) continue;
    if (severities.has(label)) {
      const entry = { severity: label, database, parts: new Map([["message", rest]]) };
      entries.push(entry);
      last = { entry, label: "message" };
    } else if (last) {
      last.entry.parts.set(label, rest);
      last = { entry: last.entry, label };
    }
  }
  return entries.map(({ severity, database, parts }) => ({
    severity,
    database,
    message: parts.get("message") ?? "",
    detail: parts.get("DETAIL"),
    context: parts.get("CONTEXT"),
  }));
}
