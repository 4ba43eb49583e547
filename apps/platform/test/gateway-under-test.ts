/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body; an object without members where it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Fields of a form; bytes are sent as a file. */
export type Fields = Readonly<Record<string, string | Uint8Array>>;

/** A gateway that is asked over HTTP, wherever it runs. */
export class GatewayUnderTest {
  readonly url: string;
  readonly adminToken: string | null;

  constructor(url: string, adminToken: string | null) {
    this.url = url.replace(/\/+$/, "");
    this.adminToken = adminToken;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#answer(path, { headers });
  }

  /** Asks as the administrator. */
  getAsAdmin(path: string): Promise<Answer> {
    return this.get(path, this.#adminHeaders());
  }

  post(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.#answer(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  /** Asks as the administrator. */
  postAsAdmin(path: string, body: unknown): Promise<Answer> {
    return this.post(path, body, this.#adminHeaders());
  }

  postForm(path: string, fields: Fields): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === "string") form.set(name, value);
      else form.set(name, new Blob([new Uint8Array(value)]), "schema.tar.gz");
    }
    return this.#answer(path, { method: "POST", body: form });
  }

  #adminHeaders(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.adminToken ?? ""}` };
  }

  async #answer(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: bodyOf(text) };
  }
}

function bodyOf(text: string): Answer["body"] {
  try {
    return Object(JSON.parse(text)) as Answer["body"];
  } catch {
    return {};
  }
}
