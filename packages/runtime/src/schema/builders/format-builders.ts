import type { Schema } from "../schema.js";
import type { CheckParams } from "./params.js";
import type { SchemaClass } from "./schema-classes.js";

/** A string of a form, with nothing to set but the message. */
type Format = (params?: CheckParams) => Schema<string>;
/** A string of a form that can be replaced. */
type PatternFormat = (params?: CheckParams<{ readonly pattern?: RegExp }>) => Schema<string>;
interface Precision {
  /** Digits of a second; -1 for no seconds, null for any. */
  readonly precision?: number | null;
}

/** Builders of schemas for strings of a form. */
export interface FormatBuilders {
  readonly email: PatternFormat;
  /** Any identifier of the form 8-4-4-4-12. */
  readonly guid: Format;
  uuid(
    params?: CheckParams<{
      readonly version?: "v1" | "v2" | "v3" | "v4" | "v5" | "v6" | "v7" | "v8";
    }>,
  ): Schema<string>;
  readonly uuidv4: Format;
  readonly uuidv6: Format;
  readonly uuidv7: Format;
  url(
    params?: CheckParams<{
      readonly hostname?: RegExp;
      readonly protocol?: RegExp;
      readonly normalize?: boolean;
    }>,
  ): Schema<string>;
  /** A URL of http or https with a host name. */
  httpUrl(params?: CheckParams<{ readonly normalize?: boolean }>): Schema<string>;
  readonly emoji: PatternFormat;
  nanoid(params?: CheckParams<{ readonly length?: number }>): Schema<string>;
  readonly cuid: PatternFormat;
  readonly cuid2: PatternFormat;
  readonly ulid: PatternFormat;
  readonly xid: PatternFormat;
  readonly ksuid: PatternFormat;
  readonly ipv4: Format;
  readonly ipv6: Format;
  readonly cidrv4: Format;
  readonly cidrv6: Format;
  mac(params?: CheckParams<{ readonly delimiter?: string }>): Schema<string>;
  readonly base64: Format;
  readonly base64url: Format;
  /** A telephone number: `+4915112345678`. */
  readonly e164: PatternFormat;
  readonly creditCard: Format;
  readonly iban: Format;
  /** The three letters of ISO 4217. */
  readonly currencyCode: Format;
  /** A JSON Web Token by its form; its signature is not checked. */
  jwt(params?: CheckParams<{ readonly alg?: string }>): Schema<string>;
  readonly hostname: Format;
  readonly hex: Format;
  hash(
    algorithm: "md5" | "sha1" | "sha256" | "sha384" | "sha512",
    params?: CheckParams<{ readonly enc?: "hex" | "base64" | "base64url" }>,
  ): Schema<string>;
  /** A form of your own. */
  stringFormat(
    name: string,
    isValid: RegExp | ((text: string) => unknown),
    params?: CheckParams,
  ): Schema<string>;
  readonly iso: IsoBuilders;
}

/** Builders of schemas for dates and times as text, after ISO 8601. */
export interface IsoBuilders {
  /** `2026-01-31`. */
  readonly date: Format;
  /** `23:59:59`, with fractions of a second if there are any. */
  time(params?: CheckParams<Precision>): Schema<string>;
  /** `2026-01-31T23:59:59Z`; with `{ offset: true }` also other offsets, with `{ local: true }` none. */
  datetime(
    params?: CheckParams<Precision & { readonly offset?: boolean; readonly local?: boolean }>,
  ): Schema<string>;
  /** `P1DT12H`. */
  readonly duration: Format;
  readonly ZodMiniISODate: SchemaClass;
  readonly ZodMiniISOTime: SchemaClass;
  readonly ZodMiniISODateTime: SchemaClass;
  readonly ZodMiniISODuration: SchemaClass;
}
