import type { DeclaredFunction, QualifiedName } from "../declared/declared-schema.js";
import { nameKey } from "../declared/syntax-tree.js";
import { sqlText } from "../sql/sql-text.js";
import type { Session } from "../session.js";
import { codeTexts } from "./code-texts.js";
import { sqlMentions, wordMentions } from "./sql-mentions.js";
import type { SqlMentions } from "./sql-mentions.js";

/** A function, and what its SQL mentions. */
export interface FunctionMentions {
  /** Such as `live function live_deployment.api_orders_get`. */
  readonly label: string;
  readonly texts: readonly SqlMentions[];
  /** Of a function in TypeScript the properties that it reads, by which it can use what `select *` gives it. */
  readonly properties: ReadonlySet<string>;
}

interface LiveFunctions {
  readonly functions: readonly { readonly name: string; readonly artifacts: readonly string[] }[];
  readonly code: Readonly<Record<string, string>>;
}

interface PlainFunction extends QualifiedName {
  readonly signature: string;
  readonly language: string;
  readonly body: string;
}

/**
 * What the functions of a database mention: those in TypeScript that are live, and those in SQL and PL/pgSQL. Of a function that is
 * declared it is the declared text that counts, which replaces what is there.
 */
export async function functionMentions(
  session: Session,
  declared: readonly DeclaredFunction[],
): Promise<readonly FunctionMentions[]> {
  const replaced = new Set(declared.map(({ name }) => nameKey(name)));
  const plain = await ask<readonly PlainFunction[]>(session, "plain-functions");
  return [
    ...(await liveMentions(session)),
    ...(await Promise.all(
      plain
        .filter((each) => !replaced.has(nameKey(each)))
        .map(({ signature, language, body }) =>
          plainMentions(`function ${signature}`, language, body),
        ),
    )),
    ...(await Promise.all(
      declared.map(({ name, file, statement }) =>
        plainMentions(`function ${name.schema}.${name.name} of ${file}`, "text", statement.text),
      ),
    )),
  ];
}

/** Whether a function mentions a table, or a column of it. */
export function doesMention(
  { texts, properties }: FunctionMentions,
  table: QualifiedName,
  column: string | null,
): boolean {
  const isTable = (name: QualifiedName) =>
    name.name === table.name && (name.schema === table.schema || name.schema === "public");
  const hasTable = (text: SqlMentions) =>
    text.kind === "words" ? text.words.has(table.name) : text.tables.some(isTable);
  if (column === null) return texts.some(hasTable);
  // A statement that is put together has the table in one part and the column in another.
  const namesTable = texts.some(hasTable);
  return texts.some((text) =>
    text.kind === "words"
      ? namesTable && text.words.has(column)
      : text.tables.some(isTable) &&
        text.columns.some(
          ({ table: qualifier, name }) =>
            (qualifier === null || qualifier === table.name) &&
            (name === column || (name === null && properties.has(column))),
        ),
  );
}

async function liveMentions(session: Session): Promise<readonly FunctionMentions[]> {
  if (!(await ask<boolean>(session, "has-live-functions"))) return [];
  const { functions, code } = await ask<LiveFunctions>(session, "live-functions");
  const known = new Map<string, Promise<Omit<FunctionMentions, "label">>>();
  const mentionsIn = (artifact: string) => {
    const found = known.get(artifact) ?? codeMentions(code[artifact] ?? "");
    known.set(artifact, found);
    return found;
  };
  return Promise.all(
    functions.map(async ({ name, artifacts }) => {
      const parts = await Promise.all(artifacts.map(mentionsIn));
      return {
        label: `live function ${name}`,
        texts: parts.flatMap(({ texts }) => texts),
        properties: new Set(parts.flatMap(({ properties }) => [...properties])),
      };
    }),
  );
}

async function codeMentions(code: string): Promise<Omit<FunctionMentions, "label">> {
  const { strings, properties } = codeTexts(code);
  return { texts: await Promise.all([...new Set(strings)].map(sqlMentions)), properties };
}

async function plainMentions(
  label: string,
  language: string,
  body: string,
): Promise<FunctionMentions> {
  const text = await (language === "sql" ? sqlMentions(body) : wordMentions(body));
  return { label, texts: [text], properties: new Set() };
}

async function ask<Answer>(session: Session, name: string): Promise<Answer> {
  const { rows } = await session.query(sqlText(`hazards/${name}.sql`));
  return JSON.parse(String(rows[0]?.["answer"])) as Answer;
}
