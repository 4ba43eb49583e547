import { Type, type Static } from "typebox";

import type { GatewayError } from "./gateway-error.js";

/** What every error answers, whatever has gone wrong. */
export const errorBodySchema = Type.Object(
  {
    error: Type.String({ description: "A stable word for what went wrong." }),
    message: Type.String({ description: "The same for people." }),
    database: Type.Optional(Type.String()),
    cause: Type.Optional(
      Type.String({ description: "What PostgreSQL or the reader of an archive says." }),
    ),
    sqlstate: Type.Optional(Type.String()),
    detail: Type.Optional(Type.String()),
    hint: Type.Optional(Type.String()),
    results: Type.Optional(
      Type.Array(Type.Object({ database: Type.String() }), {
        description: "Of a fleet: what became of each database.",
      }),
    ),
  },
  { title: "Error" },
);

/** The body of an error. */
export type ErrorBody = Static<typeof errorBodySchema>;

/** The body that tells a caller of an error. */
export function errorBody({ code, message, fields }: GatewayError): ErrorBody {
  const { database, reason, sqlstate, detail, hint, results } = fields;
  const body: ErrorBody = { error: code, message };
  if (database !== undefined) body.database = database;
  if (reason !== undefined) body.cause = reason;
  if (sqlstate !== undefined) body.sqlstate = sqlstate;
  if (detail !== undefined) body.detail = detail;
  if (hint !== undefined) body.hint = hint;
  if (results !== undefined) body.results = [...results];
  return body;
}
