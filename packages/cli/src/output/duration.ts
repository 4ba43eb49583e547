/**
 * A duration for people.
 *
 * @param milliseconds - How long.
 * @returns `"8ms"`, `"1.2s"` or `"2m5s"`.
 */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)}ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)}s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
