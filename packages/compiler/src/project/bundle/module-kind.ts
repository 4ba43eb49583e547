import { extname } from "node:path";

/** How a module of a project is written. */
export type ModuleKind = "ts" | "js" | "json";

const kinds: Readonly<Record<string, ModuleKind>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".js": "js",
  ".mjs": "js",
  ".json": "json",
};

/** The kind of a file; undefined for what is no module that could run. */
export function moduleKind(file: string): ModuleKind | undefined {
  return kinds[extname(file)];
}

/** A JSON file as a module: the whole as its default export, its members by their names. */
export function jsonModule(text: string): string {
  const value: unknown = JSON.parse(text);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const names = isObject ? Object.keys(value).filter((name) => isBindingName(name)) : [];
  return [
    `const json = JSON.parse(${JSON.stringify(JSON.stringify(value))});`,
    "export default json;",
    ...names.map((name, index) => `const m${String(index)} = json.${name};`),
    names.length > 0
      ? `export { ${names.map((name, index) => `m${String(index)} as ${name}`).join(", ")} };`
      : "",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function isBindingName(name: string): boolean {
  return (
    name !== "default" &&
    name !== "__proto__" &&
    /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
  );
}
