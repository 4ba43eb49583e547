const hidden = "[hidden]";
const longestText = 200;
const mostCharacters = 4_000;

/** What may be told: names of things. What else a body has is left out, as it may be a secret that was put into the wrong field. */
const told = new Set(["platform", "tenant_id", "schema_name", "database_id"]);

/** A body as text for a record that many may read: JSON without values of other fields than names. */
export function withoutSecrets(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  const shown = Object.entries(body).map(([key, value]: [string, unknown]) => [
    key.slice(0, longestText),
    shownValue(key, value),
  ]);
  return JSON.stringify(Object.fromEntries(shown)).slice(0, mostCharacters);
}

function shownValue(key: string, value: unknown): string | null {
  if (!told.has(key)) return hidden;
  if (value === null) return null;
  return typeof value === "string" ? value.slice(0, longestText) : hidden;
}
