/** The symbols under `v`, in types only. */
interface OwnSymbols {
  readonly brand: unique symbol;
  readonly output: unique symbol;
  readonly input: unique symbol;
  readonly invalid: unique symbol;
}
declare const _symbols: OwnSymbols;

/** What `schema.brand("name")` adds to the type of a value. */
export interface Brand<Name extends PropertyKey = PropertyKey> {
  readonly [_symbols.brand]: Readonly<Record<Name, true>>;
}

/** What is not a function under `v`. */
export interface Symbols {
  readonly $brand: OwnSymbols["brand"];
  /** In the metadata of a registry: the output of the schema that they are for. */
  readonly $output: OwnSymbols["output"];
  /** Its input. */
  readonly $input: OwnSymbols["input"];
  /** What a parser given to `withParser` returns to leave the work to the schema. */
  readonly INVALID: OwnSymbols["invalid"];
  /** Returned by a transform that has added an issue. */
  readonly NEVER: never;
  /** Precisions for `iso.time` and `iso.datetime`. */
  readonly TimePrecision: {
    readonly Any: null;
    readonly Minute: -1;
    readonly Second: 0;
    readonly Millisecond: 3;
    readonly Microsecond: 6;
  };
}
