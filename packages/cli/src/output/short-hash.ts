/** The first digits of an artifact's hash, enough for people to tell two apart; `-` for none. */
export function shortHash(hash: string | null): string {
  return hash === null ? "-" : hash.replace(/^sha256:/, "").slice(0, 12);
}
