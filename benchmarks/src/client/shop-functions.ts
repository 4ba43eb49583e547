import type { ProjectFunction } from "@stopgap/compiler/project";

/** Kinds of arguments and results, as applications have them. */
const shapes = [
  {
    args: object({ id: { type: "integer" } }),
    result: {
      anyOf: [object({ id: { type: "integer" }, email: { type: "string" } }), { type: "null" }],
    },
  },
  {
    args: object({ limit: { type: "integer" }, after: { type: "string" }, tags: texts() }, []),
    result: {
      type: "array",
      items: object({ id: { type: "integer", format: "int64" }, tags: texts() }),
    },
  },
  {
    args: object({
      address: object({ street: { type: "string" }, lines: texts() }),
      kind: { enum: ["a", "b"] },
    }),
    result: object({
      total: { type: "number" },
      by: { type: "object", additionalProperties: { type: "number" } },
    }),
  },
  { args: null, result: { type: "boolean" } },
] as const;

/** Functions of a project, 20 in each of its files. */
export function shopFunctions(count: number): readonly ProjectFunction[] {
  return Array.from({ length: count }, (_, number) => {
    const modulePath = `api.area${Math.floor(number / 100)}.file${Math.floor(number / 20)}`;
    const exportName = `function${number}`;
    const { args, result } = shapes[number % shapes.length] ?? shapes[0];
    return {
      path: `${modulePath}.${exportName}`,
      modulePath,
      exportName,
      file: `${modulePath.slice("api.".length).replaceAll(".", "/")}.ts`,
      kind: number % 3 === 0 ? "mutation" : "query",
      roles: null,
      definer: null,
      idempotent: true,
      args: args as ProjectFunction["args"],
      result: result as ProjectFunction["result"],
    };
  });
}

function object<Properties extends object>(
  properties: Properties,
  required: readonly string[] = Object.keys(properties),
) {
  return { type: "object", properties, required, additionalProperties: false } as const;
}

function texts() {
  return { type: "array", items: { type: "string" } } as const;
}
