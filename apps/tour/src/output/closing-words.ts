import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * How to go on after the tour.
 *
 * @param url - The tour's database.
 * @param isLocal - Whether it is on the local server of `stopgap db`.
 */
export function closingWords(url: string, isLocal: boolean): string {
  const stopgap = "npm run -s stopgap --";
  const lines = [
    "The database stays as it is until the next tour. Go on with it:",
    "",
    ...(hasProgram("psql") ? [`  psql '${url}'`, ""] : []),
    `  export STOPGAP_DB='${url}'`,
    `  ${stopgap} status`,
    `  ${stopgap} call api.legacy.get_product '{"id": 1}'`,
    `  ${stopgap} --help`,
    ...(isLocal
      ? ["", `The server goes on; \`${stopgap} db stop\` ends it and keeps its data.`]
      : []),
  ];
  return lines.join("\n");
}

function hasProgram(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
