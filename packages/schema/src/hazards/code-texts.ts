import { parse, type Node } from "acorn";

/** What a piece of JavaScript says in words. */
export interface CodeTexts {
  /** Its string literals and templates, with `$1` where a template has a value. */
  readonly strings: readonly string[];
  /** The names of properties that it reads or writes. */
  readonly properties: ReadonlySet<string>;
}

type Tree = Node & Readonly<Record<string, unknown>>;

/** Takes the texts out of compiled JavaScript. Of code that cannot be read, all of it is one text. */
export function codeTexts(code: string): CodeTexts {
  const tree = read(code, "module") ?? read(code, "script");
  if (!tree) return { strings: [code], properties: new Set() };
  const strings: string[] = [];
  const properties = new Set<string>();
  const rest: unknown[] = [tree];
  for (let value = rest.pop(); value !== undefined; value = rest.pop()) {
    if (typeof value !== "object" || value === null) continue;
    if (isTree(value)) {
      if (value.type === "Literal" && typeof value["value"] === "string")
        strings.push(value["value"]);
      if (value.type === "TemplateLiteral") strings.push(templateText(value));
      const name = propertyName(value);
      if (name !== undefined) properties.add(name);
    }
    rest.push(...(Object.values(value) as readonly unknown[]));
  }
  return { strings, properties };
}

function read(code: string, sourceType: "module" | "script"): Node | undefined {
  try {
    return parse(code, {
      ecmaVersion: "latest",
      sourceType,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
    });
  } catch {
    return undefined;
  }
}

function isTree(value: object): value is Tree {
  return "type" in value && typeof value.type === "string";
}

function templateText(template: Tree): string {
  const quasis = (template["quasis"] ?? []) as readonly {
    readonly value: { readonly cooked?: string | null };
  }[];
  return quasis.map(({ value }) => value.cooked ?? "").join("$1");
}

/** The name of a property where it is written out: `row.note`, `{ note }`. */
function propertyName(tree: Tree): string | undefined {
  if (tree["computed"] === true) return undefined;
  const key =
    tree.type === "MemberExpression"
      ? tree["property"]
      : tree.type === "Property"
        ? tree["key"]
        : undefined;
  const { name } = (key ?? {}) as { readonly name?: unknown };
  return typeof name === "string" ? name : undefined;
}
