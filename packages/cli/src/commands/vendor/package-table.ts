import type { AvailablePackage } from "@stopgap/deployer";

import type { Shape } from "../../connection/check-answer.js";
import { shortHash } from "../../output/short-hash.js";
import type { Style } from "../../output/style.js";
import { formatTable } from "../../output/table.js";

/** What the commands read of a package that the database has. */
export const packageShape: Shape = {
  specifier: ["string"],
  version: ["string", "null"],
  artifact_hash: ["string"],
  size: ["number"],
  typed: ["boolean"],
  used_by: ["array"],
};

/** Packages for people, one a line. */
export function formatPackages(packages: readonly AvailablePackage[], style: Style): string {
  return formatTable(
    packages,
    [
      { title: "import", cell: ({ specifier }) => specifier },
      { title: "version", cell: ({ version }) => version ?? "-" },
      { title: "code", cell: ({ size }) => formatSize(size), align: "right" },
      { title: "types", cell: ({ typed }) => (typed ? "yes" : "any") },
      { title: "used by", cell: ({ used_by: users }) => String(users.length), align: "right" },
      { title: "artifact", cell: ({ artifact_hash: hash }) => shortHash(hash), look: style.dim },
    ],
    style,
  );
}

function formatSize(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} kB`;
}
