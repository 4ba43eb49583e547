import type { Auth, Claims } from "@stopgap/runtime";
import type { SqlRunner } from "../engine/engine.js";
import { DatabaseError, KernelError } from "../errors/kernel-error.js";
import { parseJson } from "../value/parse-json.js";

/** Asks on whose behalf PostgreSQL works. The search path, which may lead elsewhere, is not looked at. */
export const authStatement = `select pg_catalog.json_build_object(
  'role', current_user, 'sessionUser', session_user, 'setting', s.name,
  'claims', pg_catalog.current_setting(s.name, true))::pg_catalog.text as j
from (select case when pg_catalog.length(c.name) operator(pg_catalog.>) 0 then c.name else 'request.jwt.claims' end as name
  from (select pg_catalog.current_setting('plts.claims_setting', true) as name) c) s`;

interface Answer {
  readonly role: string;
  readonly sessionUser: string;
  readonly setting: string;
  readonly claims: string | null;
}

/** Asks PostgreSQL on whose behalf it works. */
export function lookUpAuth(engine: SqlRunner): Auth {
  const outcome = engine.fetch(authStatement);
  if (!outcome.ok) throw new DatabaseError(outcome.failure);
  return readAuth(outcome.text ?? "");
}

/** What `authStatement` answers, as `ctx.auth`. Claims are read when they are asked for. */
export function readAuth(answer: string): Auth {
  const { role, sessionUser, setting, claims: text } = JSON.parse(answer) as Answer;
  let claims: Claims | undefined;
  return Object.freeze({
    role,
    sessionUser,
    get claims(): Claims | null {
      // A setting that was set once is empty afterwards, not absent.
      if (text === null || text === "") return null;
      claims ??= parseClaims(text, setting);
      return claims;
    },
  });
}

function parseClaims(text: string, setting: string): Claims {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch {
    // What it says of the text is nobody's business.
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new KernelError("22023", `ctx.auth.claims: the setting ${setting} holds no JSON object`, {
      hint: "Set it to the claims of the token as JSON, or name another setting in plts.claims_setting.",
    });
  }
  freezeAll(parsed);
  return parsed as Claims;
}

/** Freezes a value and all that it holds, without recursion: it may be deep. */
function freezeAll(value: object): void {
  const pending: object[] = [value];
  for (let next = pending.pop(); next; next = pending.pop()) {
    Object.freeze(next);
    const members = Object.values(next) as unknown[];
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index];
      if (typeof member === "object" && member !== null) pending[pending.length] = member;
    }
  }
}
