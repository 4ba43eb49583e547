import fc from "fast-check";

/** A request with a JSON body, or with what claims to be one. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const jsonRoutes = [
  "/call",
  "/platform/register",
  "/database/create",
  "/v2/migrate",
  "/fleet/migrate",
  "/admin/create-tenant",
  "/register",
  "/migrate",
] as const;

const name = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "__proto__",
    "constructor",
    "a'; drop database postgres; --",
    "a\u0000b",
    "..",
    "%00",
    "ä",
    "x".repeat(300),
  ),
  fc.string({ maxLength: 20 }),
);

const value = fc.oneof(
  name,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(null, true, -1, 1e308, [], {}, [[[[[[]]]]]]),
);

const fields = [
  "platform",
  "tenant_id",
  "schema_name",
  "database_id",
  "function",
  "params",
  "path",
  "args",
  "deployment_id",
  "force",
  "accept",
  "timeout_ms",
  "steps",
  "db_user",
  "db_password",
  "max_failures",
] as const;

const jsonBody = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...fields), value), {
    selector: ([field]) => field,
    maxLength: 8,
  })
  .map(
    (members) =>
      `{${members.map(([field, of]) => `${JSON.stringify(field)}:${JSON.stringify(of)}`).join(",")}}`,
  );

const body = fc.oneof(
  { weight: 6, arbitrary: jsonBody },
  { weight: 1, arbitrary: jsonBody.map((text) => text.slice(0, -1)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "[".repeat(100_000),
      '{"platform":'.repeat(10_000),
      '{"__proto__":{"platform":"a"}}',
      '{"platform":"a","platform":"b"}',
      "\ufeff{}",
      "null",
      '"text"',
    ),
  },
);

const contentType = fc.constantFrom(
  "application/json",
  "application/json; charset=utf-16",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "multipart/form-data; boundary=x",
  "",
);

const path = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<string>(...jsonRoutes) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        name,
        fc.constantFrom("schema", "schemas", "databases", "deploy", "rollback", "status"),
      )
      .map(([platform, what]) => `/platform/${encodeURIComponent(platform)}/${what}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "/platform/%E0%A4%A/schemas",
      "//",
      "/..%2f..",
      "/admin/databases?platform[]=a",
      "/call?x=%",
    ),
  },
);

/** A request that nobody who means well makes. */
export const hostileRequest: fc.Arbitrary<HostileRequest> = fc.record({
  method: fc.constantFrom("POST", "POST", "POST", "GET", "PUT", "DELETE", "PATCH"),
  path,
  headers: fc
    .tuple(
      contentType,
      fc.constantFrom(
        {},
        { "idempotency-key": "x".repeat(5000) },
        { "x-request-id": "a\tb" },
        { traceparent: "00-zz" },
        { "x-forwarded-for": "1.2.3.4, nonsense" },
        { authorization: "Bearer a.b.c" },
        { authorization: "Basic \u00e4" },
      ),
    )
    .map(([type, others]) => ({ ...(type === "" ? {} : { "content-type": type }), ...others })),
  body,
});
