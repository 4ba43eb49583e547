/** A table, as the catalog has it. Every name in a text is qualified. */
export interface CatalogTable {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** Qualified and quoted where it must be, as in a statement. */
  readonly identifier: string;
  /** Its schema in front of other names, with the dot. */
  readonly qualifier: string;
  /** `p` permanent, `u` unlogged. */
  readonly persistence: string;
  readonly partitionKey: string | null;
  readonly partitionBound: string | null;
  /** Qualified and quoted: of a partition its table, else what it inherits from. */
  readonly parents: readonly string[];
  readonly hasRowSecurity: boolean;
  readonly forcesRowSecurity: boolean;
  /** Whether it may have rows: a table whose rows are all deleted has pages until it is vacuumed. */
  readonly hasPages: boolean;
  readonly columns: readonly CatalogColumn[];
  readonly constraints: readonly CatalogConstraint[];
  readonly indexes: readonly CatalogIndex[];
  readonly comment: string | null;
}

export interface CatalogColumn {
  readonly name: string;
  readonly identifier: string;
  readonly number: number;
  readonly type: string;
  readonly isNotNull: boolean;
  /** Null where it is that of the type. */
  readonly collation: string | null;
  /** Also the expression of a generated column. */
  readonly default: string | null;
  /** `s` stored, `v` virtual. */
  readonly generated: string | null;
  /** `a` always, `d` by default. */
  readonly identity: string | null;
  /** Whether the default is the next value of a sequence that belongs to the column, whatever its name. */
  readonly isSerial: boolean;
  /** Of an identity column what its sequence was told, such as `start with`. */
  readonly sequenceOptions: Readonly<Record<string, number | boolean>> | null;
  readonly comment: string | null;
}

export interface CatalogConstraint {
  readonly name: string;
  readonly identifier: string;
  /** `p` primary key, `u` unique, `c` check, `f` foreign key, `x` exclusion. */
  readonly kind: "p" | "u" | "c" | "f" | "x";
  /** As `alter table ... add` takes it, without name and `not valid`. */
  readonly definition: string;
  readonly isValid: boolean;
  readonly columns: readonly string[];
  readonly referenced: { readonly schema: string; readonly name: string } | null;
  readonly comment: string | null;
}

export interface CatalogIndex {
  readonly name: string;
  readonly identifier: string;
  readonly isUnique: boolean;
  /** False for one whose concurrent build has failed. */
  readonly isValid: boolean;
  /** From `on` to the end. */
  readonly definition: string;
  readonly columns: readonly string[];
  readonly comment: string | null;
}

interface NamedType {
  readonly schema: string;
  readonly name: string;
  readonly identifier: string;
  readonly comment: string | null;
}

export interface CatalogEnum extends NamedType {
  readonly kind: "enum";
  readonly labels: readonly string[];
}

export interface CatalogAttribute {
  readonly name: string;
  readonly identifier: string;
  readonly type: string;
  readonly collation: string | null;
  readonly comment: string | null;
}

export interface CatalogComposite extends NamedType {
  readonly kind: "composite";
  readonly attributes: readonly CatalogAttribute[];
}

export interface CatalogDomainConstraint {
  readonly name: string;
  readonly identifier: string;
  readonly definition: string;
  readonly isValid: boolean;
  readonly comment: string | null;
}

export interface CatalogDomain extends NamedType {
  readonly kind: "domain";
  readonly baseType: string;
  readonly collation: string | null;
  readonly isNotNull: boolean;
  readonly default: string | null;
  readonly constraints: readonly CatalogDomainConstraint[];
}

export interface CatalogRange extends NamedType {
  readonly kind: "range";
  /** What stands in the parentheses of `create type ... as range`. */
  readonly definition: string;
}

export type CatalogType = CatalogEnum | CatalogComposite | CatalogDomain | CatalogRange;

/** A sequence that no column owns. */
export interface CatalogSequence {
  readonly schema: string;
  readonly name: string;
  readonly identifier: string;
  readonly comment: string | null;
}

/** A view or a materialized view. */
export interface CatalogView {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly identifier: string;
  /** Its schema in front of other names, with the dot. */
  readonly qualifier: string;
  readonly isMaterialized: boolean;
  /** Its query, without a semicolon. */
  readonly definition: string;
  /** Such as `security_invoker=true`, `check_option=local`. */
  readonly options: readonly string[];
  readonly columns: readonly CatalogViewColumn[];
  /** Null where it belongs to the current role. */
  readonly owner: string | null;
  /** The statements that give others the rights that they have. */
  readonly grants: readonly string[];
  readonly dependsOn: readonly ColumnReference[];
  /** Of a materialized view. */
  readonly indexes: readonly CatalogIndex[];
  readonly comment: string | null;
}

export interface CatalogViewColumn {
  readonly name: string;
  readonly identifier: string;
  readonly type: string;
  readonly comment: string | null;
}

/** A table or view that something depends on, or a column of it. */
export interface ColumnReference {
  readonly oid: number;
  readonly column: string | null;
}

/** Something that belongs to a table or view, and is dropped and made as a whole. */
interface CatalogPart {
  readonly oid: number;
  readonly schema: string;
  /** The table or view, and its name as in a statement. */
  readonly table: string;
  readonly relation: string;
  readonly name: string;
  readonly identifier: string;
  readonly definition: string;
  readonly dependsOn: readonly ColumnReference[];
  readonly comment: string | null;
}

export interface CatalogTrigger extends CatalogPart {
  /** As `alter table` takes it. */
  readonly state: "enable" | "disable" | "enable replica" | "enable always";
}

/** A policy of row level security. */
export interface CatalogPolicy extends CatalogPart {
  readonly isPermissive: boolean;
}

/** What some schemas consist of. */
export interface Catalog {
  readonly tables: readonly CatalogTable[];
  readonly types: readonly CatalogType[];
  readonly sequences: readonly CatalogSequence[];
  readonly views: readonly CatalogView[];
  readonly triggers: readonly CatalogTrigger[];
  readonly policies: readonly CatalogPolicy[];
}
