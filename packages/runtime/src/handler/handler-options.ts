import type { ArgsSchema } from "../schema/parse-args.js";
import type { StandardSchema } from "../schema/standard-schema.js";

/** Whether a function reads, or also writes; the internal ones can be called only from handlers. */
export type HandlerKind = "query" | "mutation" | "internalQuery" | "internalMutation";

/** With whose rights a live function runs. */
export interface HandlerSecurity {
  /** The role that owns it and whose rights it has, whoever calls it. */
  readonly definer: string;
}

/**
 * What may be given instead of a schema. A deployment reads roles, security and idempotence off the types, without running
 * the code: so they must be written out.
 */
export interface HandlerOptions<
  S extends ArgsSchema = StandardSchema,
  Roles extends readonly string[] | null = readonly string[] | null,
  Security extends HandlerSecurity | null = HandlerSecurity | null,
  Idempotent extends boolean | null = boolean | null,
> {
  /** What the arguments must be. Default: anything. */
  readonly args?: S;
  /** The only roles that may call the live function. Default: the role of the app. */
  readonly roles?: Roles;
  /** With whose rights the live function runs. Default: its caller's. */
  readonly security?: Security;
  /** Whether calling a mutation again does no harm, so that clients may. Default: no; queries always are. */
  readonly idempotent?: Idempotent;
  /** Never there: what has it is a schema. */
  readonly "~standard"?: never;
}

/** Options as they were given, whatever is missing as null. */
interface GivenOptions {
  readonly args: unknown;
  readonly roles: readonly string[] | null;
  readonly security: HandlerSecurity | null;
  readonly idempotent: boolean | null;
}

const optionNames: readonly string[] = ["args", "roles", "security", "idempotent"];

/**
 * Whether a value is an options object: it has one of the options, and is no validator. A JSON Schema has none of these
 * keywords. An object without any key is either, and means the same as both.
 */
export function isHandlerOptions(value: unknown): value is object {
  if (typeof value !== "object" || value === null || "~standard" in value) return false;
  const keys = Object.keys(value);
  return keys.length === 0 || keys.some((key) => optionNames.includes(key));
}

/**
 * Reads an options object.
 *
 * @throws {TypeError} for an option that there is not, or that is not what it must be
 */
export function readHandlerOptions(kind: HandlerKind, options: object): GivenOptions {
  const wrapper = `stopgap.${kind}`;
  for (const name of Object.keys(options)) {
    if (!optionNames.includes(name)) {
      throw new TypeError(
        `${wrapper} takes the options args, roles, security and idempotent, and there is ${name}`,
      );
    }
  }
  const { args, roles, security, idempotent } = options as Readonly<Record<string, unknown>>;
  if (kind.startsWith("internal") && (roles ?? security ?? null) !== null) {
    throw new TypeError(`${wrapper} takes no roles and no security: it has no live function`);
  }
  return {
    args: args ?? null,
    roles: readRoles(wrapper, roles ?? null),
    security: readSecurity(wrapper, security ?? null),
    idempotent: readIdempotent(kind, idempotent ?? null),
  };
}

function readIdempotent(kind: HandlerKind, idempotent: unknown): boolean | null {
  if (idempotent === null) return null;
  if (kind !== "mutation") {
    const because = kind === "internalMutation" ? "only handlers call it" : "a query always is";
    throw new TypeError(`stopgap.${kind} takes no idempotent: ${because}`);
  }
  if (typeof idempotent !== "boolean") {
    throw new TypeError("stopgap.mutation expects idempotent to be true or false");
  }
  return idempotent;
}

function readRoles(wrapper: string, roles: unknown): readonly string[] | null {
  if (roles === null) return null;
  if (!Array.isArray(roles) || roles.length === 0 || !roles.every(isName)) {
    throw new TypeError(`${wrapper} expects roles to be a list of names, one at least`);
  }
  return Object.freeze([...roles]);
}

function readSecurity(wrapper: string, security: unknown): HandlerSecurity | null {
  if (security === null) return null;
  const { definer, ...rest } = Object(security) as Readonly<Record<string, unknown>>;
  if (!isName(definer) || Object.keys(rest).length > 0) {
    throw new TypeError(`${wrapper} expects security to be { definer: "<role>" }`);
  }
  return Object.freeze({ definer });
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
