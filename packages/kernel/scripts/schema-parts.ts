import { v } from "@stopgap/runtime";

/** One of the scripts that the schema library is split into. */
export interface SchemaPart {
  readonly name: string;
  /** The source of the script, before it is bundled. */
  readonly source: string;
}

/** What most schemas are made of. It is loaded when a session first uses `v`, so every name here costs every session. */
const common = [
  ..."_default any array bigint boolean check discriminatedUnion email enum extend gt gte int int32".split(
    " ",
  ),
  ..."intersection iso length literal looseObject lt lte maxLength maximum minLength minimum".split(
    " ",
  ),
  ..."multipleOf nonnegative null nullable nullish number object omit optional partial pick pipe".split(
    " ",
  ),
  ..."positive record refine regex strictObject string toLowerCase transform trim union unknown uuid".split(
    " ",
  ),
];

/** What brings most of the library's text with it, and is seldom used. */
const rare = [
  ..."compile locales toJSONSchema ZodCompileAsyncError ZodCompileUnsupportedError".split(" "),
];

/**
 * The schema library in three scripts, each complete in itself: what is in several of them works together, because the
 * library tells its schemas by what they carry, not by their class.
 */
export function schemaParts(): SchemaPart[] {
  const names = Object.keys(v);
  const more = names.filter((name) => !common.includes(name) && !rare.includes(name));
  const others = { "schemas-more": more, "schemas-rare": rare };
  return [
    {
      name: "schemas",
      source: `${builders(common)}export const others = ${JSON.stringify(others)};`,
    },
    { name: "schemas-more", source: builders(more) },
    { name: "schemas-rare", source: builders(rare) },
  ];
}

function builders(names: readonly string[]): string {
  const imports = names.map((name, index) => `${name} as name${String(index)}`);
  const members = names.map((name, index) => `${JSON.stringify(name)}: name${String(index)}`);
  return `import { ${imports.join(", ")} } from "@stopgap/runtime/library";
export const builders = { ${members.join(", ")} };
`;
}
