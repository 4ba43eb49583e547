import { type Finding, fine } from "./finding.js";
import { identifier } from "./identifier.js";
import type { Surroundings } from "./surroundings.js";

/** What the current role may do. */
export function checkRights({ installation, role, isSuperuser }: Surroundings): readonly Finding[] {
  if (!installation?.hasDeployments) return [];
  if (isSuperuser) return [fine("rights", `${role} is a superuser`)];
  const { roles } = installation;
  const held = roles.filter(({ isHeld }) => isHeld).map(({ purpose }) => purpose);
  if (held.includes("owner") || held.includes("deployer")) {
    return [fine("rights", `${role} may deploy`)];
  }
  const nameOf = (wanted: string): string =>
    roles.find(({ purpose }) => purpose === wanted)?.name ?? wanted;
  const grant = (wanted: string): string =>
    `grant ${identifier(nameOf(wanted))} to ${identifier(role)};`;
  const about = { check: "rights", env: null } as const;
  return held.length === 0
    ? [{ ...about, status: "problem", found: `${role} may do nothing`, remedy: grant("deployer") }]
    : [
        {
          ...about,
          status: "warning",
          found: `${role} may ${held.includes("author") ? "write and call functions" : "call functions"}, and not deploy`,
          remedy: grant("deployer"),
        },
      ];
}
