import { type Finding, fine } from "./finding.js";
import { identifier } from "./identifier.js";
import type { InstalledRole, Surroundings } from "./surroundings.js";

/** Stopgap's own roles: what nobody may log in as, and what the owner needs. */
export function checkRoles({ installation, database }: Surroundings): readonly Finding[] {
  if (!installation?.hasDeployments) return [];
  const { roles } = installation;
  const found = roles.flatMap((role) => checkRole(role, database));
  if (found.length > 0) return found;
  return [fine("roles", roles.map(({ name }) => name).join(", "))];
}

function checkRole(role: InstalledRole, database: string): readonly Finding[] {
  const problem = (found: string, remedy: string): Finding => ({
    ...{ check: "roles", env: null, status: "problem" },
    found,
    remedy,
  });
  const { name, purpose, isSuperuser, canLogin, mayCreate } = role;
  return [
    ...(isSuperuser
      ? [problem(`${name} is a superuser`, `alter role ${identifier(name)} nosuperuser;`)]
      : []),
    ...(canLogin ? [problem(`${name} can log in`, `alter role ${identifier(name)} nologin;`)] : []),
    // The right is the database's own, and no part of a copy or a dump of it.
    ...(purpose === "owner" && !mayCreate
      ? [
          problem(
            `${name} may not make schemas in this database`,
            `grant create on database ${identifier(database)} to ${identifier(name)};`,
          ),
        ]
      : []),
  ];
}
