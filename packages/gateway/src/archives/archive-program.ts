import {
  type ArchiveLimits,
  type DeclaredSchema,
  isModule,
  parseSchema,
  readSchemaArchive,
  SchemaError,
  type SchemaErrorCode,
  type SchemaErrorFields,
  type SchemaFolder,
  type SourceFile,
} from "@stopgap/schema";

/** What is asked of an archive. */
export interface ArchiveRequest {
  readonly archive: Uint8Array;
  readonly limits: Partial<ArchiveLimits>;
  /** Whether its SQL is read too. */
  readonly parses: boolean;
}

/** What an archive has. */
export interface UnpackedArchive {
  /** Of its files, as a database remembers it. */
  readonly checksum: string;
  /** Those with a file in them. */
  readonly folders: ReadonlySet<SchemaFolder>;
  /** Files of `functions/` that are not SQL. */
  readonly modules: readonly SourceFile[];
}

/** What the program answers. An error does not keep its class on the way, so its parts are sent. */
export type ArchiveAnswer =
  | {
      readonly kind: "read";
      readonly unpacked: UnpackedArchive;
      readonly declared: DeclaredSchema | null;
    }
  | {
      readonly kind: "refused";
      readonly code: SchemaErrorCode;
      readonly message: string;
      readonly fields: SchemaErrorFields;
    };

/** How many statements a schema may have: each costs whoever works with it a round trip and some memory. */
const mostStatements = 100_000;
/** How long a statement of `types/`, `tables/` or `functions/` may be, in characters. */
const longestStatement = 256 * 1024;

process.on("message", (request: ArchiveRequest) => {
  void answer(request).then((message) => process.send?.(message));
});
process.on("disconnect", () => {
  process.exit();
});

async function answer({ archive, limits, parses }: ArchiveRequest): Promise<ArchiveAnswer> {
  try {
    const source = await readSchemaArchive(archive, limits);
    const unpacked = {
      checksum: source.checksum,
      folders: new Set(source.files.map(({ folder }) => folder)),
      modules: source.files.filter(isModule),
    };
    if (!parses) return { kind: "read", unpacked, declared: null };
    const declared = await parseSchema(source);
    refuseTooMuch(declared);
    return { kind: "read", unpacked, declared };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const { code, message, file, line, column, object, sqlstate, detail, hint } = error;
    const fields = { file, line, column, object, sqlstate, detail, hint };
    return { kind: "refused", code, message, fields };
  }
}

/** What would be too much for the gateway itself, which goes through the statements again where they are applied. */
function refuseTooMuch({ types, tableStatements, migrations, functions, seeds }: DeclaredSchema) {
  const compared = [
    ...types.flatMap(({ statements }) => statements),
    ...tableStatements,
    ...functions.flatMap(({ statement, attached }) => [statement, ...attached]),
  ];
  const count = migrations.reduce(
    (sum, { statements }) => sum + statements.length,
    compared.length + seeds.length,
  );
  if (count > mostStatements) {
    const message = `the schema has ${count} statements, more than ${mostStatements}`;
    const hint = "Write an insert of many rows instead of many inserts.";
    throw new SchemaError("invalid_file", message, { hint });
  }
  const long = compared.find(({ text }) => text.length > longestStatement);
  if (long) {
    const message = `${long.file}:${long.line}: a statement of ${long.text.length} characters, more than ${longestStatement}`;
    const hint = "Divide it: data belongs into tables, and a long function into several.";
    throw new SchemaError("invalid_file", message, { hint });
  }
}
