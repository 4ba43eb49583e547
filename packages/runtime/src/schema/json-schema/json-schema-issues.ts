import { pathOf } from "../path.js";
import type { ArgsIssue } from "../args-error.js";
import { kindOf, oneOf } from "../issue-message.js";

/** What the library reports. Its messages contain values, so that they are not used. */
export interface LibraryError {
  readonly code: unknown;
  readonly data: Readonly<Record<string, unknown>> & { readonly pointer: string };
}

/** A library's error as issues, with paths as all issues have them. */
export function issuesAt({ code, data }: LibraryError, root: unknown, name: string): ArgsIssue[] {
  const segments = segmentsOf(data.pointer, root);
  const at = valueAt(root, segments);
  const issue = (message: string, more: readonly PropertyKey[] = []): ArgsIssue[] => [
    { path: name + pathOf([...segments, ...more]), message },
  ];
  const text = (key: string): string => String(data[key]);
  switch (code) {
    case "required-property-error":
      return issue("missing required property", [text("key")]);
    case "missing-dependency-error":
      return issue("missing required property", [text("missingProperty")]);
    case "no-additional-properties-error":
    case "unevaluated-property-error":
    case "forbidden-property-error":
      return issue("additional properties are not allowed");
    case "additional-items-error":
    case "unevaluated-items-error":
      return issue("additional elements are not allowed");
    case "invalid-property-name-error":
      return issue("key is not valid", [text("property")]);
    default:
      return issue(messageOf(String(code), data, at));
  }
}

function messageOf(code: string, data: LibraryError["data"], at: unknown): string {
  const text = (key: string): string => String(data[key]);
  const expected = (what: string): string => `expected ${what}, received ${kindOf(at)}`;
  switch (code) {
    case "type-error":
      return expected([data["expected"]].flat().join(" | "));
    case "enum-error":
      return expected(oneOf([data["values"]].flat()));
    case "const-error":
      return expected(oneOf([data["expected"]]));
    case "minimum-error":
      return `expected at least ${text("minimum")}`;
    case "exclusive-minimum-error":
      return `expected more than ${text("minimum")}`;
    case "maximum-error":
      return `expected at most ${text("maximum")}`;
    case "exclusive-maximum-error":
      return `expected less than ${text("maximum")}`;
    case "multiple-of-error":
      return `expected a multiple of ${text("multipleOf")}`;
    case "min-length-error":
      return `expected at least ${count(data["minLength"], "character")}`;
    case "min-length-one-error":
      return "expected at least 1 character";
    case "max-length-error":
      return `expected at most ${count(data["maxLength"], "character")}`;
    case "min-items-error":
      return `expected at least ${count(data["minItems"], "element")}`;
    case "min-items-one-error":
      return "expected at least 1 element";
    case "max-items-error":
      return `expected at most ${count(data["maximum"] ?? data["maxItems"], "element")}`;
    case "min-properties-error":
      return `expected at least ${count(data["minProperties"], "key")}`;
    case "max-properties-error":
      return `expected at most ${count(data["maxProperties"], "key")}`;
    case "unique-items-error":
      return "expected an element that is there once";
    case "contains-error":
    case "contains-any-error":
    case "contains-min-error":
      return "expected more elements of the kind that it must contain";
    case "contains-max-error":
      return "expected fewer elements of the kind that it must contain";
    case "pattern-error":
      return expected(`a string that matches /${text("pattern")}/`);
    case "any-of-error":
    case "one-of-error":
      return `value matches no member of ${code === "any-of-error" ? "anyOf" : "oneOf"}, received ${kindOf(at)}`;
    case "multiple-one-of-error":
      return "value matches more than one member of oneOf";
    case "not-error":
      return `value matches what it must not, received ${kindOf(at)}`;
    case "invalid-data-error":
      return "no value is allowed here";
    case "ref-error":
      return `the schema refers to ${text("ref")}, which is not there`;
    default: {
      const format = /^format-(.+)-error$/.exec(code)?.[1];
      return format === undefined ? "value is not valid" : expected(format);
    }
  }
}

function count(number: unknown, unit: string): string {
  return `${String(number)} ${unit}${number === 1 ? "" : "s"}`;
}

/** A JSON pointer says `0` for a key and for an index: the value tells which. */
function segmentsOf(pointer: string, root: unknown): PropertyKey[] {
  const segments: PropertyKey[] = [];
  let value = root;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    segments.push(Array.isArray(value) ? Number(name) : name);
    value = valueAt(value, [name]);
  }
  return segments;
}

function valueAt(root: unknown, segments: readonly PropertyKey[]): unknown {
  let value = root;
  for (const segment of segments) {
    const isObject = typeof value === "object" && value !== null;
    value =
      isObject && Object.hasOwn(value as object, segment)
        ? Reflect.get(value as object, segment)
        : undefined;
  }
  return value;
}
