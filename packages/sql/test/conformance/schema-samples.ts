/** A schema, what it takes, and what it refuses, as TypeScript. Where something else comes out: `[given, out]` in `turns`. */
export interface SchemaSample {
  readonly schema: string;
  readonly takes?: string;
  readonly turns?: string;
  readonly refuses?: string;
}

/** One use or more of every builder under `v`. */
export const schemaSamples: Readonly<Record<string, SchemaSample>> = {
  string: { schema: "v.string()", takes: `"", "😀"`, refuses: "1, null, undefined" },
  number: {
    schema: "v.number()",
    takes: "0, -1.5, 1e300",
    refuses: `"1", NaN, Infinity, 2n ** 60n`,
  },
  int: { schema: "v.int()", takes: "0, 9007199254740991", refuses: `1.5, 2 ** 53, "1", 2n ** 60n` },
  int32: { schema: "v.int32()", takes: "-2147483648", refuses: "2147483648, 0.5" },
  uint32: { schema: "v.uint32()", takes: "0, 4294967295", refuses: "-1, 4294967296" },
  float32: { schema: "v.float32()", takes: "0.5", refuses: "1e39" },
  float64: { schema: "v.float64()", takes: "1e300", refuses: `"1"` },
  bigint: {
    schema: "v.bigint()",
    takes: "2n ** 70n",
    turns: "[5, 5n], [-0, 0n]",
    refuses: `0.5, "5", true`,
  },
  int64: {
    schema: "v.int64()",
    takes: "2n ** 63n - 1n",
    turns: "[5, 5n]",
    refuses: "2n ** 63n, 0.5",
  },
  uint64: {
    schema: "v.uint64()",
    takes: "2n ** 64n - 1n",
    turns: "[5, 5n]",
    refuses: "-1, 2n ** 64n",
  },
  boolean: { schema: "v.boolean()", takes: "true, false", refuses: `0, "true"` },
  stringbool: {
    schema: "v.stringbool()",
    turns: `["yes", true], ["OFF", false]`,
    refuses: `"maybe", true`,
  },
  date: { schema: "v.date()", takes: "new Date(5)", refuses: `"2026-01-01", new Date(NaN)` },
  symbol: { schema: "v.symbol()", takes: "Symbol.iterator", refuses: `"a"` },
  null: { schema: "v.null()", takes: "null", refuses: "undefined, 0" },
  undefined: { schema: "v.undefined()", takes: "undefined", refuses: "null" },
  void: { schema: "v.void()", takes: "undefined", refuses: "null" },
  nan: { schema: "v.nan()", takes: "NaN", refuses: "1" },
  any: { schema: "v.any()", takes: "1, null, undefined" },
  unknown: { schema: "v.unknown()", takes: "1, null, undefined" },
  never: { schema: "v.never()", refuses: "undefined, null, 0" },
  json: {
    schema: "v.json()",
    takes: `{ a: [1, "x", null, { b: true }] }`,
    refuses: "undefined, { a: new Date() }",
  },
  literal: {
    schema: `v.literal(["a", 5n, null])`,
    takes: `"a", 5n, null`,
    turns: "[5, 5n]",
    refuses: `"b", 6`,
  },
  enum: { schema: `v.enum(["a", "b"])`, takes: `"a"`, refuses: `"c", 0` },
  nativeEnum: { schema: `v.nativeEnum({ A: "a", B: 2 })`, takes: `"a", 2`, refuses: `"A"` },
  templateLiteral: {
    schema: `v.templateLiteral(["id-", v.int(), "!"])`,
    takes: `"id-5!"`,
    refuses: `"id-x!", "id-5"`,
  },
  custom: {
    schema: `v.custom<string>((value) => typeof value === "string")`,
    takes: `"a"`,
    refuses: "1",
  },
  instanceof: { schema: "v.instanceof(Map)", takes: "new Map()", refuses: "new Set(), {}" },
  coerce: {
    schema: `v.tuple([v.coerce.string(), v.coerce.number(), v.coerce.boolean(), v.coerce.bigint(), v.coerce.date()])`,
    turns: `[[1, "2", "", "3", 4], ["1", 2, false, 3n, new Date(4)]]`,
    refuses: `[1, "x", "", "3", 4], [1, 2, "", "x", 4]`,
  },

  email: { schema: "v.email()", takes: `"ada@example.org"`, refuses: `"ada", "a b@c.d"` },
  guid: { schema: "v.guid()", takes: `"00000000-0000-9000-0000-000000000001"`, refuses: `"1"` },
  uuid: {
    schema: "v.uuid()",
    takes: `"1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b"`,
    refuses: `"1b4e28ba"`,
  },
  uuidv4: {
    schema: "v.uuidv4()",
    takes: `"1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b"`,
    refuses: `"1b4e28ba-2fa1-7d3b-a3f5-ef19b5a7633b"`,
  },
  uuidv6: {
    schema: "v.uuidv6()",
    takes: `"1b4e28ba-2fa1-6d3b-a3f5-ef19b5a7633b"`,
    refuses: `"1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b"`,
  },
  uuidv7: {
    schema: "v.uuidv7()",
    takes: `"1b4e28ba-2fa1-7d3b-a3f5-ef19b5a7633b"`,
    refuses: `"1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b"`,
  },
  url: {
    schema: "v.url()",
    takes: `"https://example.org/a?b#c", "https://münchen.de/ü", "mailto:a@b.c", "http://[::1]:80/"`,
    refuses: `"a b", "", "http://[::1", "https://exa mple.org", "http://1.2.3.4.5.999/", "/a"`,
  },
  urlParts: {
    schema: "v.url({ hostname: /^example\\.org$/, protocol: /^https$/, normalize: true })",
    turns: `["HTTPS://EXAMPLE.org/a/../b ü", "https://example.org/b%20%C3%BC"]`,
    refuses: `"https://example.com", "http://example.org"`,
  },
  httpUrl: {
    schema: "v.httpUrl()",
    takes: `"http://example.org"`,
    refuses: `"ftp://example.org", "http:example.org"`,
  },
  emoji: { schema: "v.emoji()", takes: `"😀"`, refuses: `"a"` },
  nanoid: { schema: "v.nanoid()", takes: `"V1StGXR8_Z5jdHi6B-myT"`, refuses: `"x"` },
  cuid: { schema: "v.cuid()", takes: `"cjld2cjxh0000qzrmn831i7rn"`, refuses: `"x y"` },
  cuid2: { schema: "v.cuid2()", takes: `"tz4a98xxat96iws9zmbrgj3a"`, refuses: `"X Y"` },
  ulid: { schema: "v.ulid()", takes: `"01ARZ3NDEKTSV4RRFFQ69G5FAV"`, refuses: `"x"` },
  xid: { schema: "v.xid()", takes: `"9m4e2mr0ui3e8a215n4g"`, refuses: `"x"` },
  ksuid: { schema: "v.ksuid()", takes: `"0ujtsYcgvSTl8PAuAdqWYSMnLOv"`, refuses: `"x"` },
  ipv4: { schema: "v.ipv4()", takes: `"127.0.0.1"`, refuses: `"256.0.0.1", "::1"` },
  ipv6: {
    schema: "v.ipv6()",
    takes: `"::1", "fe80::1:2"`,
    refuses: `"127.0.0.1", ":::", "1::2::3"`,
  },
  cidrv4: { schema: "v.cidrv4()", takes: `"10.0.0.0/8"`, refuses: `"10.0.0.0/33"` },
  cidrv6: { schema: "v.cidrv6()", takes: `"fe80::/10"`, refuses: `"fe80::/129"` },
  mac: { schema: "v.mac()", takes: `"00:1a:2b:3c:4d:5e"`, refuses: `"00:1a"` },
  base64: { schema: "v.base64()", takes: `"", "aGk=", "aGkh"`, refuses: `"a", "-_==", "aGk"` },
  base64url: { schema: "v.base64url()", takes: `"_-8"`, refuses: `"+/8="` },
  e164: { schema: "v.e164()", takes: `"+4915112345678"`, refuses: `"0151"` },
  creditCard: {
    schema: "v.creditCard()",
    takes: `"4111111111111111"`,
    refuses: `"4111111111111112"`,
  },
  iban: {
    schema: "v.iban()",
    takes: `"DE89370400440532013000"`,
    refuses: `"DE89370400440532013001"`,
  },
  currencyCode: { schema: "v.currencyCode()", takes: `"EUR"`, refuses: `"eu"` },
  jwt: {
    schema: "v.jwt()",
    takes: `"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2ln"`,
    refuses: `"a.b.c", "x"`,
  },
  hostname: { schema: "v.hostname()", takes: `"a.example.org"`, refuses: `"a b"` },
  hex: { schema: "v.hex()", takes: `"00ff"`, refuses: `"xy"` },
  hash: { schema: `v.hash("md5")`, takes: `"d41d8cd98f00b204e9800998ecf8427e"`, refuses: `"d4"` },
  stringFormat: {
    schema: `v.stringFormat("even", (text) => text.length % 2 === 0)`,
    takes: `"ab"`,
    refuses: `"a"`,
  },
  iso: {
    schema:
      "v.tuple([v.iso.date(), v.iso.time(), v.iso.datetime({ offset: true }), v.iso.duration()])",
    takes: `["2024-02-29", "23:59:59", "2026-01-31T23:59:59+01:00", "P1DT12H"]`,
    refuses: `["2023-02-29", "23:59:59", "2026-01-31T23:59:59Z", "P1D"], ["2024-02-29", "24:00", "2026-01-31T23:59:59Z", "P1D"], ["2024-02-29", "23:59", "2026-01-31", "P1D"], ["2024-02-29", "23:59", "2026-01-31T23:59:59Z", "P"]`,
  },

  object: {
    schema: "v.object({ a: v.int() })",
    takes: "{ a: 1 }",
    refuses: "{}, { a: 1, b: 2 }, [], null",
  },
  strictObject: {
    schema: "v.strictObject({ a: v.int() })",
    takes: "{ a: 1 }",
    refuses: "{ a: 1, b: 1 }",
  },
  looseObject: {
    schema: "v.looseObject({ a: v.int() })",
    takes: "{ a: 1, b: [1] }",
    refuses: "{ b: 1 }",
  },
  extend: {
    schema: "v.extend(v.object({ a: v.int() }), { b: v.int() })",
    takes: "{ a: 1, b: 1 }",
    refuses: "{ a: 1 }, { a: 1, b: 1, c: 1 }",
  },
  safeExtend: {
    schema: "v.safeExtend(v.object({ a: v.number() }), { a: v.int() })",
    takes: "{ a: 1 }",
    refuses: "{ a: 0.5 }",
  },
  merge: {
    schema: "v.merge(v.object({ a: v.int() }), v.object({ b: v.int() }))",
    takes: "{ a: 1, b: 1 }",
    refuses: "{ a: 1 }",
  },
  pick: {
    schema: "v.pick(v.object({ a: v.int(), b: v.int() }), { a: true })",
    takes: "{ a: 1 }",
    refuses: "{ a: 1, b: 1 }",
  },
  omit: {
    schema: "v.omit(v.object({ a: v.int(), b: v.int() }), { a: true })",
    takes: "{ b: 1 }",
    refuses: "{ a: 1, b: 1 }",
  },
  partial: {
    schema: "v.partial(v.object({ a: v.int(), b: v.int() }), { a: true })",
    takes: "{ b: 1 }",
    refuses: "{ a: 1 }",
  },
  exactPartial: {
    schema: "v.exactPartial(v.object({ a: v.int() }))",
    takes: "{}, { a: 1 }",
    refuses: "{ a: undefined }",
  },
  required: {
    schema: "v.required(v.partial(v.object({ a: v.int() })))",
    takes: "{ a: 1 }",
    refuses: "{}",
  },
  keyof: {
    schema: "v.keyof(v.object({ a: v.int(), b: v.int() }))",
    takes: `"a", "b"`,
    refuses: `"c"`,
  },
  catchall: {
    schema: "v.catchall(v.object({ a: v.int() }), v.string())",
    takes: `{ a: 1, b: "x" }`,
    refuses: "{ a: 1, b: 1 }",
  },
  array: { schema: "v.array(v.int())", takes: "[], [1, 2]", refuses: `["1"], {}` },
  tuple: {
    schema: "v.tuple([v.int()], v.string())",
    takes: `[1], [1, "a", "b"]`,
    refuses: "[], [1, 2]",
  },
  record: {
    schema: "v.record(v.string(), v.int())",
    takes: "{}, { a: 1 }",
    refuses: `{ a: "1" }, []`,
  },
  partialRecord: {
    schema: `v.partialRecord(v.enum(["a", "b"]), v.int())`,
    takes: "{}, { a: 1 }",
    refuses: "{ c: 1 }",
  },
  looseRecord: {
    schema: "v.looseRecord(v.string().check(v.regex(/^a/)), v.int())",
    takes: `{ a: 1, b: "x" }`,
    refuses: `{ a: "x" }`,
  },
  map: {
    schema: "v.map(v.string(), v.int())",
    takes: `new Map([["a", 1]])`,
    refuses: `new Map([["a", "b"]]), {}`,
  },
  set: { schema: "v.set(v.int())", takes: "new Set([1])", refuses: `new Set(["a"]), []` },

  union: { schema: "v.union([v.int(), v.string()])", takes: `1, ""`, refuses: "true" },
  xor: {
    schema: "v.xor([v.int(), v.number().check(v.gt(5))])",
    takes: "1, 5.5",
    refuses: "6, 0.5",
  },
  discriminatedUnion: {
    schema: `v.discriminatedUnion("k", [v.object({ k: v.literal("a"), x: v.int() }), v.object({ k: v.literal("b") })])`,
    takes: `{ k: "a", x: 1 }, { k: "b" }`,
    refuses: `{ k: "a" }, { k: "c" }, {}`,
  },
  getDiscriminatedOption: {
    schema: `v.getDiscriminatedOption(v.discriminatedUnion("k", [v.object({ k: v.literal("a") }), v.object({ k: v.literal("b") })]), "b")`,
    takes: `{ k: "b" }`,
    refuses: `{ k: "a" }`,
  },
  intersection: {
    schema: "v.intersection(v.object({ a: v.int() }), v.object({ b: v.int() }))",
    takes: "{ a: 1, b: 1 }",
    refuses: "{ a: 1 }",
  },
  optional: {
    schema: "v.object({ a: v.optional(v.int()) })",
    takes: "{}, { a: 1 }",
    refuses: "{ a: null }",
  },
  exactOptional: {
    schema: "v.object({ a: v.exactOptional(v.int()) })",
    takes: "{}, { a: 1 }",
    refuses: "{ a: undefined }",
  },
  nonoptional: { schema: "v.nonoptional(v.optional(v.int()))", takes: "1", refuses: "undefined" },
  nullable: { schema: "v.nullable(v.int())", takes: "1, null", refuses: "undefined" },
  nullish: { schema: "v.nullish(v.int())", takes: "1, null, undefined", refuses: `""` },
  _default: {
    schema: "v._default(v.int(), 7)",
    takes: "1",
    turns: "[undefined, 7]",
    refuses: "null",
  },
  prefault: {
    schema: "v.prefault(v.string().check(v.trim()), ' a ')",
    turns: `[undefined, "a"]`,
    refuses: "null",
  },
  catch: { schema: "v.catch(v.int(), 7)", turns: `["x", 7], [1, 1]` },
  success: { schema: "v.success(v.int())", turns: "[1, true]", refuses: `"x"` },
  readonly: { schema: "v.readonly(v.array(v.int()))", takes: "[1]", refuses: `["a"]` },
  lazy: { schema: "v.array(v.lazy(() => v.int()))", takes: "[1]", refuses: `["a"]` },
  pipe: {
    schema: "v.pipe(v.string(), v.transform((text) => text.length))",
    turns: `["abc", 3]`,
    refuses: "1",
  },
  transform: {
    schema: "v.transform((value: unknown) => typeof value)",
    turns: `["abc", "string"]`,
  },
  codec: {
    schema:
      "v.codec(v.string(), v.number(), { decode: (text) => Number(text), encode: (value) => String(value) })",
    turns: `["5", 5]`,
    refuses: `5, "x"`,
  },
  invertCodec: {
    schema:
      "v.invertCodec(v.codec(v.string(), v.number(), { decode: (text) => Number(text), encode: (value) => String(value) }))",
    turns: `[5, "5"]`,
    refuses: `"5"`,
  },
  input: {
    schema: "v.input(v.codec(v.string(), v.number(), { decode: Number, encode: String }))",
    takes: `"a"`,
    refuses: "1",
  },
  output: {
    schema: "v.output(v.codec(v.string(), v.number(), { decode: Number, encode: String }))",
    takes: "1",
    refuses: `"a"`,
  },
  deepPartial: {
    schema: "v.deepPartial(v.object({ a: v.object({ b: v.int() }) }))",
    takes: "{}, { a: {} }",
    refuses: `{ a: { b: "x" } }`,
  },

  refine: {
    schema: "v.int().check(v.refine((value) => value % 2 === 0))",
    takes: "2",
    refuses: "1",
  },
  superRefine: {
    schema: `v.int().check(v.superRefine((value, context) => { if (value === 1) context.addIssue("no 1"); }))`,
    takes: "2",
    refuses: "1",
  },
  check: {
    schema: `v.int().check(v.check<number>(({ value, issues }) => { if (value === 1) issues.push({ code: "custom", input: value }); }))`,
    takes: "2",
    refuses: "1",
  },
  gt: { schema: "v.number().check(v.gt(1))", takes: "2", refuses: "1" },
  gte: { schema: "v.number().check(v.gte(1))", takes: "1", refuses: "0" },
  lt: { schema: "v.number().check(v.lt(1))", takes: "0", refuses: "1" },
  lte: { schema: "v.number().check(v.lte(1))", takes: "1", refuses: "2" },
  minimum: {
    schema: "v.date().check(v.minimum(new Date(5)))",
    takes: "new Date(5)",
    refuses: "new Date(4)",
  },
  maximum: {
    schema: "v.bigint().check(v.maximum(5n))",
    takes: "5n",
    turns: "[4, 4n]",
    refuses: "6, 6n",
  },
  positive: { schema: "v.number().check(v.positive())", takes: "1", refuses: "0" },
  nonnegative: { schema: "v.number().check(v.nonnegative())", takes: "0", refuses: "-1" },
  negative: { schema: "v.number().check(v.negative())", takes: "-1", refuses: "0" },
  nonpositive: { schema: "v.number().check(v.nonpositive())", takes: "0", refuses: "1" },
  multipleOf: { schema: "v.number().check(v.multipleOf(0.1))", takes: "0.3", refuses: "0.35" },
  length: { schema: "v.string().check(v.length(2))", takes: `"ab"`, refuses: `"a"` },
  minLength: { schema: "v.array(v.int()).check(v.minLength(1))", takes: "[1]", refuses: "[]" },
  maxLength: { schema: "v.string().check(v.maxLength(1))", takes: `"a"`, refuses: `"ab"` },
  size: { schema: "v.set(v.int()).check(v.size(1))", takes: "new Set([1])", refuses: "new Set()" },
  minSize: {
    schema: "v.set(v.int()).check(v.minSize(1))",
    takes: "new Set([1])",
    refuses: "new Set()",
  },
  maxSize: {
    schema: "v.map(v.int(), v.int()).check(v.maxSize(0))",
    takes: "new Map()",
    refuses: "new Map([[1, 1]])",
  },
  regex: { schema: "v.string().check(v.regex(/^a+$/))", takes: `"aa"`, refuses: `"ab"` },
  startsWith: { schema: `v.string().check(v.startsWith("a"))`, takes: `"ab"`, refuses: `"b"` },
  endsWith: { schema: `v.string().check(v.endsWith("b"))`, takes: `"ab"`, refuses: `"a"` },
  includes: { schema: `v.string().check(v.includes("b"))`, takes: `"abc"`, refuses: `"a"` },
  lowercase: { schema: "v.string().check(v.lowercase())", takes: `"a"`, refuses: `"A"` },
  uppercase: { schema: "v.string().check(v.uppercase())", takes: `"A"`, refuses: `"a"` },
  property: {
    schema: `v.array(v.int()).check(v.property("length", v.literal(1)))`,
    takes: "[1]",
    refuses: "[]",
  },
  properties: {
    schema: "v.array(v.int()).check(v.properties({ length: v.literal(1) }))",
    takes: "[1]",
    refuses: "[]",
  },
  overwrite: {
    schema: "v.string().check(v.overwrite((text) => text + '!'))",
    turns: `["a", "a!"]`,
  },
  trim: { schema: "v.string().check(v.trim())", turns: `[" a ", "a"]` },
  toLowerCase: { schema: "v.string().check(v.toLowerCase())", turns: `["A", "a"]` },
  toUpperCase: { schema: "v.string().check(v.toUpperCase())", turns: `["a", "A"]` },
  normalize: { schema: "v.string().check(v.normalize())", turns: `["e\\u0301", "\\u00e9"]` },
  describe: { schema: `v.string().check(v.describe("a name"))`, takes: `"a"`, refuses: "1" },
  meta: { schema: `v.string().check(v.meta({ title: "name" }))`, takes: `"a"`, refuses: "1" },
  clone: { schema: "v.clone(v.int())", takes: "1", refuses: `"a"` },
  toZod: { schema: "v.toZod<number>()(v.int())", takes: "1", refuses: `"a"` },
  compile: {
    schema: "v.compile(v.object({ a: v.int() }))",
    takes: "{ a: 1 }",
    refuses: "{ a: 1, b: 1 }",
  },
  withParser: {
    schema: "v.withParser(v.int(), (value) => (value === 1 ? 2 : v.INVALID))",
    turns: "[1, 2], [3, 3]",
    refuses: `"a"`,
  },
};

