/** What went wrong, as a stable word: the `error` of the body. Each has its status in {@link errorStatuses}. */
export const errorStatuses = {
  invalid_request: 400,
  schema_extraction_failed: 400,
  extension_not_available: 400,
  unauthorized: 403,
  invalid_token: 401,
  platform_isolation_violation: 403,
  not_found: 404,
  database_not_found: 404,
  platform_not_found: 404,
  schema_not_found: 404,
  function_not_found: 404,
  method_not_allowed: 405,
  database_already_exists: 409,
  platform_already_registered: 409,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  rate_limited: 429,
  migration_failed: 500,
  function_deploy_failed: 500,
  query_failed: 500,
  extension_install_failed: 500,
  internal_error: 500,
  /** At the start only. */
  invalid_settings: 500,
  connection_failed: 503,
  pool_exhausted: 503,
  unavailable: 503,
  timeout: 504,
} as const;

/** One of the keys of {@link errorStatuses}. */
export type GatewayErrorCode = keyof typeof errorStatuses;

/** What goes into the body beside `error` and `message`, and into its headers. */
export interface GatewayErrorFields {
  readonly database?: string | undefined;
  /** The `cause` of the body: what PostgreSQL or a library says. */
  readonly reason?: string | undefined;
  readonly sqlstate?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** Of a fleet: what became of each database. */
  readonly results?: readonly { readonly database: string }[] | undefined;
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Every error of this package that a caller is told. `cause` keeps what led to it. */
export class GatewayError extends Error {
  override readonly name: string = "GatewayError";
  readonly code: GatewayErrorCode;
  readonly fields: GatewayErrorFields;

  constructor(
    code: GatewayErrorCode,
    message: string,
    fields: GatewayErrorFields = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.fields = fields;
  }

  get status(): number {
    return errorStatuses[this.code];
  }
}
