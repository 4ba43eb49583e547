/**
 * Why a promise is still pending when nothing is left that could settle it.
 *
 * @param purpose which part of a call waits for it: `db.transaction`; undefined for a whole call
 */
export function whyPending(purpose: string | undefined): string {
  return purpose === undefined
    ? "handler promise never settles"
    : `${purpose}: the function waits for what only code outside of it can settle, and that code runs after it`;
}