/** Everything else under `v`: TypeScript, and what it comes to. */
export const expressionSamples: Readonly<
  Record<string, readonly [expression: string, value: string]>
> = {
  parse: [`v.parse(v.int(), 1)`, "1"],
  safeParse: [`v.safeParse(v.int(), "a").success`, "false"],
  validate: [`v.validate(v.int(), "a")`, "false"],
  encode: [
    `v.encode(v.codec(v.string(), v.number(), { decode: Number, encode: String }), 5)`,
    `"5"`,
  ],
  decode: [
    `v.decode(v.codec(v.string(), v.number(), { decode: Number, encode: String }), "5")`,
    "5",
  ],
  safeEncode: [`v.safeEncode(v.stringbool(), true)`, `{ success: true, data: "true" }`],
  safeDecode: [`v.safeDecode(v.stringbool(), "on")`, "{ success: true, data: true }"],
  parseAsync: [
    `await v.parseAsync(v.pipe(v.string(), v.transform(async (text) => { await null; return text.length; })), "abc")`,
    "3",
  ],
  safeParseAsync: [
    `(await v.safeParseAsync(v.string().check(v.refine(async () => false)), "a")).success`,
    "false",
  ],
  validateAsync: [`await v.validateAsync(v.int(), 1)`, "true"],
  encodeAsync: [`await v.encodeAsync(v.stringbool(), true)`, `"true"`],
  decodeAsync: [`await v.decodeAsync(v.stringbool(), "on")`, "true"],
  safeEncodeAsync: [
    `await v.safeEncodeAsync(v.stringbool(), true)`,
    `{ success: true, data: "true" }`,
  ],
  safeDecodeAsync: [
    `await v.safeDecodeAsync(v.stringbool(), "on")`,
    "{ success: true, data: true }",
  ],
  promise: [`await v.parseAsync(v.promise(v.int()), Promise.resolve(1))`, "1"],
  function: [
    `v.function({ input: [v.int()], output: v.string() }).implement((n) => String(n))(5)`,
    `"5"`,
  ],
  _function: [`v._function().implement(() => 5)()`, "5"],
  treeifyError: [
    `v.treeifyError(errorOf(v.object({ a: v.array(v.int()) }), { a: ["x"] })).properties?.a?.items?.[0]?.errors.length`,
    "1",
  ],
  formatError: [`v.formatError(errorOf(v.object({ a: v.int() }), {})).a?._errors.length`, "1"],
  flattenError: [
    `v.flattenError(errorOf(v.object({ a: v.int() }), {}), () => 5)`,
    "{ formErrors: [], fieldErrors: { a: [5] } }",
  ],
  prettifyError: [
    `v.prettifyError(errorOf(v.object({ a: v.int({ error: "an integer, please" }) }), { a: "x" }))`,
    `"✖ an integer, please\\n  → at a"`,
  ],
  registry: [
    `(() => { const registry = v.registry<{ rank: number }>(); const schema = v.int().register(registry, { rank: 1 }); return registry.get(schema); })()`,
    "{ rank: 1 }",
  ],
  globalRegistry: [
    `v.globalRegistry.get(v.int().check(v.describe("a number")))?.description`,
    `"a number"`,
  ],
  toJSONSchema: [
    `v.toJSONSchema(v.object({ a: v.array(v.int()).check(v.describe("some")), b: v.optional(v.email()) })).properties`,
    `{ a: { type: "array", items: { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 }, description: "some" }, b: { type: "string", format: "email", pattern: v.regexes.email.source } }`,
  ],
  regexes: [
    `v.regexes.uuid(4).test("1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b") && !v.regexes.email.test("x")`,
    "true",
  ],
  locales: [
    `v.int().safeParse("x", { error: v.locales.de().localeError }).error?.issues[0]?.message.slice(0, 17)`,
    `"Ungültige Eingabe"`,
  ],
  TimePrecision: ["v.TimePrecision.Millisecond", "3"],
  NEVER: ["typeof v.NEVER", `"object"`],
  INVALID: ["typeof v.INVALID", `"symbol"`],
  $brand: ["typeof v.$brand", `"symbol"`],
  $input: ["typeof v.$input", `"symbol"`],
  $output: ["typeof v.$output", `"symbol"`],
  ZodCompileAsyncError: ["new v.ZodCompileAsyncError() instanceof Error", "true"],
  ZodCompileUnsupportedError: [`new v.ZodCompileUnsupportedError("x") instanceof Error`, "true"],
  classes: [
    "[v.int() instanceof v.ZodMiniNumber, v.map(v.int(), v.int()) instanceof v.ZodMiniMap, v.object({}) instanceof v.ZodMiniType, v.int() instanceof v.ZodMiniString]",
    "[true, true, true, false]",
  ],
};
