/** What the library behind `v` reports before it is put into words. */
export interface RawIssue {
  readonly code?: string;
  readonly expected?: string;
  readonly input?: unknown;
  readonly path?: readonly PropertyKey[] | undefined;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  /** Whether the bound itself is allowed; for a union, whether several members may match. */
  readonly inclusive?: boolean;
  readonly exact?: boolean;
  readonly divisor?: number | bigint;
  readonly format?: string;
  readonly pattern?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly includes?: string;
  readonly values?: readonly unknown[];
  /** What a discriminated union's key may be. */
  readonly options?: readonly unknown[];
  readonly discriminator?: string;
  readonly errors?: readonly (readonly { readonly message: string }[])[];
  /** What is wrong with a key. */
  readonly issues?: readonly { readonly message: string }[];
  readonly inst?: { readonly _zod?: { readonly def?: { readonly format?: string } } };
}

/**
 * Puts an issue into words: what was expected, and what kind of value came. Never the value itself, which may be
 * anybody's secret.
 */
export function issueMessage(issue: RawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return isMissing(issue) ? "missing required property" : expected(typeName(issue), issue);
    case "invalid_value":
      return isMissing(issue)
        ? "missing required property"
        : expected(oneOf(issue.values ?? []), issue);
    case "unrecognized_keys":
      return "additional properties are not allowed";
    case "too_small":
      return `expected ${bound(issue, "at least", "more than", issue.minimum)}`;
    case "too_big":
      return `expected ${bound(issue, "at most", "less than", issue.maximum)}`;
    case "not_multiple_of":
      return `expected a multiple of ${String(issue.divisor)}`;
    case "invalid_format":
      return expected(formatName(issue), issue);
    case "invalid_key": {
      const [reason] = issue.issues ?? [];
      return reason ? `key is not valid: ${reason.message}` : "key is not valid";
    }
    case "invalid_union":
      return issue.options === undefined ? unionMessage(issue) : discriminatorMessage(issue);
    default:
      return "value is not valid";
  }
}

function expected(what: string, { input }: RawIssue): string {
  const kind = kindOf(input);
  // Whoever sent it wrote an ordinary number.
  return `expected ${what}, received ${kind === "bigint" ? "an integer past 2^53 (bigint)" : kind}`;
}

function isMissing({ input, path }: RawIssue): boolean {
  return input === undefined && (path?.length ?? 0) > 0;
}

/** An integer's schema reports `number` for what is no number at all. */
function typeName({ expected: name, inst }: RawIssue): string {
  const format = inst?._zod?.def?.format;
  if (format === "safeint") return "int";
  return format === "int32" ? format : (name ?? "another type");
}

/** Literals as code writes them: `"a" | 1`. */
export function oneOf(values: readonly unknown[]): string {
  return values.map(literalName).join(" | ");
}

function literalName(value: unknown): string {
  return typeof value === "string" || (typeof value === "object" && value !== null)
    ? JSON.stringify(value)
    : String(value);
}

function formatName({ format, pattern, prefix, suffix, includes }: RawIssue): string {
  switch (format) {
    case "regex":
      return `a string that matches ${pattern ?? "a pattern"}`;
    case "starts_with":
      return `a string that starts with ${JSON.stringify(prefix)}`;
    case "ends_with":
      return `a string that ends with ${JSON.stringify(suffix)}`;
    case "template_literal":
      return `a string of the form ${pattern ?? "of a template"}`;
    case "includes":
      return `a string that includes ${JSON.stringify(includes)}`;
    default:
      return format ?? "another form";
  }
}

function bound(
  { origin, inclusive, exact }: RawIssue,
  including: string,
  excluding: string,
  limit: number | bigint | undefined,
): string {
  const relation = exact ? "exactly" : inclusive === false ? excluding : including;
  const unit = origin === "string" ? " character" : origin === "array" ? " element" : "";
  const plural = unit === "" || limit === 1 ? "" : "s";
  return `${relation} ${String(limit)}${unit}${plural}`;
}

/** Members that differ by type alone are named; anything deeper is found by looking at all issues. */
function unionMessage(issue: RawIssue): string {
  if (isMissing(issue)) return "missing required property";
  if (issue.inclusive === false && issue.errors?.length === 0) {
    return "value matches more than one member of the union";
  }
  const members = (issue.errors ?? []).map((errors) => errors.map(({ message }) => message));
  const types = members.map(([first, ...more]) =>
    more.length === 0 ? /^expected (.+), received /.exec(first ?? "")?.[1] : undefined,
  );
  return types.length > 0 && types.every((type) => type !== undefined)
    ? expected(types.join(" | "), issue)
    : `value matches no member of the union, received ${kindOf(issue.input)}`;
}

/** The issue is at the key that tells the members apart, its input is the object that has the key. */
function discriminatorMessage({ options = [], discriminator = "", input }: RawIssue): string {
  const value: unknown = Reflect.get(Object(input) as object, discriminator);
  return value === undefined
    ? "missing required property"
    : expected(oneOf(options), { input: value });
}

/** The kind of a value, as JSON names it where it does. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value;
}
