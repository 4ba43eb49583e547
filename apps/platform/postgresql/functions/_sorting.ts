/** For `sort`: by code units, as JavaScript compares texts. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
