import type { Style } from "./style.js";
import { visible } from "./visible.js";

/** What a {@link resultLine} tells, in order; undefined leaves a field out. */
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * One line that people can read and programs can search: a verb, and `name=value` for each field. Yes and no are `on` and
 * `off`; null is `none`; a value with spaces or quotes is quoted.
 *
 * @example
 * resultLine("deployed", { env: "prod", prune: false }, style); // "deployed env=prod prune=off"
 */
export function resultLine(verb: string, fields: Fields, style: Style): string {
  const shown = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${style.dim(`${name}=`)}${formatValue(value)}`],
  );
  return [style.bold(verb), ...shown].join(" ");
}

function formatValue(value: string | number | boolean | null): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  const text = visible(String(value));
  return /^[^\s"']+$/.test(text) ? text : JSON.stringify(text);
}
