import { type DoctorCheck, type Finding, fine } from "./finding.js";
import { identifier } from "./identifier.js";
import type { Surroundings } from "./surroundings.js";

type Seen = Pick<Surroundings, "settings" | "login" | "database">;

/** A deploy of thousands of functions may take that long. */
const patienceMilliseconds = 300_000;

/** Below PostgreSQL's default, statements are compiled that run for less time than that takes. */
const sensibleJitCost = 100_000;

/** Settings of the session that make deployments or functions worse. */
export function checkSettings(seen: Seen): readonly Finding[] {
  return [
    checkTimeout(seen),
    checkSetting(seen, "check_function_bodies", "on", "errors of types are found at a deploy only"),
    checkSetting(
      ...([seen, "standard_conforming_strings", "on"] as const),
      "backslashes in plain strings of handlers' statements mean something else",
    ),
    checkTracking(seen),
    checkJit(seen),
  ];
}

function checkTimeout(seen: Seen): Finding {
  const { value, shown } = settingOf(seen, "statement_timeout");
  const timeout = Number(value);
  if (timeout === 0 || timeout >= patienceMilliseconds) {
    return fine("statement_timeout", timeout === 0 ? "none" : shown);
  }
  return {
    check: "statement_timeout",
    env: null,
    status: "warning",
    found: `${shown}: a deploy is one statement, and is cancelled when it takes longer`,
    remedy: remedyFor(seen, "statement_timeout", "0"),
  };
}

function checkSetting(seen: Seen, name: DoctorCheck, wanted: string, effect: string): Finding {
  const { shown } = settingOf(seen, name);
  if (shown === wanted) return fine(name, shown);
  return {
    ...{ check: name, env: null, status: "warning" },
    found: `${shown}: ${effect}`,
    remedy: remedyFor(seen, name, wanted),
  };
}

function checkTracking(seen: Seen): Finding {
  const { shown } = settingOf(seen, "track_functions");
  if (shown !== "none") return fine("track_functions", shown);
  return {
    check: "track_functions",
    env: null,
    status: "warning",
    found: "none: PostgreSQL does not count the calls of live functions",
    // Only a superuser may set it, so it is the database's and not the role's.
    remedy: `alter database ${identifier(seen.database)} set track_functions = 'pl';`,
  };
}

function checkJit(seen: Seen): Finding {
  const { shown } = settingOf(seen, "jit");
  const cost = settingOf(seen, "jit_above_cost");
  if (shown === "off" || Number(cost.value) < 0) return fine("jit", "off");
  if (Number(cost.value) >= sensibleJitCost)
    return fine("jit", `on, above a cost of ${cost.shown}`);
  return {
    check: "jit",
    env: null,
    status: "warning",
    found: `on above a cost of ${cost.shown}: short statements of handlers are compiled, which takes longer than they do`,
    remedy: remedyFor(seen, "jit_above_cost", String(sensibleJitCost)),
  };
}

function settingOf({ settings }: Seen, name: string): { value: string; shown: string } {
  return settings[name] ?? { value: "", shown: "" };
}

/** The role's own setting in this database beats all other places where it may be set. */
function remedyFor({ login, database }: Seen, name: string, value: string): string {
  return `alter role ${identifier(login)} in database ${identifier(database)} set ${name} = ${value};`;
}
