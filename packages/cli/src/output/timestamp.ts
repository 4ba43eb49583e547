/**
 * A point in time for people, in UTC: `2026-01-31 09:30:00Z`. What is no point in time is returned as it is.
 *
 * @param text - As JSON from PostgreSQL has it.
 */
export function formatTimestamp(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  return time
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
}
