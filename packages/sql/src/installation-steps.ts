import type { Asset } from "./assets.js";
import type { Mode } from "./engine.js";
import { readSchemaFiles, readSqlFile, type SqlFile } from "./sql-files.js";
import { fillIn, type Variables } from "./template.js";

/** The two layers, each a schema, the second on top of the first. */
export const layers = ["plts", "stopgap"] as const;

export type Layer = (typeof layers)[number];

/** One step of an installation. */
export type Step =
  /** What is replaced by every installation. */
  | { readonly kind: "replace"; readonly file: SqlFile }
  /** The same, by whoever installs: the owner may not. */
  | { readonly kind: "installer"; readonly file: SqlFile }
  /** A change of tables, once in the life of a database. */
  | { readonly kind: "migration"; readonly file: SqlFile }
  /** A script that an engine loads. */
  | { readonly kind: "asset"; readonly asset: Asset };

/** What puts a layer into a database, in order, whether it is installed or packed as an extension. */
export async function installationSteps(
  layer: Layer,
  mode: Mode,
  assets: readonly Asset[],
): Promise<readonly Step[]> {
  const { schema, migrations, replaced, grants } = await readSchemaFiles(layer);
  const isLanguage = layer === "plts";
  return [
    { kind: "replace", file: schema },
    ...(isLanguage ? [replace(await readSqlFile("install/migrations.sql"))] : []),
    ...migrations.map((file): Step => ({ kind: "migration", file })),
    ...(isLanguage ? assets : []).map((asset): Step => ({ kind: "asset", asset })),
    ...replaced.map(replace),
    ...(isLanguage && mode === "language"
      ? [{ kind: "installer", file: await readSqlFile("plts/language.sql") } as const]
      : []),
    replace(grants),
  ];
}

function replace(file: SqlFile): Step {
  return { kind: "replace", file };
}

/** The statements of a step. */
export async function stepSql(step: Step, variables: Variables): Promise<string> {
  switch (step.kind) {
    case "replace":
    case "installer":
      return fillIn(step.file.text, variables);
    case "migration": {
      const { text } = await readSqlFile("install/migrate.sql");
      return fillIn(text, { path: step.file.path, text: fillIn(step.file.text, variables) });
    }
    case "asset": {
      const { name, digest, body } = step.asset;
      return fillIn((await readSqlFile("install/store_asset.sql")).text, { name, digest, body });
    }
  }
}

/** Steps that follow each other and that one and the same role performs. */
export interface Turn {
  /** Whether it is the owner; else it is whoever installs. */
  readonly byOwner: boolean;
  readonly steps: readonly Step[];
}

/** The turns that the owner and whoever installs take. */
export function inTurns(steps: readonly Step[]): readonly Turn[] {
  return steps.reduce<readonly Turn[]>((turns, step) => {
    const byOwner = step.kind !== "installer";
    const last = turns.at(-1);
    return last?.byOwner === byOwner
      ? [...turns.slice(0, -1), { byOwner, steps: [...last.steps, step] }]
      : [...turns, { byOwner, steps: [step] }];
  }, []);
}
