import type { Session } from "../session.js";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";

/** What a function has that its definition does not say. */
export interface FunctionSurroundings {
  /** Null where it belongs to the current role. */
  readonly owner: string | null;
  readonly comment: string | null;
  /** Null where nobody has granted or revoked anything. A role of null is `public`. */
  readonly grants: readonly { readonly role: string | null; readonly grantable: boolean }[] | null;
}

/** Reads them, by oid. */
export async function readSurroundings(
  session: Session,
  oids: readonly string[],
): Promise<ReadonlyMap<string, FunctionSurroundings>> {
  if (oids.length === 0) return new Map();
  const { rows } = await session.query(sqlText("queries/function-surroundings.sql"), [oids]);
  return new Map(
    rows.map((row) => [
      String(row["oid"]),
      {
        owner: row["is_own"] === true ? null : String(row["owner"]),
        comment: typeof row["comment"] === "string" ? row["comment"] : null,
        grants:
          row["has_rights"] === true ? (row["grants"] as FunctionSurroundings["grants"]) : null,
      },
    ]),
  );
}

/**
 * The statements that give them to another function.
 *
 * @param identity - Of that one, such as `total(integer)`.
 */
export function surroundingStatements(
  { owner, comment, grants }: FunctionSurroundings,
  identity: string,
): readonly string[] {
  return [
    ...(comment === null ? [] : [`comment on routine ${identity} is ${quoteLiteral(comment)}`]),
    ...(grants === null
      ? []
      : [
          `revoke all on routine ${identity} from public`,
          ...grants.map(
            ({ role, grantable }) =>
              `grant execute on routine ${identity} to ${role === null ? "public" : quoteIdentifier(role)}${grantable ? " with grant option" : ""}`,
          ),
        ]),
    // Last, because who is not the owner any more can give nothing.
    ...(owner === null ? [] : [`alter routine ${identity} owner to ${quoteIdentifier(owner)}`]),
  ];
}
