/** JSON that has been found well-formed, as it was written: with every digit, whatever JavaScript's numbers hold. */
export type JsonText = string;

/** What kind of value JSON text is. */
export type JsonKind = "null" | "boolean" | "number" | "string" | "array" | "object";

const kinds: Readonly<Record<string, JsonKind>> = {
  n: "null",
  t: "boolean",
  f: "boolean",
  '"': "string",
  "[": "array",
  "{": "object",
};

export function jsonKind(value: JsonText): JsonKind {
  return kinds[value[0] ?? ""] ?? "number";
}

/** The members of an object; of those with the same name the last, as `JSON.parse` has it. */
export function jsonMembers(object: JsonText): ReadonlyMap<string, JsonText> {
  const members = new Map<string, JsonText>();
  let at = skipSpace(object, skipSpace(object, 0) + 1);
  while (object[at] !== "}") {
    const keyEnd = endOfString(object, at);
    const start = skipSpace(object, skipSpace(object, keyEnd) + 1);
    const end = endOfValue(object, start);
    members.set(stringAt(object, at, keyEnd), object.slice(start, end));
    at = afterComma(object, end);
  }
  return members;
}

export function jsonElements(array: JsonText): readonly JsonText[] {
  const elements: JsonText[] = [];
  let at = skipSpace(array, skipSpace(array, 0) + 1);
  while (array[at] !== "]") {
    const end = endOfValue(array, at);
    elements.push(array.slice(at, end));
    at = afterComma(array, end);
  }
  return elements;
}

/** The same without white space between its tokens. */
export function compactJson(text: JsonText): JsonText {
  let compact = "";
  let from = 0;
  while (from < text.length) {
    const quote = text.indexOf('"', from);
    const end = quote < 0 ? text.length : quote;
    compact += text.slice(from, end).replace(/\s+/g, "");
    from = quote < 0 ? end : endOfString(text, quote);
    compact += text.slice(end, from);
  }
  return compact;
}

/** Of a string, most of which have nothing to decode. */
function stringAt(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes("\\") ? (JSON.parse(text.slice(start, end)) as string) : raw;
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  if (text[start] === "{" || text[start] === "[") return endOfContainer(text, start);
  let at = start;
  while (at < text.length && !isSpace(text, at) && !",]}".includes(text.charAt(at))) at += 1;
  return at;
}

const marks = /["[\]{}]/g;

function endOfContainer(text: string, start: number): number {
  let depth = 0;
  marks.lastIndex = start;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '"') {
      marks.lastIndex = endOfString(text, mark.index);
      continue;
    }
    depth += mark[0] === "{" || mark[0] === "[" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (text[first - 1] === "\\") first -= 1;
    if ((quote - first) % 2 === 0) return quote + 1;
  }
  return text.length;
}

function afterComma(text: string, end: number): number {
  const at = skipSpace(text, end);
  return text[at] === "," ? skipSpace(text, at + 1) : at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && isSpace(text, at)) at += 1;
  return at;
}

/** Of what JSON has outside of strings, only white space comes as early in Unicode. */
function isSpace(text: string, at: number): boolean {
  return text.charCodeAt(at) <= 0x20;
}
