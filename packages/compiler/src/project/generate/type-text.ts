/** How many characters a line of generated code may have. */
const width = 100;

/** A member of an object type. */
export interface MemberText {
  readonly name: string;
  readonly isOptional: boolean;
  readonly isReadonly?: boolean;
  readonly type: TypeText;
  readonly doc?: string | undefined;
}

/** A TypeScript type as text, given how far it is indented and how much stands before it in its line. */
export type TypeText = (indent: number, column: number) => string;

/** Text that has no line breaks to be made. */
export function textOf(text: string): TypeText {
  return () => text;
}

/** An object type, in one line where it fits. */
export function objectText(members: readonly MemberText[], index?: TypeText): TypeText {
  return (indent, column) => {
    const all = [...members.map(memberText), ...(index ? [indexText(index)] : [])];
    if (all.length === 0) return "Record<string, never>";
    const flat = `{ ${all.map((text) => text(indent, 0)).join("; ")} }`;
    if (!flat.includes("\n") && column + flat.length <= width) return flat;
    const lines = all.map((text) => `${spaces(indent + 2)}${text(indent + 2, indent + 2)};\n`);
    return `{\n${lines.join("")}${spaces(indent)}}`;
  };
}

/** Types of which a value has one, in one line where they fit. */
export function unionText(types: readonly TypeText[]): TypeText {
  return (indent, column) => {
    const distinct = [...new Set(types.map((type) => type(indent, column)))];
    const flat = distinct.join(" | ");
    if (distinct.length === 1) return flat;
    if (!flat.includes("\n") && column + flat.length <= width) return flat;
    return types
      .map((type) => type(indent + 4, indent + 4))
      .filter((text, at, all) => all.indexOf(text) === at)
      .map((text) => `\n${spaces(indent + 2)}| ${text}`)
      .join("");
  };
}

/** A type that stands where others may follow: `(a | b)[]`. */
export function enclosed(type: TypeText): TypeText {
  return (indent, column) => {
    const text = type(indent, column + 1);
    return /[|&]/.test(text.replace(/\{[^]*\}|"[^"]*"|<[^]*>/g, "")) || text.startsWith("readonly ")
      ? `(${text})`
      : text;
  };
}

/** A name of a member as it is written in a type. */
export function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function memberText({ name, isOptional, isReadonly = false, type, doc }: MemberText): TypeText {
  const head = `${isReadonly ? "readonly " : ""}${memberName(name)}${isOptional ? "?" : ""}: `;
  return (indent, column) => `${docText(doc, indent)}${head}${type(indent, column + head.length)}`;
}

function indexText(type: TypeText): TypeText {
  const head = "[key: string]: ";
  return (indent, column) => head + type(indent, column + head.length);
}

function docText(doc: string | undefined, indent: number): string {
  if (doc === undefined || doc === "") return "";
  const lines = doc.replaceAll("*/", "*\\/").split("\n");
  const [only] = lines;
  if (lines.length === 1) return `/** ${String(only)} */\n${spaces(indent)}`;
  const body = lines.map((line) => `${spaces(indent)} * ${line}`.trimEnd());
  return `/**\n${body.join("\n")}\n${spaces(indent)} */\n${spaces(indent)}`;
}

function spaces(count: number): string {
  return " ".repeat(count);
}
