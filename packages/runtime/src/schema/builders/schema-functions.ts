import type { OutputOf, SomeSchema } from "../schema.js";
import type { ErrorMap } from "./params.js";
import type { Symbols } from "./symbols.js";

type Probe<T> = <V>() => V extends T ? 1 : 2;
type ErrorClass = new (message?: string) => Error;
type LocaleName =
  | "ar"
  | "az"
  | "be"
  | "bg"
  | "bn"
  | "ca"
  | "ckb"
  | "cs"
  | "da"
  | "de"
  | "el"
  | "en"
  | "eo"
  | "es"
  | "fa"
  | "fi"
  | "fr"
  | "frCA"
  | "gu"
  | "he"
  | "hi"
  | "hr"
  | "hu"
  | "hy"
  | "id"
  | "is"
  | "it"
  | "ja"
  | "ka"
  | "kh"
  | "km"
  | "kn"
  | "ko"
  | "lt"
  | "mk"
  | "ms"
  | "ne"
  | "nl"
  | "nn"
  | "no"
  | "ota"
  | "pl"
  | "ps"
  | "pt"
  | "ptBR"
  | "ro"
  | "ru"
  | "sk"
  | "sl"
  | "sv"
  | "ta"
  | "tg"
  | "th"
  | "tk"
  | "tr"
  | "ua"
  | "uk"
  | "ur"
  | "uz"
  | "vi"
  | "yo"
  | "zhCN"
  | "zhTW";
type PatternName =
  | "anyString"
  | "base64"
  | "base64url"
  | "bigint"
  | "boolean"
  | "browserEmail"
  | "cidrv4"
  | "cidrv6"
  | "creditCard"
  | "cuid"
  | "cuid2"
  | "currencyCode"
  | "date"
  | "domain"
  | "duration"
  | "e164"
  | "email"
  | "extendedDuration"
  | "guid"
  | "hex"
  | "hostname"
  | "html5Email"
  | "httpProtocol"
  | "iban"
  | "idnEmail"
  | "integer"
  | "ipv4"
  | "ipv6"
  | "ksuid"
  | "lowercase"
  | "nanoid"
  | "null"
  | "number"
  | "rfc5322Email"
  | "ulid"
  | "undefined"
  | "unicodeEmail"
  | "uppercase"
  | "uuid4"
  | "uuid6"
  | "uuid7"
  | "xid"
  | `${"md5" | "sha1" | "sha256" | "sha384" | "sha512"}_${"hex" | "base64" | "base64url"}`;
interface TimeForm {
  readonly precision?: number | null;
}

/** The patterns behind the builders of strings of a form. */
export type Patterns = Readonly<Record<PatternName, RegExp>> & {
  datetime(form: TimeForm & { readonly offset?: boolean; readonly local?: boolean }): RegExp;
  emoji(): RegExp;
  mac(delimiter?: string): RegExp;
  nanoidOfLength(length: number): RegExp;
  string(length?: { readonly minimum?: number; readonly maximum?: number }): RegExp;
  time(form: TimeForm): RegExp;
  uuid(version?: number): RegExp;
};

/** Functions on schemas, and what is not a schema under `v`. */
export interface SchemaFunctions {
  /** The same schema as another object. */
  clone<S extends SomeSchema>(schema: S): S;
  /** Refuses in the type check a schema whose output is not exactly the type: `v.toZod<User>()(schema)`. */
  toZod<T>(): <S extends SomeSchema>(
    schema: Probe<OutputOf<S>> extends Probe<T>
      ? S
      : { readonly "types do not match": { expected: T; received: OutputOf<S> } },
  ) => S;
  /** The schema itself: code in the database cannot be made from text. */
  compile<S extends SomeSchema>(schema: S, options?: { readonly strict?: boolean }): S;
  /** The same schema with a faster parser before it, which must agree with it. */
  withParser<S extends SomeSchema>(
    schema: S,
    parse: (value: unknown) => OutputOf<S> | Symbols["INVALID"],
  ): S;
  readonly ZodCompileAsyncError: ErrorClass;
  readonly ZodCompileUnsupportedError: ErrorClass;
  readonly regexes: Patterns;
  /** Words for issues in many languages: `schema.safeParse(value, { error: v.locales.de().localeError })`. */
  readonly locales: Readonly<Record<LocaleName, () => { readonly localeError: ErrorMap }>>;
}
