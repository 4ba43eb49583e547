import { v } from "@stopgap/runtime";
import { basicBuilders } from "../src/schemas/basic-builders.js";

/** One of the scripts that the schema library is split into. */
export interface SchemaPart {
  readonly name: string;
  /** The source of the script, before it is bundled. */
  readonly source: string;
}

/** What most schemas are made of that are more than a few plain values: what is basic, and this. */
const common = [
  ...basicBuilders,
  ..."_default any bigint check discriminatedUnion email enum extend gt gte int32 intersection iso".split(
    " ",
  ),
  ..."length literal looseObject lt lte maxLength maximum minLength minimum multipleOf nonnegative".split(
    " ",
  ),
  ..."null nullish omit partial pick pipe positive record refine regex strictObject toLowerCase".split(
    " ",
  ),
  ..."transform trim union unknown uuid".split(" "),
];

/** What brings most of the library's text with it, and is seldom used. */
const rare = [
  ..."compile locales toJSONSchema ZodCompileAsyncError ZodCompileUnsupportedError".split(" "),
];

/**
 * The schema library in four scripts, each complete in itself: what is in several of them works together, because the
 * library tells its schemas by what they carry, not by their class.
 */
export function schemaParts(): SchemaPart[] {
  const names = Object.keys(v);
  const more = names.filter((name) => !common.includes(name) && !rare.includes(name));
  const others = { "schemas-more": more, "schemas-rare": rare };
  const beyondBasic = {
    schemas: common.filter((name) => !basicBuilders.includes(name)),
    ...others,
  };
  return [
    { name: "schemas-basic", source: builders(basicBuilders) + exported(beyondBasic) },
    { name: "schemas", source: builders(common) + exported(others) },
    { name: "schemas-more", source: builders(more) },
    { name: "schemas-rare", source: builders(rare) },
  ];
}

function exported(others: Readonly<Record<string, readonly string[]>>): string {
  return `export const others = ${JSON.stringify(others)};`;
}

function builders(names: readonly string[]): string {
  const imports = names.map((name, index) => `${name} as name${String(index)}`);
  const members = names.map((name, index) => `${JSON.stringify(name)}: name${String(index)}`);
  return `import { ${imports.join(", ")} } from "@stopgap/runtime/library";
export const builders = { ${members.join(", ")} };
`;
}
