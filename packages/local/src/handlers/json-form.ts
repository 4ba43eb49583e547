/**
 * A value's type after it has been through PostgreSQL's JSON: dates and bytes are text, undefined is null, and an integer past
 * 2^53 is a bigint.
 */
export type JsonForm<T> = unknown extends T
  ? unknown
  : T extends undefined | null
    ? null
    : T extends string | number | boolean
      ? T
      : T extends bigint
        ? bigint | number
        : T extends Date | Uint8Array
          ? string
          : T extends { toJSON(): infer Json }
            ? JsonForm<Json>
            : T extends readonly unknown[]
              ? { [Index in keyof T]: JsonForm<T[Index]> }
              : T extends object
                ? { [Key in keyof T]: JsonMember<T[Key]> }
                : never;

/** A member that is undefined is not written at all. */
type JsonMember<T> = JsonForm<Exclude<T, undefined>> | Extract<T, undefined>;
