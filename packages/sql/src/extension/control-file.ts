import type { Layer } from "../installation-steps.js";

const comments = {
  plts: "Functions in TypeScript: the language plts, on a JavaScript engine",
  stopgap: "Deployments of functions: versions, activation, rollback, history",
} as const;

/**
 * The control file of an extension. Its schemas are members of it, so that it is in none of them. Only a superuser may create
 * it: making a language needs one, and so do roles and the owner that all of it is given to.
 */
export function controlFile(layer: Layer, version: string): string {
  return [
    `comment = '${comments[layer]}'`,
    `default_version = '${version}'`,
    "encoding = 'UTF8'",
    "schema = 'pg_catalog'",
    "relocatable = false",
    "superuser = true",
    "trusted = false",
    ...(layer === "stopgap" ? ["requires = 'plts'"] : []),
    "",
  ].join("\n");
}
